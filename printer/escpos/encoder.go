package escpos

import (
	"errors"
	"fmt"
	"io"

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
	charset *charset
	buf     []byte // one command on its way
	width   int    // of a character, in cells
	height  int
	err     error
}

// NewEncoder returns an Encoder that writes to w, for a printer of profile p.
// What the printer's ROM cannot print is drawn with face; without a face such a
// line is an error.
func NewEncoder(w io.Writer, p Profile, face *Face) *Encoder {
	return &Encoder{w: w, p: p, face: face, charset: newCharset(p.Charset), width: 1, height: 1}
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
	e.width, e.height = 1, 1
	e.put(esc, '@', fs, '&', fs, 'S', 0, 0)
}

// Align places the lines that follow (ESC a n).
func (e *Encoder) Align(a Align) { e.put(esc, 'a', byte(a)) }

// Size multiplies the width and height of the characters that follow by 1 to 8
// (GS ! n). Some printers do not obey it in Chinese, others do and stay large,
// so FS ! n, which knows no more than double, always goes with it.
func (e *Encoder) Size(width, height int) {
	e.width, e.height = clamp(width), clamp(height)
	var chinese byte
	if e.width > 1 {
		chinese |= 0x04
	}
	if e.height > 1 {
		chinese |= 0x08
	}
	e.put(gs, '!', byte(e.width-1)<<4|byte(e.height-1), fs, '!', chinese)
}

func clamp(n int) int { return min(max(n, 1), 8) }

// Line prints s and moves to the next line. A line with a character that the
// printer does not have is drawn as a whole, so it looks of a piece.
func (e *Encoder) Line(s string) {
	if e.err != nil {
		return
	}
	b, ok := e.charset.encode(e.buf[:0], s)
	if ok {
		e.send(append(b, lf))
		return
	}
	if e.face == nil {
		e.fail(fmt.Errorf("the printer has not all characters of %q, and there is no face to draw them with", s))
		return
	}
	m, err := e.face.line(s, e.width, e.height)
	if err != nil {
		e.fail(fmt.Errorf("draw %q: %w", s, err))
		return
	}
	e.Raster(m, false)
	e.put(esc, 'J', lineGap)
}

// lineGap is the blank below a drawn line, in dots: what a printer leaves
// between lines of text.
const lineGap = lineHeight - cellHeight

// lineHeight is how far LF feeds unless a character is taller, in dots.
const lineHeight = 30

// Feed prints n blank lines.
func (e *Encoder) Feed(n int) {
	switch {
	case n == 1:
		e.put(lf)
	case n > 1:
		e.put(esc, 'd', byte(min(n, 255)))
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
		e.Raster(m.times((module+1)/2), true)
		return
	}
	e.Raster(m.times(module), false)
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
	var mode byte
	if double {
		mode = 3
	}
	stride := m.stride()
	for top := 0; top < m.Height; top += bandRows {
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

// foot is the blank below the last line, in the printer's units. Of the smallest
// unit in use, half a dot, it still is a quiet zone of four modules.
const foot = 60

// Ack asks the printer to answer once it has come this far (GS r 1).
func (e *Encoder) Ack() { e.put(gs, 'r', 1) }
