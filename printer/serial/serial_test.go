package serial_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"yidiantong.org/lobby/printer/serial"
)

// soon bounds what must happen; no test passes by waiting for it.
const soon = 10 * time.Second

// The first port's settings must be those that were asked for, not tarm's.
func TestOpenSets(t *testing.T) {
	for _, tt := range []struct {
		flow   string
		baud   int
		speed  uint32
		ixon   bool
		rtscts bool
	}{
		{flow: "none", baud: 9600, speed: unix.B9600},
		{flow: "xonxoff", baud: 19200, speed: unix.B19200, ixon: true},
		{flow: "rtscts", baud: 115200, speed: unix.B115200, rtscts: true},
	} {
		t.Run(tt.flow, func(t *testing.T) {
			_, tty := openPTY(t)
			open(t, tty.Name(), tt.baud, tt.flow)
			got := termios(t, tty)
			if got.Cflag&unix.CBAUD != tt.speed {
				t.Errorf("speed %#o, want %#o", got.Cflag&unix.CBAUD, tt.speed)
			}
			if got.Cflag&(unix.CSIZE|unix.PARENB|unix.CSTOPB) != unix.CS8 {
				t.Errorf("control flags %#o, want 8N1", got.Cflag)
			}
			if got.Lflag != 0 || got.Oflag != 0 {
				t.Errorf("local flags %#o and output flags %#o, want none", got.Lflag, got.Oflag)
			}
			if ixon := got.Iflag&unix.IXON != 0; ixon != tt.ixon {
				t.Errorf("IXON is %v, want %v", ixon, tt.ixon)
			}
			if tt.ixon && (got.Cc[unix.VSTART] != 0x11 || got.Cc[unix.VSTOP] != 0x13) {
				t.Errorf("VSTART %#x VSTOP %#x, want 0x11 0x13", got.Cc[unix.VSTART], got.Cc[unix.VSTOP])
			}
			if rtscts := got.Cflag&unix.CRTSCTS != 0; rtscts != tt.rtscts {
				t.Errorf("CRTSCTS is %v, want %v", rtscts, tt.rtscts)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	_, tty := openPTY(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, device string
		baud         int
		flow         string
	}{
		{"no device", file + "-missing", 9600, "none"},
		{"not a tty", file, 9600, "none"},
		{"no such speed", tty.Name(), 9601, "none"},
		{"no such flow", tty.Name(), 9600, "dtr"},
	} {
		if p, err := serial.Open(tt.device, tt.baud, tt.flow); err == nil {
			t.Errorf("%s: Open succeeded, want an error", tt.what)
			_ = p.Close()
		}
	}
	// Nothing of all that may keep the tty locked.
	open(t, tty.Name(), 9600, "none")
}

func TestOpenIsExclusive(t *testing.T) {
	_, tty := openPTY(t)
	link := filepath.Join(t.TempDir(), "printer")
	if err := os.Symlink(tty.Name(), link); err != nil {
		t.Fatal(err)
	}
	first := open(t, tty.Name(), 9600, "none")
	if _, err := serial.Open(link, 9600, "none"); !errors.Is(err, serial.ErrBusy) {
		t.Fatalf("second Open: %v, want ErrBusy", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, link, 9600, "none")
}

// Every byte value goes through unchanged, both ways: a raster is made of them.
func TestBytesPassUnchanged(t *testing.T) {
	ptm, tty := openPTY(t)
	p := open(t, tty.Name(), 115200, "none")
	var want []byte
	for i := range 1000 {
		want = append(want, byte(i))
	}
	if n, err := p.Write(within(t, soon), want); n != len(want) || err != nil {
		t.Fatalf("Write = %d, %v, want %d", n, err, len(want))
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(ptm, got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the printer read %x, want %x", got, want)
	}

	if _, err := ptm.Write(want); err != nil {
		t.Fatal(err)
	}
	var back []byte
	for len(back) < len(want) {
		b := make([]byte, 64)
		n, err := p.Read(within(t, soon), b)
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, b[:n]...)
	}
	if !bytes.Equal(back, want) {
		t.Errorf("we read %x, want %x", back, want)
	}
}

func TestReadHasADeadline(t *testing.T) {
	_, tty := openPTY(t)
	p := open(t, tty.Name(), 9600, "none")
	if n, err := p.Read(within(t, 20*time.Millisecond), make([]byte, 1)); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read = %d, %v, want the deadline", n, err)
	}
}

// A printer that takes nothing must not keep the writer.
func TestWriteHasADeadline(t *testing.T) {
	ptm, tty := openPTY(t)
	p := open(t, tty.Name(), 9600, "xonxoff")
	stop(t, ptm, tty)
	if n, err := p.Write(within(t, 100*time.Millisecond), []byte("A001")); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Write while XOFF holds = %d, %v, want 0 and the deadline", n, err)
	}
	if _, err := ptm.Write([]byte{0x11}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write(within(t, soon), []byte("A001")); err != nil {
		t.Errorf("Write after XON: %v", err)
	}
}

// What waited when the deadline passed must not leave when the printer takes
// bytes again: nobody would know of it.
func TestDeadlineDropsWhatWaits(t *testing.T) {
	ptm, tty := openPTY(t)
	p := open(t, tty.Name(), 115200, "none")
	n, err := p.Write(within(t, 100*time.Millisecond), make([]byte, 1<<20))
	if n == 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Write into a full pty = %d, %v, want some bytes and the deadline", n, err)
	}
	// Unless the rest was dropped there is no room for this.
	if _, err := p.Write(within(t, soon), []byte("kept")); err != nil {
		t.Fatal(err)
	}
	var got []byte
	for b := make([]byte, 4096); !bytes.HasSuffix(got, []byte("kept")); {
		m, err := ptm.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, b[:m]...)
	}
	// A pty may have a page on its way already.
	if len(got) >= n {
		t.Errorf("the printer read %d bytes, want fewer than the %d that were accepted before the deadline", len(got), n)
	}
}

func TestCloseWhileReading(t *testing.T) {
	_, tty := openPTY(t)
	p := open(t, tty.Name(), 9600, "none")
	done := make(chan error)
	go func() {
		_, err := p.Read(context.Background(), make([]byte, 1))
		done <- err
	}()
	closes(t, p, done)
}

func TestCloseWhileWriting(t *testing.T) {
	ptm, tty := openPTY(t)
	p := open(t, tty.Name(), 9600, "xonxoff")
	stop(t, ptm, tty)
	done := make(chan error)
	go func() {
		_, err := p.Write(context.Background(), []byte("A001"))
		done <- err
	}()
	closes(t, p, done)
}

// A full pty blocks as well as XOFF does: nobody reads the other end.
func TestCloseWhileFull(t *testing.T) {
	_, tty := openPTY(t)
	p := open(t, tty.Name(), 115200, "none")
	done := make(chan error)
	go func() {
		_, err := p.Write(context.Background(), make([]byte, 1<<20))
		done <- err
	}()
	closes(t, p, done)
}

func TestHangUp(t *testing.T) {
	t.Run("before a write", func(t *testing.T) {
		ptm, tty := openPTY(t)
		p := open(t, tty.Name(), 9600, "none")
		unplug(t, ptm, tty)
		if n, err := p.Write(within(t, soon), []byte("A001")); n != 0 || !errors.Is(err, serial.ErrGone) {
			t.Errorf("Write = %d, %v, want 0, ErrGone", n, err)
		}
		if _, err := p.Read(within(t, soon), make([]byte, 1)); !errors.Is(err, serial.ErrGone) {
			t.Errorf("Read = %v, want ErrGone", err)
		}
	})
	t.Run("while reading", func(t *testing.T) {
		ptm, tty := openPTY(t)
		p := open(t, tty.Name(), 9600, "none")
		done := make(chan error)
		go func() {
			_, err := p.Read(within(t, soon), make([]byte, 1))
			done <- err
		}()
		unplug(t, ptm, tty)
		if err := <-done; !errors.Is(err, serial.ErrGone) {
			t.Errorf("Read = %v, want ErrGone", err)
		}
	})
	t.Run("while writing", func(t *testing.T) {
		ptm, tty := openPTY(t)
		p := open(t, tty.Name(), 9600, "none")
		done := make(chan error)
		go func() {
			_, err := p.Write(within(t, soon), make([]byte, 1<<20))
			done <- err
		}()
		unplug(t, ptm, tty)
		if err := <-done; !errors.Is(err, serial.ErrGone) {
			t.Errorf("Write = %v, want ErrGone", err)
		}
	})
}

// closes fails unless p closes and the call behind done ends.
func closes(t *testing.T, p *serial.Port, done <-chan error) {
	t.Helper()
	closed := make(chan error)
	go func() { closed <- p.Close() }()
	for range 2 {
		select {
		case err := <-done:
			if !errors.Is(err, fs.ErrClosed) {
				t.Errorf("the call that waited says %v, want fs.ErrClosed", err)
			}
		case err := <-closed:
			if err != nil {
				t.Errorf("Close: %v", err)
			}
		case <-time.After(soon):
			t.Fatal("Close hangs")
		}
	}
	if err := p.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("second Close = %v, want fs.ErrClosed", err)
	}
}

// stop sends XOFF and waits until the tty has heard it.
func stop(t *testing.T, ptm, tty *os.File) {
	t.Helper()
	if _, err := ptm.Write([]byte{0x13}); err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		fds := []unix.PollFd{{Fd: int32(tty.Fd()), Events: unix.POLLOUT}}
		if n, err := unix.Poll(fds, 0); err == nil && n == 0 {
			return
		}
		if time.Since(start) > soon {
			t.Fatal("the tty does not heed XOFF")
		}
	}
}

func unplug(t *testing.T, ptm, tty *os.File) {
	t.Helper()
	if err := errors.Join(tty.Close(), ptm.Close()); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, device string, baud int, flow string) *serial.Port {
	t.Helper()
	p, err := serial.Open(device, baud, flow)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() }) // most tests have closed it
	return p
}

func openPTY(t *testing.T) (ptm, tty *os.File) {
	t.Helper()
	ptm, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = ptm.Close(), tty.Close() }) // some tests have closed them
	return ptm, tty
}

func termios(t *testing.T, tty *os.File) *unix.Termios {
	t.Helper()
	got, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
