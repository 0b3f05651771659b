// Package spool keeps a print job until its slip has come out, or until it must
// be said that nobody can know. It never prints a slip a second time by itself
// and calls none printed without the printer's word. DESIGN.md beside it draws
// the states and says what is durable when.
package spool

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// A Store keeps jobs. What its methods have returned from without an error
// survives a power cut.
type Store interface {
	// NextJob returns the oldest job that is Queued or Held, or ErrNoJob.
	NextJob(ctx context.Context) (printer.Job, error)

	// OpenJobs returns the jobs that are Sending, AwaitAck or Stalled.
	OpenJobs(ctx context.Context) ([]printer.Job, error)

	// SaveJob replaces a job. ErrNoJob says that it is no longer to be printed.
	SaveJob(ctx context.Context, j printer.Job) error

	// SavePrinter keeps what is known of the printer.
	SavePrinter(ctx context.Context, s printer.Status) error
}

// Options are what a spool works with. All of them are needed.
type Options struct {
	Store   Store
	Port    func(ctx context.Context) (Port, error) // opens the wire
	Device  string                                  // what Port opens, in a status
	Profile escpos.Profile
	Render  func(j printer.Job) ([]byte, error) // lays a slip out

	// Wake returns when the store may hold another job, or with ctx's error. It
	// may return early, for no reason.
	Wake func(ctx context.Context) error

	Now func() time.Time // what jobs and statuses are stamped with
	Log *slog.Logger
}

const (
	chunk = 256             // bytes that leave between two saves
	every = 2 * time.Second // between two looks at an idle printer
	retry = time.Second     // between two looks at one that cannot print
)

// A Spool prints the jobs of a store, one at a time.
type Spool struct {
	opt  Options
	line line

	recalled bool         // the jobs that an earlier run left open are dealt with
	unsaved  *printer.Job // must be saved before anything else happens

	// Before the first slip, and after a doubt, the printer is brought into
	// step: see sync.
	inStep  bool
	missing int // bytes it may still be waiting for, at most
	torn    int // length of the slip of which a part may hang out of it

	looked time.Time // when its status was last asked
	said   printer.Status
	saved  bool // the store has said
}

// New returns a spool. It touches nothing before Run.
func New(opt Options) *Spool {
	return &Spool{opt: opt, line: line{baud: opt.Profile.Baud}}
}

// Run prints until ctx is done, and returns nil then. Nothing that the printer
// or the store do ends it.
func (s *Spool) Run(ctx context.Context) error {
	defer s.hangUp()
	for ctx.Err() == nil {
		s.turn(ctx)
	}
	return nil
}

// turn does the next thing that is to be done.
func (s *Spool) turn(ctx context.Context) {
	if err := s.catchUp(ctx); err != nil {
		s.fail(ctx, "cannot keep print jobs", err)
		return
	}
	j, err := s.opt.Store.NextJob(ctx)
	switch {
	case errors.Is(err, printer.ErrNoJob):
		s.idle(ctx)
	case err != nil:
		s.fail(ctx, "cannot read print jobs", err)
	default:
		if fault := s.look(ctx); fault != printer.OK {
			s.hold(ctx, j, fault)
			s.pause(ctx, retry)
			return
		}
		s.print(ctx, j)
	}
}

// catchUp saves what could not be saved, and at the start deals with what an
// earlier run left open.
func (s *Spool) catchUp(ctx context.Context) error {
	if s.unsaved != nil {
		if err := s.opt.Store.SaveJob(ctx, *s.unsaved); err != nil && !errors.Is(err, printer.ErrNoJob) {
			return err
		}
		s.unsaved = nil
	}
	if s.recalled {
		return nil
	}
	jobs, err := s.opt.Store.OpenJobs(ctx)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if j.State != printer.Sending {
			s.line.owed++
		}
		if j.State == printer.Stalled {
			s.resume(ctx, j)
		} else {
			s.doubt(ctx, j, printer.OK)
		}
		if ctx.Err() != nil || s.unsaved != nil {
			return nil // the next turn reads them again
		}
	}
	s.recalled = true
	return nil
}

// idle waits for work, and now and then looks at the printer, so that staff know
// at once that its paper is out.
func (s *Spool) idle(ctx context.Context) {
	rest := every
	if s.said.Fault != printer.OK {
		rest = retry
	}
	if rest -= time.Since(s.looked); rest <= 0 {
		s.look(ctx)
		return
	}
	wait, cancel := context.WithTimeout(ctx, rest)
	defer cancel()
	if err := s.opt.Wake(wait); err != nil && wait.Err() == nil {
		s.opt.Log.Error("cannot hear of new print jobs", "err", err)
		<-wait.Done()
	}
}

// look finds out whether a slip can be printed now, and keeps what it found.
func (s *Spool) look(ctx context.Context) printer.Fault {
	fault, nearEnd := s.examine(ctx)
	s.looked = time.Now()
	s.note(ctx, fault, nearEnd)
	return fault
}

