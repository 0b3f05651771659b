package spool

import (
	"bytes"
	"context"
	"errors"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

const (
	beat  = 300 * time.Millisecond  // between two looks at a printer that prints
	quiet = 1500 * time.Millisecond // without a fault, at least, after the receipt: the paper lags behind the answer
)

// print takes j, of which not a byte has left, as far as it will go. The printer
// has just said that it can print.
func (s *Spool) print(ctx context.Context, j printer.Job) {
	b, err := s.opt.Render(j)
	if err == nil && len(b) == 0 {
		err = errors.New("nothing to print")
	}
	if err != nil {
		s.opt.Log.Error("cannot lay a slip out", "job", j.ID, "subject", j.Subject, "err", err)
		s.end(ctx, j, printer.Dropped, printer.Layout)
		return
	}
	before := j
	j.Bytes, j.Profile, j.Offset, j.Attempt = b, s.opt.Profile.Name, 0, j.Attempt+1
	for j.Offset < len(b) {
		from := j.Offset
		j.Offset = min(from+chunk, len(b))
		if err := s.move(ctx, &j, printer.Sending, printer.OK); err != nil {
			switch {
			case ctx.Err() != nil || from == 0 && errors.Is(err, printer.ErrNoJob):
			case from == 0: // whether it was saved is unknown; that nothing left is not
				s.end(ctx, before, before.State, before.Fault)
			default:
				j.Offset = from
				s.doubt(ctx, j, printer.OK)
			}
			return
		}
		if n, err := s.line.send(ctx, b[from:j.Offset]); err != nil {
			if ctx.Err() != nil {
				return // the next start finds it Sending
			}
			fault := s.lost(ctx, err)
			if j.Offset = from + n; j.Offset > 0 {
				s.doubt(ctx, j, fault)
				return
			}
			before.Attempt = j.Attempt
			s.hold(ctx, before, fault)
			return
		}
	}
	if err := s.move(ctx, &j, printer.AwaitAck, printer.OK); err != nil {
		s.doubt(ctx, j, printer.OK)
		return
	}
	if s.opt.Profile.Answers == "C" {
		s.trust(ctx, j)
		return
	}
	var ack bytes.Buffer
	escpos.NewEncoder(&ack, s.opt.Profile, nil).Ack()
	s.line.owed++
	if _, err := s.line.send(ctx, ack.Bytes()); err != nil {
		s.doubt(ctx, j, s.lost(ctx, err))
		return
	}
	s.await(ctx, j)
}

// trust gives a printer that cannot answer the time that its paper takes.
func (s *Spool) trust(ctx context.Context, j printer.Job) {
	if _, err := s.line.listen(ctx, s.paper(), never); err != nil {
		s.doubt(ctx, j, s.lost(ctx, err))
		return
	}
	s.end(ctx, j, printer.Sent, printer.OK)
}

// resume goes on waiting for a receipt that a printer without paper owed to an
// earlier run.
func (s *Spool) resume(ctx context.Context, j printer.Job) {
	if err := s.connect(ctx); err != nil {
		s.note(ctx, printer.Missing, s.said.NearEnd)
		s.doubt(ctx, j, printer.Missing)
		return
	}
	s.await(ctx, j)
}

// await waits for the receipt of j, all of whose bytes have left, and then until
// the paper has had time to follow. While paper or cover is missing it waits for
// ever: the printer goes on by itself, and sending again would print twice. A
// printer that falls silent or talks nonsense may have been switched off: its
// receipt would be worth nothing.
func (s *Spool) await(ctx context.Context, j printer.Job) {
	limit := s.limit(len(j.Bytes))
	deadline := time.Now().Add(limit)
	var calmSince time.Time // with the receipt in hand
	for {
		noisy, err := s.line.listen(ctx, beat, never)
		var fault printer.Fault
		var nearEnd bool
		if err == nil {
			fault, nearEnd, err = s.status(ctx, 2)
		}
		if err != nil {
			s.doubt(ctx, j, s.lost(ctx, err))
			return
		}
		s.note(ctx, fault, nearEnd)
		if noisy && fault == printer.OK {
			fault = printer.Garbled
		}

		now := time.Now()
		switch fault {
		case printer.OK:
			if s.line.paid() && calmSince.IsZero() {
				calmSince = now
			}
			if s.line.paid() && now.Sub(calmSince) >= max(quiet, s.paper()) {
				s.end(ctx, j, printer.Printed, printer.OK)
				return
			}
		case printer.PaperOut, printer.Cover:
			if j.State != printer.Stalled || j.Fault != fault {
				if err := s.move(ctx, &j, printer.Stalled, fault); err != nil {
					s.doubt(ctx, j, fault)
					return
				}
			}
			calmSince, deadline = time.Time{}, now.Add(limit)
		case printer.Silent, printer.Garbled:
			s.doubt(ctx, j, fault)
			return
		default: // it may recover in time
			calmSince = time.Time{}
		}
		if calmSince.IsZero() && now.After(deadline) {
			if fault == printer.OK {
				fault = printer.Silent
			}
			s.doubt(ctx, j, fault)
			return
		}
	}
}

// lost says what an error of the wire means, and hangs up when it has gone.
func (s *Spool) lost(ctx context.Context, err error) printer.Fault {
	if errors.Is(err, context.DeadlineExceeded) {
		return printer.Offline // it holds the wire
	}
	s.hangUp()
	s.note(ctx, printer.Missing, s.said.NearEnd)
	return printer.Missing
}

// hold keeps j back: not a byte of it has left.
func (s *Spool) hold(ctx context.Context, j printer.Job, fault printer.Fault) {
	if j.State != printer.Held || j.Fault != fault {
		s.end(ctx, j, printer.Held, fault)
	}
}

// doubt gives j up: some of it may be on paper. The printer must be brought into
// step before it prints again.
func (s *Spool) doubt(ctx context.Context, j printer.Job, fault printer.Fault) {
	// The last chunk may have been lost on its way.
	s.missing = max(s.missing, len(j.Bytes)-max(j.Offset-chunk, 0))
	s.torn, s.inStep = len(j.Bytes), false
	s.end(ctx, j, printer.Doubt, fault)
}

// end moves j to where the spool lets go of it. If that cannot be saved now,
// nothing else is printed until it can.
func (s *Spool) end(ctx context.Context, j printer.Job, to printer.State, fault printer.Fault) {
	if ctx.Err() != nil {
		return // the file still says what the next start must know
	}
	if err := s.move(ctx, &j, to, fault); err != nil && !errors.Is(err, printer.ErrNoJob) {
		s.opt.Log.Error("cannot keep a print job", "job", j.ID, "state", to, "err", err)
		s.unsaved = &j
	}
}

// move changes j and saves it.
func (s *Spool) move(ctx context.Context, j *printer.Job, to printer.State, fault printer.Fault) error {
	if j.State != to {
		j.Moved = s.opt.Now()
	}
	j.State, j.Fault = to, fault
	return s.opt.Store.SaveJob(ctx, *j)
}
