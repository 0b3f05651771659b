package spool

import (
	"context"
	"errors"
	"time"

	"yidiantong.org/lobby/printer"
)

// A Port is the wire to a printer; a serial.Port is one.
type Port interface {
	// Write sends p and returns when all of it has left this machine. On an
	// error at most the first n bytes have left and nothing leaves any more.
	Write(ctx context.Context, p []byte) (n int, err error)

	// Read waits for bytes and returns those that are there.
	Read(ctx context.Context, p []byte) (n int, err error)

	// Close lets go of the wire, at once.
	Close() error
}

const (
	patience = 500 * time.Millisecond // until DLE EOT must be answered
	tries    = 2
	hush     = 600 * time.Millisecond // beyond patience: until the answer to a later try has come, too
	glance   = 5 * time.Millisecond   // to throw away what came meanwhile
	grace    = 3 * time.Second        // beyond what wire and paper need
)

// A line is the printer as the spool speaks with it. An error of its methods is
// ctx's, or means that the wire has gone.
type line struct {
	port  Port // nil while there is none
	baud  int
	ear   ear
	heard []byte // read and not yet looked at
	buf   [64]byte

	// owed counts the receipts that were asked for and have not come. It
	// outlives the wire: a printer that was only unplugged still answers.
	owed int
}

// next waits for the next thing the printer says.
func (l *line) next(ctx context.Context) (reply, byte, error) {
	if len(l.heard) == 0 {
		n, err := l.port.Read(ctx, l.buf[:])
		if err != nil {
			return noise, 0, err
		}
		l.heard = l.buf[:n]
	}
	b := l.heard[0]
	l.heard = l.heard[1:]
	r := l.ear.hear(b)
	if r == receipt {
		if l.owed == 0 {
			return noise, b, nil
		}
		l.owed--
	}
	return r, b, nil
}

// listen hears the printer for as long as d, or until enough. It reports whether
// the printer talked nonsense.
func (l *line) listen(parent context.Context, d time.Duration, enough func() bool) (noisy bool, err error) {
	ctx, cancel := context.WithTimeout(parent, d)
	defer cancel()
	for !enough() {
		r, _, err := l.next(ctx)
		switch {
		case parent.Err() != nil:
			return noisy, parent.Err()
		case errors.Is(err, context.DeadlineExceeded):
			return noisy, nil
		case err != nil:
			return noisy, err
		}
		noisy = noisy || r == noise
	}
	return noisy, nil
}

func never() bool { return false }

// paid reports whether every receipt has come.
func (l *line) paid() bool { return l.owed == 0 }

// send writes b in the time the wire needs for it, and grace.
func (l *line) send(ctx context.Context, b []byte) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, l.wire(len(b))+grace)
	defer cancel()
	return l.port.Write(ctx, b)
}

// wire is how long n bytes travel.
func (l *line) wire(n int) time.Duration {
	if l.baud <= 0 {
		return 0
	}
	return time.Duration(n) * 10 * time.Second / time.Duration(l.baud)
}

// status asks DLE EOT from first to 4.
func (l *line) status(ctx context.Context, first byte) (f printer.Fault, nearEnd bool, err error) {
	if _, err := l.listen(ctx, glance, never); err != nil {
		return printer.OK, false, err
	}
	a := answers{calm, calm, calm, calm, calm}
	for n := first; n <= 4; n++ {
		a[n], f, err = l.ask(ctx, n)
		if err != nil || f != printer.OK {
			return f, false, err
		}
	}
	return a.fault(), a.nearEnd(), nil
}

// ask asks DLE EOT n. The fault says that there was no answer, or none that a
// printer gives.
func (l *line) ask(ctx context.Context, n byte) (b byte, f printer.Fault, err error) {
	for try := range tries {
		b, f, err = l.askOnce(ctx, n)
		if err == nil && f == printer.OK && try > 0 {
			// The answers may only be late. The second must not be taken for
			// that to the next question.
			_, err = l.listen(ctx, hush, never)
		}
		if err != nil || f == printer.OK {
			break
		}
	}
	return b, f, err
}

func (l *line) askOnce(parent context.Context, n byte) (byte, printer.Fault, error) {
	ctx, cancel := context.WithTimeout(parent, patience)
	defer cancel()
	_, err := l.port.Write(ctx, []byte{0x10, 0x04, n})
	fault := printer.Silent
	for {
		var r reply
		var b byte
		if err == nil {
			r, b, err = l.next(ctx)
		}
		switch {
		case parent.Err() != nil:
			return 0, fault, parent.Err()
		case errors.Is(err, context.DeadlineExceeded):
			return 0, fault, nil
		case err != nil:
			return 0, fault, err
		case r == noise:
			fault = printer.Garbled
		case r == status && fault == printer.Silent:
			return b, printer.OK, nil
		}
	}
}
