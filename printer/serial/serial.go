// Package serial is the wire to a receipt printer: a tty with deadlines, that
// notices when it is pulled out and always lets go.
//
// The tty is opened through github.com/tarm/serial, which sets its speed. That
// package cannot stop a write and hangs in Close while a read blocks, so the
// bytes travel over a second descriptor of the same tty, which never blocks.
package serial

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	tarm "github.com/tarm/serial"
	"golang.org/x/sys/unix"
)

// Errors told apart with errors.Is. A closed port says fs.ErrClosed.
var (
	ErrGone = errors.New("the device has gone")
	ErrBusy = errors.New("another program uses the device")
)

const (
	// chunk is the most that is handed to the kernel at once: less than any
	// adapter's buffer, so that a deadline loses little.
	chunk = 256

	// slice is how long a wait may overlook that it was cancelled or closed.
	slice = 50 * time.Millisecond

	xon, xoff = 0x11, 0x13
)

// A Port is an open tty. One goroutine may write while another reads; Close may
// be called at any time.
type Port struct {
	fd     int
	baud   int
	closed atomic.Bool
	using  sync.RWMutex // held for reading around every use of fd
}

// Open opens device at baud, 8N1. Flow says who may stop the writer: none,
// xonxoff or rtscts; a printer's DTR belongs on our CTS. Of two programs that
// open a device in this way the second gets ErrBusy.
func Open(device string, baud int, flow string) (*Port, error) {
	p, err := open(device, baud, flow)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", device, err)
	}
	return p, nil
}

func open(device string, baud int, flow string) (_ *Port, err error) {
	// A link may be turned to another tty between the two opens below.
	device, err = filepath.EvalSymlinks(device)
	if err != nil {
		return nil, err
	}
	fd, err := unix.Open(device, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, unix.Close(fd))
		}
	}()
	// A lock, not TIOCEXCL: that one stays on a pty after its owner was killed.
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
		return nil, ErrBusy
	} else if err != nil {
		return nil, err
	}
	// Without a ReadTimeout tarm's port would block for ever in Read.
	t, err := tarm.OpenPort(&tarm.Config{Name: device, Baud: baud, ReadTimeout: time.Second})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(settle(fd, flow), t.Close()); err != nil {
		return nil, err
	}
	return &Port{fd: fd, baud: baud}, nil
}

// settle sets what tarm leaves out: flow control, which it clears together with
// the characters that XON and XOFF are, and reads that answer EAGAIN.
func settle(fd int, flow string) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = unix.IGNPAR, 0, 0
	t.Cflag &^= unix.CSIZE | unix.PARENB | unix.CSTOPB | unix.CRTSCTS | unix.HUPCL
	t.Cflag |= unix.CS8 | unix.CREAD | unix.CLOCAL
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	switch flow {
	case "none":
	case "xonxoff":
		t.Iflag |= unix.IXON
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = xon, xoff
	case "rtscts":
		t.Cflag |= unix.CRTSCTS
	default:
		return fmt.Errorf("flow %q is none of none, xonxoff, rtscts", flow)
	}
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

// Write sends b and returns when its last byte has left this machine. On an
// error the first n bytes may have left, and nothing leaves any more: what
// still waited is dropped. The error is ctx's, ErrGone or fs.ErrClosed.
func (p *Port) Write(ctx context.Context, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = p.transfer(ctx, unix.POLLOUT, unix.Write, b[n:min(n+chunk, len(b))])
		n += m
	}
	if err == nil {
		err = p.drain(ctx)
	}
	if err != nil {
		// The first error is the one that tells.
		_ = p.use(func() error { return unix.IoctlSetInt(p.fd, unix.TCFLSH, unix.TCOFLUSH) })
	}
	return n, err
}

// Read waits for bytes and returns those that are there. The error is ctx's,
// ErrGone or fs.ErrClosed.
func (p *Port) Read(ctx context.Context, b []byte) (int, error) {
	return p.transfer(ctx, unix.POLLIN, unix.Read, b)
}

// Close lets go of the tty, also while a Read or Write waits; these return
// fs.ErrClosed. What has not left yet is dropped, because the kernel would wait
// half a minute for a printer that holds the line.
func (p *Port) Close() error {
	if p.closed.Swap(true) {
		return fs.ErrClosed
	}
	p.using.Lock()
	defer p.using.Unlock()
	_ = unix.IoctlSetInt(p.fd, unix.TCFLSH, unix.TCOFLUSH) // fails on a tty that has gone, where nothing waits
	return os.NewSyscallError("close", unix.Close(p.fd))
}

// transfer waits until the tty is ready and moves at least one byte.
func (p *Port) transfer(ctx context.Context, ready int16, move func(int, []byte) (int, error), b []byte) (n int, err error) {
	for n == 0 && err == nil {
		if err = ctx.Err(); err != nil {
			return 0, err
		}
		timeout := slice
		if deadline, ok := ctx.Deadline(); ok {
			timeout = min(timeout, max(time.Until(deadline), 0))
		}
		err = p.use(func() error {
			fds := []unix.PollFd{{Fd: int32(p.fd), Events: ready}}
			if _, err := unix.Poll(fds, int(timeout.Milliseconds())+1); err != nil || fds[0].Revents == 0 {
				return err
			}
			var err error
			n, err = move(p.fd, b)
			hungUp := fds[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0
			switch {
			case n > 0:
			case hungUp && (err == nil || errors.Is(err, unix.EAGAIN)):
				err = unix.EIO
			case err == nil: // the end of input means that the tty has gone, unless it still answers
				_, err = unix.IoctlGetTermios(p.fd, unix.TCGETS)
			}
			n = max(n, 0)
			return err
		})
	}
	return n, err
}

// drain waits until the kernel has handed over every byte.
func (p *Port) drain(ctx context.Context) error {
	for {
		var waiting int
		err := p.use(func() (err error) {
			waiting, err = unix.IoctlGetInt(p.fd, unix.TIOCOUTQ)
			return err
		})
		if err != nil || waiting == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(p.wire(waiting)+time.Millisecond, slice)):
		}
	}
}

// wire is how long n bytes travel.
func (p *Port) wire(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(p.baud)
}

// use runs f, which must not block longer than a slice, while the descriptor is
// ours. It translates the kernel's errors: nil when f may be tried again.
func (p *Port) use(f func() error) error {
	p.using.RLock()
	defer p.using.RUnlock()
	if p.closed.Load() {
		return fs.ErrClosed
	}
	err := f()
	switch {
	case err == nil, errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return nil
	default:
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
}
