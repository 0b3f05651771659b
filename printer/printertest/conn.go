package printertest

import (
	"context"
	"sync"
	"time"
)

// A Conn is a wire in memory. It is what a spool calls a port.
type Conn struct {
	p    *Printer
	gone chan struct{}
	hang func()

	mu      sync.Mutex
	answers []byte
	arrived chan struct{} // holds one when answers is not empty
}

// Open connects to the printer. Whoever was connected before is cut off.
func (p *Printer) Open(context.Context) (*Conn, error) {
	c := &Conn{p: p, gone: make(chan struct{}), arrived: make(chan struct{}, 1)}
	c.hang = sync.OnceFunc(func() { close(c.gone) })
	if err := p.connect(c); err != nil {
		return nil, err
	}
	return c, nil
}

// Write sends b, and returns when the printer has taken it. When it is unplugged
// meanwhile nobody knows how much got through: all of b may have left.
func (c *Conn) Write(ctx context.Context, b []byte) (n int, err error) {
	for n < len(b) {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		taken, err := c.p.receive(c, b[n])
		if err != nil && n > 0 {
			return len(b), err
		}
		if err != nil {
			return 0, err
		}
		if !taken {
			time.Sleep(held)
			continue
		}
		n++
		if n%burst == 0 {
			time.Sleep(c.p.wireTime(burst))
		}
	}
	time.Sleep(c.p.wireTime(n % burst))
	return n, nil
}

// Read waits for answers.
func (c *Conn) Read(ctx context.Context, b []byte) (int, error) {
	for {
		c.mu.Lock()
		n := copy(b, c.answers)
		c.answers = c.answers[n:]
		c.mu.Unlock()
		if n > 0 {
			return n, nil
		}
		select {
		case <-c.arrived:
		case <-c.gone:
			return 0, ErrUnplugged
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// Close lets go of the wire.
func (c *Conn) Close() error {
	c.p.disconnect(c)
	c.hang()
	return nil
}

func (c *Conn) answer(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers = append(c.answers, b...)
	select {
	case c.arrived <- struct{}{}:
	default:
	}
}

func (c *Conn) hangUp() { c.hang() }

// burst is how many bytes travel at a time.
const burst = 16

// held is how often a wire that flow control holds is tried again.
const held = 5 * time.Millisecond

// wireTime is how long n bytes travel.
func (p *Printer) wireTime(n int) time.Duration {
	if !p.opt.Paced || p.opt.Profile.Baud == 0 {
		return 0
	}
	return time.Duration(n) * 10 * time.Second / time.Duration(p.opt.Profile.Baud)
}
