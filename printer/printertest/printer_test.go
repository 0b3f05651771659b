package printertest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
	"yidiantong.org/lobby/printer/serial"
)

var (
	blade = escpos.Profile{Name: "blade", Width: 576, QR: "native", Cutter: true, Answers: "B", Buffer: 4096, Baud: 115200, Flow: "none", Speed: 100, Head: 15}
	bar   = escpos.Profile{Name: "bar", Width: 384, QR: "raster", Answers: "B", Buffer: 4096, Baud: 9600, Flow: "none", Speed: 60, Head: 12}
)

const (
	reset   = "\x1B@"
	cut     = "\x1DV\x42\x00"
	receipt = "\x1Dr\x01"
	status  = "\x10\x04"
	picture = "\x1Dv0\x00\x02\x00\x03\x00\x10\x04\x01\x10\x04\x02" // 16 × 3 dots that look like two questions
)

func Example() {
	p := printertest.New(printertest.Options{Profile: blade})
	c, err := p.Open(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	p.Set(printer.PaperOut)
	fmt.Printf("% x\n", talk(ctx, c, "A001\n"+cut+receipt+status+"\x04")) // no receipt: nothing is printed
	p.Set(printer.OK)
	fmt.Printf("% x\n", talk(ctx, c, ""))
	fmt.Printf("%q\n", p.Slips())
	// Output:
	// 72
	// 00
	// ["A001\n\x1dVB\x00"]
}

// talk sends says and returns what is answered.
func talk(ctx context.Context, c *printertest.Conn, says string) []byte {
	if _, err := c.Write(ctx, []byte(says)); err != nil {
		return []byte(err.Error())
	}
	now, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	answer := make([]byte, 64)
	n, _ := c.Read(now, answer) // nothing is an answer, too
	return answer[:n]
}

func TestSlipsEnd(t *testing.T) {
	for _, tt := range []struct {
		what    string
		profile escpos.Profile
		says    string
		slips   []string
		piece   string // that hangs out
	}{
		{"where they are cut", blade, reset + "A001\n" + cut + reset + "A002\n" + cut + receipt, []string{reset + "A001\n" + cut, reset + "A002\n" + cut}, ""},
		{"not at a reset", blade, "A001\n" + reset + "A002\n" + cut, []string{"A001\n" + reset + "A002\n" + cut}, ""},
		{"at the question, without a blade", bar, reset + "A001\n" + receipt + reset + "A002\n", []string{reset + "A001\n"}, reset + "A002\n"},
		{"at a reset, without a blade", bar, reset + "A001\n" + reset + "A002\n" + reset, []string{reset + "A001\n", reset + "A002\n"}, ""},
		{"without what was forgotten", blade, "A00" + reset + "A002\n" + cut, []string{reset + "A002\n" + cut}, ""},
		{"blank paper is none", blade, reset + "\n\n" + cut + "A001\n" + cut, []string{"A001\n" + cut}, ""},
		{"a picture is one, whatever it looks like", blade, picture + cut, []string{picture + cut}, ""},
		{"a picture broken off takes what follows", blade, picture[:12] + cut + "A001\n", nil, picture[:12] + cut[:3] + "A001\n"},
		{"NULs are nothing", bar, "\x00\x00A001\n\x00" + receipt, []string{"A001\n"}, ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p := printertest.New(printertest.Options{Profile: tt.profile})
			c := open(t, p)
			if _, err := c.Write(t.Context(), []byte(tt.says)); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, b := range p.Slips() {
				got = append(got, string(b))
			}
			if !slices.Equal(got, tt.slips) {
				t.Errorf("slips are %q, want %q", got, tt.slips)
			}
			if string(p.Piece()) != tt.piece {
				t.Errorf("what hangs out is %q, want %q", p.Piece(), tt.piece)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	ask := status + "\x01" + status + "\x02" + status + "\x03" + status + "\x04" + receipt
	for _, tt := range []struct {
		what  string
		fault printer.Fault
		low   bool
		want  []byte
	}{
		{"well", printer.OK, false, []byte{0x12, 0x12, 0x12, 0x12, 0x00}},
		{"paper runs low", printer.OK, true, []byte{0x12, 0x12, 0x12, 0x1E, 0x03}},
		{"no paper", printer.PaperOut, false, []byte{0x1A, 0x32, 0x12, 0x72}},
		{"cover open", printer.Cover, false, []byte{0x1A, 0x16, 0x12, 0x12}},
		{"cutter", printer.Cutter, false, []byte{0x1A, 0x52, 0x1A, 0x12}},
		{"broken", printer.Broken, false, []byte{0x1A, 0x52, 0x32, 0x12}},
		{"silent", printer.Silent, false, nil},
		{"off", printertest.Off, false, nil},
	} {
		p := printertest.New(printertest.Options{Profile: blade})
		c := open(t, p)
		p.Set(tt.fault)
		p.SetNearEnd(tt.low)
		if got := talk(t.Context(), c, ask); !bytes.Equal(got, tt.want) {
			t.Errorf("%s: answers % x, want % x", tt.what, got, tt.want)
		}
	}
}

// Questions are answered even in the middle of a picture, as printers do.
func TestAnswersInsideAPicture(t *testing.T) {
	p := printertest.New(printertest.Options{Profile: blade})
	if got := talk(t.Context(), open(t, p), picture); !bytes.Equal(got, []byte{0x12, 0x12}) {
		t.Errorf("answers % x, want 12 12", got)
	}
}

// A paced printer takes its time; an eager one answers before that.
func TestPace(t *testing.T) {
	for _, eager := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			p := printertest.New(printertest.Options{Profile: blade, Paced: true, Eager: eager})
			c := open(t, p)
			start := time.Now()
			if _, err := c.Write(t.Context(), []byte("A001\n"+cut+receipt)); err != nil {
				t.Fatal(err)
			}
			if got, want := time.Since(start), 12*10*time.Second/115200; got != want {
				t.Errorf("12 bytes travel %v, want %v", got, want)
			}
			start = time.Now()
			if _, err := c.Read(t.Context(), make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			// A line of 30 dots and 15 mm to the blade at 100 mm/s, 8 dots a millimetre, and 0.4 s for the cut.
			answered, moved := time.Since(start), 37500*time.Microsecond+150*time.Millisecond+400*time.Millisecond
			if eager && answered != 0 || !eager && answered < moved-time.Second*12*10/115200 {
				t.Errorf("eager %v: answered after %v, the paper takes %v", eager, answered, moved)
			}
			time.Sleep(moved)
			if n := len(p.Slips()); n != 1 {
				t.Errorf("%d slips are out, want 1", n)
			}
		})
	}
}

// Unplugged after a byte, it has got exactly those before.
func TestAt(t *testing.T) {
	p := printertest.New(printertest.Options{Profile: blade})
	c := open(t, p)
	p.At(5, printer.Missing)
	if _, err := c.Write(t.Context(), []byte("A001\nA002\n")); !errors.Is(err, printertest.ErrUnplugged) {
		t.Errorf("Write = %v, want ErrUnplugged", err)
	}
	if _, err := c.Read(t.Context(), make([]byte, 1)); !errors.Is(err, printertest.ErrUnplugged) {
		t.Errorf("Read = %v, want ErrUnplugged", err)
	}
	if _, err := p.Open(t.Context()); !errors.Is(err, printertest.ErrUnplugged) {
		t.Errorf("Open = %v, want ErrUnplugged", err)
	}
	if got := string(p.Piece()); got != "A001\n" {
		t.Errorf("it printed %q, want A001", got)
	}

	p.Set(printer.OK)
	c = open(t, p)
	p.At(5, printer.PaperOut)
	if _, err := c.Write(t.Context(), []byte("A003\nA004\n")); err != nil {
		t.Fatal(err)
	}
	if got := string(p.Piece()); got != "A001\nA003\n" {
		t.Errorf("before the paper ended it printed %q, want A001 and A003", got)
	}
	p.Set(printer.OK)
	if got := string(p.Piece()); got != "A001\nA003\nA004\n" {
		t.Errorf("with new paper it printed %q, want the rest as well", got)
	}
}

// Without power what was not printed is lost.
func TestOff(t *testing.T) {
	p := printertest.New(printertest.Options{Profile: blade})
	c := open(t, p)
	p.Set(printer.PaperOut)
	talk(t.Context(), c, "A001\n"+cut)
	p.Set(printertest.Off)
	talk(t.Context(), c, "A002\n"+cut)
	p.Set(printer.OK)
	if got := talk(t.Context(), c, "A003\n"+cut); !bytes.Equal(got, []byte{0}) {
		t.Errorf("switched on it says % x, want 00", got)
	}
	if got := p.Slips(); len(got) != 1 || string(got[0]) != "A003\n"+cut {
		t.Errorf("it printed %q, want A003 alone", got)
	}
}

// A full buffer loses bytes, or holds the wire when the profile says so.
func TestFull(t *testing.T) {
	small := blade
	small.Buffer = 4
	p := printertest.New(printertest.Options{Profile: small})
	p.Set(printer.PaperOut)
	if _, err := open(t, p).Write(t.Context(), []byte("A001\nA002\n"+cut)); err != nil {
		t.Fatal(err)
	}
	p.Set(printer.OK)
	if got := len(p.Piece()) + len(p.Slips()); got != 0 {
		t.Errorf("it printed %q and %q after its buffer was full at four bytes", p.Slips(), p.Piece())
	}

	small.Flow = "rtscts"
	p = printertest.New(printertest.Options{Profile: small})
	p.Set(printer.PaperOut)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if n, err := open(t, p).Write(ctx, []byte("A001\n")); n != 4 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Write = %d, %v, want 4 and the deadline", n, err)
	}
}

// Over a pty it is unplugged and plugged in like a cable.
func TestPlug(t *testing.T) {
	p := printertest.New(printertest.Options{Profile: blade})
	link := filepath.Join(t.TempDir(), "printer")
	tty, err := printertest.Plug(p, link)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		port, err := serial.Open(link, 115200, "none")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if _, err := port.Write(ctx, []byte("A001\n"+cut+receipt)); err != nil {
			t.Error(err)
		}
		b := make([]byte, 8)
		if n, err := port.Read(ctx, b); n != 1 || b[0] != 0 || err != nil {
			t.Errorf("the receipt is % x, %v; want 00", b[:n], err)
		}
		p.Set(printer.Missing)
		if _, err := port.Read(ctx, b); !errors.Is(err, serial.ErrGone) {
			t.Errorf("Read after the cable was pulled = %v, want ErrGone", err)
		}
		cancel()
		if err := port.Close(); err != nil {
			t.Error(err)
		}
		eventually(t, "the link has gone", func() bool { _, err := os.Lstat(link); return errors.Is(err, fs.ErrNotExist) })
		p.Set(printer.OK)
		eventually(t, "the link is back", func() bool { _, err := os.Stat(link); return err == nil })
	}
	if n := len(p.Slips()); n != 3 {
		t.Errorf("%d slips came out, want 3", n)
	}
	if err := errors.Join(tty.Close(), tty.Close()); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(link); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("closed, it leaves the link behind: %v", err)
	}
}

// Whatever a printer is sent, it neither ends nor hangs.
func FuzzPrinter(f *testing.F) {
	f.Add([]byte(reset + "A001\n" + picture + cut + receipt))
	f.Add([]byte("\x1D(k\x03\x00\x31\x51\x30\x1B*\x21\x01\x00abc\x1Bi\x1DV"))
	f.Add([]byte("\x10\x04\x01\x10\x04\x10\x05\x02"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, o := range []printertest.Options{{Profile: blade, Eager: true}, {Profile: bar}} {
			p := printertest.New(o)
			c := open(t, p)
			if _, err := c.Write(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			total := len(p.Piece())
			for _, s := range p.Slips() {
				total += len(s)
			}
			if total > len(b) {
				t.Errorf("%d bytes were printed of %d", total, len(b))
			}
		}
	})
}

func open(t testing.TB, p *printertest.Printer) *printertest.Conn {
	t.Helper()
	c, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for start := time.Now(); !done(); time.Sleep(time.Millisecond) {
		if time.Since(start) > 10*time.Second {
			t.Fatal("not yet: " + what)
		}
	}
}
