package escpos

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	qrcode "github.com/skip2/go-qrcode"
)

const (
	lf  = 0x0A
	dle = 0x10
	esc = 0x1B
	fs  = 0x1C
	gs  = 0x1D
)

// An Align says where text stands on the line.
type Align byte

// Alignments, in the order of ESC a n.
const (
	Left Align = iota
	Centre
	Right
)

// An Encoder writes ESC/POS to a printer. The first error sticks: later calls
// do nothing and Err reports it, so a slip reads as a list of lines and is
// checked once, at the end.
type Encoder struct {
	w       io.Writer
	p       Profile
	face    *Face
	charset charset
	buf     []byte // one command on its way
	text    []byte // one line on its way
	size    byte   // of the characters that follow, as GS ! has it
	sent    byte   // what the printer was told last
	stale   bool   // Chinese characters do not know of it yet
	err     error
}

// NewEncoder returns an Encoder that writes to w, for a printer of profile p.
// What the printer's ROM cannot print is drawn with face; without a face such a
// line is an error.
func NewEncoder(w io.Writer, p Profile, face *Face) *Encoder {
	return &Encoder{w: w, p: p, face: face, charset: newCharset(p.Charset), buf: make([]byte, 0, 256), text: make([]byte, 0, 64)}
}

// Err returns the first error met.
func (e *Encoder) Err() error { return e.err }

func (e *Encoder) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// put sends one command.
func (e *Encoder) put(b ...byte) { e.send(append(e.buf[:0], b...)) }

func (e *Encoder) send(b []byte) {
	e.buf = b // keep what grew
	if e.err == nil {
		_, e.err = e.w.Write(b)
	}
}

// Reset returns the printer to its power-on state (ESC @), in Chinese (FS &)
// with nothing between the characters (FS S 0 0).
func (e *Encoder) Reset() {
	e.size, e.sent, e.stale = 0, 0, false
	e.put(esc, '@', fs, '&', fs, 'S', 0, 0)
}

// Align places the lines that follow (ESC a n).
func (e *Encoder) Align(a Align) { e.put(esc, 'a', byte(a)) }

// Size multiplies the width and height of the characters that follow by 1 to 8.
func (e *Encoder) Size(width, height int) { e.size = byte(clamp(width)-1)<<4 | byte(clamp(height)-1) }

func clamp(n int) int { return min(max(n, 1), 8) }

// resize appends what the printer must be told before it prints text in the
// present size (GS ! n). Some printers do not obey it in Chinese, others do and
// stay large, so before the next Chinese text they are always told by FS ! n too,
// which knows no more than double.
func (e *Encoder) resize(b []byte, chinese bool) []byte {
	if e.size != e.sent {
		b = append(b, gs, '!', e.size)
		e.sent, e.stale = e.size, true
	}
	if chinese && e.stale {
		width, height := sizeOf(e.size)
		var n byte
		if width > 1 {
			n |= 0x04
		}
		if height > 1 {
			n |= 0x08
		}
		b = append(b, fs, '!', n)
		e.stale = false
	}
	return b
}

// Line prints s and moves to the next line. A line with a character or in a size
// that the printer does not have is drawn as a whole, so it looks of a piece.
func (e *Encoder) Line(s string) {
	if e.err != nil {
		return
	}
	width, height := sizeOf(e.size)
	text, ok := e.charset.encode(e.text[:0], s)
	e.text = text
	if ok && max(width, height) <= e.p.MaxSize() {
		b := e.resize(e.buf[:0], len(text) > 0 && slices.Max(text) >= utf8.RuneSelf)
		e.send(append(append(b, text...), lf))
		return
	}
	if e.face == nil {
		e.fail(fmt.Errorf("the printer cannot print %q, and there is no face to draw it with", s))
		return
	}
	m, err := e.face.line(s)
	if err != nil {
		e.fail(fmt.Errorf("draw %q: %w", s, err))
		return
	}
	if e.p.Double && width%2 == 0 && height%2 == 0 {
		e.Raster(m.times(width/2, height/2), true) // a quarter of the bytes
	} else {
		e.Raster(m.times(width, height), false)
	}
	e.FeedDots(lineHeight - height*cellHeight)
}

// lineHeight is how far LF feeds unless a character is taller, in dots.
const lineHeight = 30

// Feed prints n blank lines.
func (e *Encoder) Feed(n int) {
	b := e.resize(e.buf[:0], false) // some printers feed by the size of the characters
	switch {
	case n == 1:
		e.send(append(b, lf))
	case n > 1:
		e.send(append(b, esc, 'd', byte(min(n, 255))))
	}
}