func (s *Spool) examine(ctx context.Context) (printer.Fault, bool) {
	if err := s.connect(ctx); err != nil {
		return printer.Missing, s.said.NearEnd
	}
	fault, err := s.pad(ctx)
	nearEnd := s.said.NearEnd
	if err == nil && fault == printer.OK {
		fault, nearEnd, err = s.status(ctx, 1)
	}
	if err == nil && fault == printer.OK && !s.inStep {
		fault, err = s.sync(ctx)
	}
	if err != nil {
		s.hangUp()
		return printer.Missing, s.said.NearEnd
	}
	return fault, nearEnd
}

// status asks a printer that can answer; of another it is only known whether it
// is still there.
func (s *Spool) status(ctx context.Context, first byte) (printer.Fault, bool, error) {
	if s.opt.Profile.Answers == "C" {
		_, err := s.line.listen(ctx, glance, never)
		return printer.OK, false, err
	}
	return s.line.status(ctx, first)
}

func (s *Spool) connect(ctx context.Context) error {
	if s.line.port != nil {
		return nil
	}
	p, err := s.opt.Port(ctx)
	if err != nil {
		if s.said.Fault != printer.Missing && ctx.Err() == nil {
			s.opt.Log.Warn("cannot open the printer", "err", err)
		}
		return err
	}
	s.line.port, s.line.heard, s.line.ear = p, nil, ear{}
	return nil
}

func (s *Spool) hangUp() {
	if s.line.port == nil {
		return
	}
	if err := s.line.port.Close(); err != nil {
		s.opt.Log.Warn("cannot close the printer", "err", err)
	}
	s.line.port = nil
}

// pad makes up with NULs, which print nothing, for what a command that was
// broken off still waits for: it would swallow whatever comes next. Nothing may
// be asked before, lest a question becomes the length of a picture.
func (s *Spool) pad(ctx context.Context) (printer.Fault, error) {
	fault, err := s.tell(ctx, make([]byte, s.missing))
	if err == nil && fault == printer.OK {
		s.missing = 0
	}
	return fault, err
}

// tell sends b, which is no slip. A printer may hold the wire.
func (s *Spool) tell(ctx context.Context, b []byte) (printer.Fault, error) {
	if len(b) == 0 {
		return printer.OK, nil
	}
	_, err := s.line.send(ctx, b)
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return printer.Offline, nil
	}
	return printer.OK, err
}

// sync brings the printer into step, so that the next slip begins on a paper of
// its own and its receipt cannot be mistaken for an earlier one's.
func (s *Spool) sync(ctx context.Context) (printer.Fault, error) {
	answers := s.opt.Profile.Answers != "C"
	if !answers && s.torn == 0 {
		s.inStep = true
		return printer.OK, nil
	}
	var b bytes.Buffer
	e := escpos.NewEncoder(&b, s.opt.Profile, nil)
	e.Reset()
	if s.torn > 0 {
		e.Cut()
	}
	if answers {
		e.Ack()
		s.line.owed++
	}
	if fault, err := s.tell(ctx, b.Bytes()); err != nil || fault != printer.OK {
		return fault, err
	}
	if answers {
		if came, err := s.collect(ctx); err != nil {
			return printer.OK, err
		} else if !came {
			s.missing = max(s.torn, chunk) // it waits for more than was known
			return printer.Silent, nil
		}
	}
	s.line.owed, s.torn, s.inStep = 0, 0, true
	return printer.OK, nil
}

// collect waits for the receipts that are owed and reports whether any came.
// They come in order: either all do, or those of before are lost, and then it
// must be waited until they cannot come any more.
func (s *Spool) collect(ctx context.Context) (came bool, err error) {
	for owed := s.line.owed; owed > 0; owed = s.line.owed {
		_, err := s.line.listen(ctx, s.limit(0), func() bool { return s.line.owed < owed })
		if err != nil || s.line.owed == owed {
			return came, err
		}
		came = true
	}
	return came, nil
}

// limit is how long it may take until n bytes are on paper and the printer has
// said so.
func (s *Spool) limit(n int) time.Duration { return s.line.wire(n) + s.paper() + grace }

// paper is how long the paper of the longest slip moves.
func (s *Spool) paper() time.Duration {
	const longest = 150 // mm
	if s.opt.Profile.Speed <= 0 {
		return grace
	}
	return longest * time.Second / time.Duration(s.opt.Profile.Speed)
}

// note keeps what is known of the printer when that has changed.
func (s *Spool) note(ctx context.Context, fault printer.Fault, nearEnd bool) {
	now := printer.Status{Fault: fault, NearEnd: nearEnd, Device: s.opt.Device, Profile: s.opt.Profile.Name, At: s.said.At}
	if ctx.Err() != nil || s.saved && now == s.said {
		return
	}
	now.At = s.opt.Now()
	if err := s.opt.Store.SavePrinter(ctx, now); err != nil {
		s.opt.Log.Error("cannot keep the printer's status", "err", err)
		return
	}
	if !s.saved || s.said.Fault != fault {
		s.opt.Log.Info("printer", "device", now.Device, "fault", fault)
	}
	s.said, s.saved = now, true
}

// fail reports what the store cannot do, and gives it time.
func (s *Spool) fail(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		s.opt.Log.Error(what, "err", err)
		s.pause(ctx, retry)
	}
}

func (s *Spool) pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
