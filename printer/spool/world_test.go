package spool_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
	"yidiantong.org/lobby/printer/spool"
)

// The two kinds of printer: one with a blade and codes of its own on a fast
// wire, one with neither on a slow one.
var (
	blade = escpos.Profile{
		Name: "blade", Width: 576, QR: "native", Charset: "gb18030", Cutter: true, Answers: "B",
		Buffer: 4096, Baud: 115200, Flow: "none", Speed: 150, Head: 15,
	}
	bar = escpos.Profile{
		Name: "bar", Width: 384, QR: "raster", Charset: "gb2312", Answers: "B",
		Buffer: 4096, Baud: 9600, Flow: "none", Speed: 60, Head: 12,
	}
)

// lay lays out a small slip that bears the job's subject, and a picture or a
// code.
func lay(p escpos.Profile) func(printer.Job) ([]byte, error) {
	return func(j printer.Job) ([]byte, error) {
		if j.Subject == "" {
			return nil, errors.New("no number")
		}
		var b bytes.Buffer
		e := escpos.NewEncoder(&b, p, nil)
		e.Reset()
		e.Align(escpos.Centre)
		e.Line("青石镇便民服务中心")
		e.Size(2, 2)
		e.Line(j.Subject)
		if p.QR == "native" {
			e.QR("T/" + j.Subject + "0000000")
		} else {
			e.Raster(picture(), false)
		}
		e.Size(1, 1)
		e.Line("请在大厅等候")
		e.Cut()
		return b.Bytes(), e.Err()
	}
}

// picture is something that swallows whatever follows when it is broken off.
func picture() escpos.Bitmap {
	b := escpos.NewBitmap(80, 80)
	for i := range 80 {
		b.Set(i, i)
	}
	return b
}

// A world is a hall as far as printing goes: a printer, a file of jobs, and a
// spool between them that can be killed and started again.
type world struct {
	t       *testing.T
	profile escpos.Profile
	printer *printertest.Printer
	jobs    *jobs
	open    func(context.Context) (spool.Port, error)
	wake    func(context.Context) error
	ended   chan struct{} // closed when the running spool has ended
	kill    func()

	// meddle is called before and after each save of a job and each write of
	// slip bytes, which are counted together. Its error is what the spool is told.
	meddle func(deed int, save, done bool) error
	deeds  int
}

// inWorld runs f in a world whose clock only moves when everybody waits.
func inWorld(t *testing.T, opt printertest.Options, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, opt)
		w.open = func(ctx context.Context) (spool.Port, error) {
			c, err := w.printer.Open(ctx)
			if err != nil {
				return nil, err
			}
			return c, nil
		}
		w.start()
		f(w)
		w.kill()
		<-w.ended
	})
}

func newWorld(t *testing.T, opt printertest.Options) *world {
	w := &world{t: t, profile: opt.Profile, printer: printertest.New(opt), jobs: newJobs(t)}
	w.wake = w.jobs.wait
	return w
}

