package printertest

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"yidiantong.org/lobby/printer"
)

// A TTY is a printer's end of a pty. While the printer is missing there is no
// pty; plugged in again, it gets another one.
type TTY struct {
	p    *Printer
	link string
	stop func()
	quit chan struct{}
	done chan error
}

// Plug gives the printer a pty and makes link a symbolic link to the tty that a
// program opens to print.
func Plug(p *Printer, link string) (*TTY, error) {
	t := &TTY{p: p, link: link, quit: make(chan struct{}), done: make(chan error, 1)}
	t.stop = sync.OnceFunc(func() { close(t.quit) })
	c, err := t.plugIn()
	if err != nil {
		return nil, err
	}
	go func() { t.done <- t.run(c) }()
	return t, nil
}

// Close unplugs the printer for good and removes the link.
func (t *TTY) Close() error {
	t.stop()
	err := <-t.done
	t.done <- nil // for whoever closes again
	return err
}

// run keeps the printer on a pty for as long as it is plugged in.
func (t *TTY) run(c *ptyConn) (err error) {
	for {
		changed := t.p.Changed()
		if c == nil {
			c, err = t.plugIn()
		}
		if c != nil {
			c.serve(t.quit)
			c, err = nil, c.close(t.link)
		}
		select {
		case <-t.quit:
			return err
		case <-changed:
		}
	}
}

// plugIn opens a pty and turns the link to it; nil when the printer is missing.
func (t *TTY) plugIn() (*ptyConn, error) {
	if t.p.Fault() == printer.Missing {
		return nil, nil
	}
	ptm, tty, err := pty.Open()
	if err != nil {
		return nil, err
	}
	c := &ptyConn{p: t.p, ptm: ptm, tty: tty, out: make(chan []byte, 64), gone: make(chan struct{})}
	c.hang = sync.OnceFunc(func() { close(c.gone) })
	if err = errors.Join(raw(tty), nonblock(ptm)); err == nil {
		err = point(t.link, tty.Name())
	}
	if err == nil {
		err = t.p.connect(c)
	}
	switch {
	case errors.Is(err, ErrUnplugged):
		return nil, c.close(t.link)
	case err != nil:
		return nil, errors.Join(err, c.close(t.link))
	}
	return c, nil
}

// point makes link point to target, also when something has that name already.
func point(link, target string) error {
	next := link + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(target, next); err != nil {
		return err
	}
	return os.Rename(next, link)
}

// raw stops the tty from echoing answers to the printer before a program has
// set it up.
func raw(tty *os.File) error {
	return control(tty, func(fd int) error {
		m, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		m.Iflag, m.Oflag, m.Lflag = 0, 0, 0
		return unix.IoctlSetTermios(fd, unix.TCSETS, m)
	})
}

// nonblock lets Close end a Read that waits, which package pty prevents.
func nonblock(ptm *os.File) error {
	return control(ptm, func(fd int) error { return unix.SetNonblock(fd, true) })
}

func control(f *os.File, do func(fd int) error) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var done error
	err = c.Control(func(fd uintptr) { done = do(int(fd)) })
	return errors.Join(err, done)
}

// A ptyConn is a wire over a pty. It keeps the tty open, so that the pty
// outlives the programs that come and go.
type ptyConn struct {
	p        *Printer
	ptm, tty *os.File
	out      chan []byte
	gone     chan struct{}
	hang     func()
}

func (c *ptyConn) hangUp() { c.hang() }

// answer must not wait for a program that does not read.
func (c *ptyConn) answer(b []byte) {
	select {
	case c.out <- b:
	default:
	}
}

// serve carries bytes both ways until the printer is pulled off or quit closes.
func (c *ptyConn) serve(quit <-chan struct{}) {
	var wg sync.WaitGroup
	wg.Go(func() {
		defer c.hang()
		for b := make([]byte, burst); ; {
			n, err := c.ptm.Read(b)
			if err != nil || !c.take(b[:n]) {
				return
			}
			time.Sleep(c.p.wireTime(n))
		}
	})
	wg.Go(func() {
		defer c.hang()
		for {
			select {
			case b := <-c.out:
				if _, err := c.ptm.Write(b); err != nil {
					return
				}
			case <-c.gone:
				return
			}
		}
	})
	select {
	case <-quit:
	case <-c.gone:
	}
	c.p.disconnect(c)
	c.hang()
	// Closing is what ends a read that waits.
	_, _ = c.tty.Close(), c.ptm.Close()
	wg.Wait()
}

// take hands b to the printer; false when it is no longer there.
func (c *ptyConn) take(b []byte) bool {
	for len(b) > 0 {
		taken, err := c.p.receive(c, b[0])
		if err != nil {
			return false
		}
		if taken {
			b = b[1:]
			continue
		}
		select {
		case <-c.gone:
			return false
		case <-time.After(held):
		}
	}
	return true
}

// close removes the link and whatever is still open.
func (c *ptyConn) close(link string) error {
	_, _ = c.tty.Close(), c.ptm.Close() // serve has done it, usually
	if target, err := os.Readlink(link); err == nil && target == c.tty.Name() {
		return os.Remove(link)
	}
	return nil
}