// FeedDots moves the paper by n dots, 255 at most, which have to be below a line
// that is ended (ESC J).
func (e *Encoder) FeedDots(n int) {
	if n > 0 {
		e.put(esc, 'J', byte(min(n, 255)))
	}
}

// QR prints code, which is printable ASCII. It needs a quiet zone of four modules
// on every side, for which the caller leaves room above and below.
func (e *Encoder) QR(code string) {
	if e.err != nil {
		return
	}
	if err := checkCode(code); err != nil {
		e.fail(err)
		return
	}
	if e.p.QR == "native" {
		e.nativeQR(code)
		return
	}
	m, err := modules(code, qrcode.Medium)
	if err != nil {
		e.fail(err)
		return
	}
	module := max(minModule, (minSymbol+m.Width-1)/m.Width)
	if e.p.Double {
		e.Raster(m.times((module+1)/2, (module+1)/2), true)
		return
	}
	e.Raster(m.times(module, module), false)
}

// checkCode keeps out what would be a command to the printer.
func checkCode(code string) error {
	if code == "" || len(code) > maxCode {
		return fmt.Errorf("QR code of %d bytes, want 1 to %d", len(code), maxCode)
	}
	for _, c := range []byte(code) {
		if c < ' ' || c > '~' {
			return errors.New("QR code holds what is not printable ASCII")
		}
	}
	return nil
}

// nativeQR lets the printer draw the code (GS ( k). Function 165, which chooses
// model 2, is left out: ESC @ has chosen it.
func (e *Encoder) nativeQR(code string) {
	n := len(code) + 3
	b := append(e.buf[:0],
		gs, '(', 'k', 3, 0, '1', 'C', nativeModule, // 167 dots a module
		gs, '(', 'k', 3, 0, '1', 'E', '1', // 169 correction M
		gs, '(', 'k', byte(n), byte(n>>8), '1', 'P', '0') // 180 store
	b = append(b, code...)
	e.send(append(b, gs, '(', 'k', 3, 0, '1', 'Q', '0')) // 181 print
}

// Raster prints m (GS v 0). With double the printer makes each dot two by two
// (m=3), which not every printer can: see Profile.Double.
func (e *Encoder) Raster(m Bitmap, double bool) {
	mode, width := byte(0), m.Width
	if double {
		mode, width = 3, 2*m.Width
	}
	if width > e.p.Width {
		e.fail(fmt.Errorf("a picture of %d dots on a line of %d", width, e.p.Width))
		return
	}
	if e.sent != 0 && m.Width > 0 && m.Height > 0 {
		// The 3nStar RPT-008 distorts pictures while its characters are large.
		size := e.size
		e.size = 0
		e.send(e.resize(e.buf[:0], false))
		e.size = size
	}
	stride := m.stride()
	for top := 0; stride > 0 && top < m.Height; top += bandRows {
		rows := min(bandRows, m.Height-top)
		b := append(e.buf[:0], gs, 'v', '0', mode, byte(stride), byte(stride>>8), byte(rows), byte(rows>>8))
		head := len(b)
		b = append(b, m.dots[top*stride:(top+rows)*stride]...)
		defuse(b[head:])
		e.send(b)
	}
}

// bandRows is how much of a picture is sent at a time: it fits small buffers,
// and the height's high byte stays 0.
const bandRows = 255

// defuse blackens one dot more wherever a picture looks like DLE EOT, DLE ENQ
// or DLE DC4, which printers obey even inside a picture.
func defuse(b []byte) {
	for i := range len(b) - 1 {
		if b[i] == dle && (b[i+1] == 0x04 || b[i+1] == 0x05 || b[i+1] == 0x14) {
			b[i] |= 0x08
		}
	}
}

// Cut ends the slip: it is cut off below the last line (GS V 66 n), or fed past
// the bar that it is torn off at.
func (e *Encoder) Cut() {
	if e.p.Cutter {
		e.put(gs, 'V', 66, foot)
		return
	}
	e.Feed((e.p.Head*DotsPerMM + foot + lineHeight - 1) / lineHeight)
}

// foot is the blank below the last line, in dots: 2.5 mm, the quiet zone of a code
// of five dots a module.
const foot = 20

// Ack asks the printer to answer once it has come this far (GS r 1).
func (e *Encoder) Ack() { e.put(gs, 'r', 1) }