// start starts a spool on what the last one left behind.
func (w *world) start() {
	ctx, cancel := context.WithCancel(w.t.Context())
	life := &life{world: w, cancel: cancel}
	w.ended, w.kill = make(chan struct{}), life.end
	s := spool.New(spool.Options{
		Store: life,
		Port: func(ctx context.Context) (spool.Port, error) {
			p, err := w.open(ctx)
			if err != nil {
				return nil, err
			}
			return &wire{Port: p, life: life}, nil
		},
		Device: "/dev/lobby-printer", Profile: w.profile, Render: lay(w.profile),
		Wake: w.wake, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	ended := w.ended
	go func() {
		defer close(ended)
		if err := s.Run(ctx); err != nil {
			w.t.Errorf("Run: %v", err)
		}
	}()
}

// restart kills the spool at once and starts another.
func (w *world) restart() {
	w.kill()
	<-w.ended
	w.start()
}

// after lets d pass.
func (w *world) after(d time.Duration) { time.Sleep(d); synctest.Wait() }

// ready is when a spool has got to know its printer; long is more than anything
// in a spool takes.
const (
	ready = 5 * time.Second
	long  = 25 * time.Second
)

// want fails unless job id is in that state for that reason.
func (w *world) want(id int64, state printer.State, fault printer.Fault) {
	w.t.Helper()
	if j := w.jobs.get(id); j.State != state || j.Fault != fault {
		w.t.Errorf("job %d is %s(%s), want %s(%s)", id, j.State, j.Fault, state, fault)
	}
}

// wantPaper fails unless exactly these jobs came out, whole, each on a paper of
// its own and in this order.
func (w *world) wantPaper(ids ...int64) {
	w.t.Helper()
	var want [][]byte
	for _, id := range ids {
		want = append(want, w.slip(id))
	}
	got := w.printer.Slips()
	if !slices.EqualFunc(got, want, bytes.Equal) {
		w.t.Errorf("%d slips came out, want %d:\n%s", len(got), len(want), list(got))
	}
}

func (w *world) lastStatus() printer.Status {
	w.t.Helper()
	said := w.jobs.printer()
	if len(said) == 0 {
		w.t.Fatal("staff know nothing of the printer")
	}
	return said[len(said)-1]
}

// faults are what staff were told of the printer.
func (w *world) faults() (faults []printer.Fault) {
	for _, s := range w.jobs.printer() {
		faults = append(faults, s.Fault)
	}
	return faults
}

// slip is what job id looks like.
func (w *world) slip(id int64) []byte {
	b, err := lay(w.profile)(w.jobs.get(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// copies counts the papers, finished or not, that bear the number of job id, and
// those of them that hold all of its slip.
func (w *world) copies(id int64) (some, whole int) {
	for _, piece := range append(w.printer.Slips(), w.printer.Piece()) {
		subject := []byte(w.jobs.get(id).Subject + "\n")
		some += bytes.Count(piece, subject)
		whole += bytes.Count(piece, bytes.TrimRight(w.slip(id), "\n")) // a feed at the end may lie on the next paper
	}
	return some, whole
}

func list(slips [][]byte) string {
	var s strings.Builder
	for i, b := range slips {
		fmt.Fprintf(&s, "--- slip %d\n%s", i+1, escpos.List(b))
	}
	return s.String()
}

// jobs is a file of jobs. It refuses moves that DESIGN.md does not draw.
type jobs struct {
	t *testing.T

	mu       sync.Mutex
	all      map[int64]printer.Job
	statuses []printer.Status
	changed  chan struct{}
}

func newJobs(t *testing.T) *jobs {
	return &jobs{t: t, all: map[int64]printer.Job{}, changed: make(chan struct{}, 1)}
}

// moves are those of the state machine. A state may always be saved again.
var moves = map[printer.State][]printer.State{
	printer.Queued:   {printer.Held, printer.Sending, printer.Dropped},
	printer.Held:     {printer.Sending, printer.Dropped},
	printer.Sending:  {printer.AwaitAck, printer.Doubt, printer.Held, printer.Queued},
	printer.AwaitAck: {printer.Printed, printer.Sent, printer.Stalled, printer.Doubt},
	printer.Stalled:  {printer.Printed, printer.Doubt},
}

// add queues a slip for a number.
func (f *jobs) add(subject string) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := int64(len(f.all) + 1)
	f.all[id] = printer.Job{ID: id, Kind: printer.TicketSlip, Subject: subject, State: printer.Queued, Made: time.Now()}
	f.ring()
	return id
}

// drop is what staff do to a job that is not needed any more.
func (f *jobs) drop(id int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	j := f.all[id]
	j.State = printer.Dropped
	f.all[id] = j
}

func (f *jobs) ring() {
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

func (f *jobs) wait(ctx context.Context) error {
	select {
	case <-f.changed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *jobs) get(id int64) printer.Job {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all[id]
}

// printer returns every status that was saved, the newest last.
func (f *jobs) printer() []printer.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.statuses)
}

// find returns the jobs in these states, the oldest first.
func (f *jobs) find(states ...printer.State) (found []printer.Job) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(f.all)) {
		if j := f.all[id]; slices.Contains(states, j.State) {
			found = append(found, j)
		}
	}
	return found
}

func (f *jobs) save(j printer.Job) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.all[j.ID]
	if was.State == printer.Dropped {
		return printer.ErrNoJob
	}
	if was.State != j.State && !slices.Contains(moves[was.State], j.State) {
		f.t.Errorf("job %d moves from %s to %s, which DESIGN.md does not draw", j.ID, was.State, j.State)
	}
	f.all[j.ID] = j
	f.ring() // a real store tells the spool of its own rows, too
	return nil
}

// A life is a spool's from start to kill. The dead neither save nor send.
type life struct {
	*world
	cancel func()

	mu   sync.Mutex
	dead bool
	sent int // bytes of the slip in flight
}

var errDead = errors.New("the spool has been killed")

func (l *life) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
	l.cancel()
}

func (l *life) alive() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return errDead
	}
	return nil
}

// do does a deed unless the world stops it, before or after.
func (l *life) do(save bool, deed func() error) error {
	if err := l.alive(); err != nil {
		return err
	}
	l.deeds++
	n := l.deeds
	if l.meddle != nil {
		if err := l.meddle(n, save, false); err != nil {
			return err
		}
	}
	if err := deed(); err != nil {
		return err
	}
	if l.meddle != nil {
		return l.meddle(n, save, true)
	}
	return nil
}

func (l *life) NextJob(context.Context) (printer.Job, error) {
	if err := l.alive(); err != nil {
		return printer.Job{}, err
	}
	if found := l.jobs.find(printer.Queued, printer.Held); len(found) > 0 {
		return found[0], nil
	}
	return printer.Job{}, printer.ErrNoJob
}

func (l *life) OpenJobs(context.Context) ([]printer.Job, error) {
	return l.jobs.find(printer.Sending, printer.AwaitAck, printer.Stalled), l.alive()
}

func (l *life) SaveJob(_ context.Context, j printer.Job) error {
	return l.do(true, func() error {
		if j.State == printer.Sending && l.jobs.get(j.ID).State != printer.Sending {
			l.sent = 0
		}
		if j.State == printer.Printed {
			if _, whole := l.copies(j.ID); whole != 1 {
				l.t.Errorf("job %d is called printed while %d whole slips are out", j.ID, whole)
			}
		}
		return l.jobs.save(j)
	})
}

func (l *life) SavePrinter(_ context.Context, s printer.Status) error {
	if err := l.alive(); err != nil {
		return err
	}
	l.jobs.mu.Lock()
	defer l.jobs.mu.Unlock()
	l.jobs.statuses = append(l.jobs.statuses, s)
	l.jobs.ring()
	return nil
}

// A wire sees to it that nothing leaves before the file says so, and only one
// slip at a time.
type wire struct {
	spool.Port
	life *life
}

func (p *wire) Write(ctx context.Context, b []byte) (n int, err error) {
	if bytes.HasPrefix(b, []byte{0x10, 0x04}) {
		if err := p.life.alive(); err != nil {
			return 0, err
		}
		return p.Port.Write(ctx, b)
	}
	err = p.life.do(false, func() error {
		p.check(b)
		n, err = p.Port.Write(ctx, b)
		return err
	})
	return n, err
}

func (p *wire) check(b []byte) {
	l := p.life
	open := l.jobs.find(printer.Sending, printer.AwaitAck, printer.Stalled)
	if len(open) > 1 {
		l.t.Errorf("%d slips are in flight, want one", len(open))
	}
	for _, j := range open {
		if j.State != printer.Sending {
			continue
		}
		if !bytes.HasPrefix(j.Bytes[min(l.sent, j.Offset):j.Offset], b) {
			l.t.Errorf("job %d: %d bytes leave after %d, but the file only knows of %d", j.ID, len(b), l.sent, j.Offset)
		}
		l.sent += len(b)
	}
}
