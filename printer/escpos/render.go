package escpos

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	qrcode "github.com/skip2/go-qrcode"
)

// ErrTooLong is returned by [Render] when there is too much to draw.
var ErrTooLong = errors.New("more than 2 m of paper or 50 slips")

// Render draws the paper that a printer of profile p makes of b, one pixel to a
// dot, as it lies on a table. Like such a printer it breaks text that is too
// wide, clips pictures, skips what it does not know, prints a box for a
// character that its ROM lacks and a usual one for a size that it lacks, and, when it has no QR codes of its own, prints
// the command for one as the text it looks like.
func Render(b []byte, p Profile, face *Face) (image.Image, error) {
	if face == nil {
		return nil, errors.New("no face to draw text with")
	}
	if p.Width < 1 || p.Width > maxWidth {
		return nil, fmt.Errorf("a line of %d dots, want 1 to %d", p.Width, maxWidth)
	}
	m := machine{p: p, face: face, charset: newCharset(p.Charset)}
	m.reset()
	m.top = -p.Head * DotsPerMM
	for len(b) > 0 && m.err == nil {
		c := next(b)
		b = b[len(c.raw):]
		m.do(c)
	}
	m.flush()
	if m.err == nil {
		m.tear()
	}
	if m.err != nil {
		return nil, m.err
	}
	return photograph(m.slips, p.Width), nil
}

const (
	maxWidth  = 1024
	maxLength = 2000 * DotsPerMM
	maxSlips  = 50
)

// A slip is a piece of paper, as wide as can be printed on, one byte to a dot.
type slip struct {
	ink   []byte
	blade bool // cut it, not a hand
}

// A machine is what a printer remembers from one command to the next.
type machine struct {
	p       Profile
	face    *Face
	charset charset

	ink   []byte // all paper so far
	y     int    // the row at the head
	top   int    // the row at the blade or the bar when the slip began
	slips []slip

	line    []char // not printed yet, since no line feed has come
	align   Align
	spacing int
	chinese bool
	size    [2]int // of all characters, by GS !
	double  [2]int // of Chinese ones, by FS !
	gap     [2]int // left and right of Chinese ones
	bold    bool

	module int // of the QR code
	level  qrcode.RecoveryLevel
	code   string

	err error
}

// A char is a character in its size.
type char struct {
	r             rune
	width, height int // times a cell
	left, right   int // dots of spacing
	bold          bool
}

func (c char) dots() int { return c.left + cells(c.r)*cellWidth*c.width + c.right }

func (m *machine) reset() {
	m.line = m.line[:0]
	m.align, m.spacing, m.chinese, m.bold = Left, lineHeight, false, false
	m.size, m.double, m.gap = [2]int{1, 1}, [2]int{1, 1}, [2]int{}
	m.module, m.level, m.code = 3, qrcode.Low, ""
}

// do obeys one command.
func (m *machine) do(c command) {
	if c.cut {
		return
	}
	n := byte(0)
	if len(c.args) > 0 {
		n = c.args[0]
	}
	switch c.name {
	case textName:
		m.text(c.raw)
	case "LF":
		m.feed()
	case "ESC @":
		m.reset()
	case "ESC a":
		if len(m.line) == 0 { // the printers heed it at the start of a line only
			m.align = alignOf(n)
		}
	case "ESC E", "ESC G":
		m.bold = n&1 == 1
	case "ESC 2":
		m.spacing = lineHeight
	case "ESC 3":
		m.spacing = int(n)
	case "ESC J":
		m.flush()
		m.advance(int(n))
	case "ESC d":
		m.flush()
		m.advance(int(n) * m.spacing)
	case "FS &":
		m.chinese = true
	case "FS .":
		m.chinese = false
	case "FS S":
		m.gap = [2]int{int(n), int(c.args[1])}
	case "FS !":
		m.double[0], m.double[1] = chineseSize(n)
	case "GS !":
		if m.size[0], m.size[1] = sizeOf(n); max(m.size[0], m.size[1]) > m.p.MaxSize() {
			m.size = [2]int{1, 1} // those printers make nothing of it
		}
	case "GS v 0":
		m.raster(c.args)
	case "GS ( k":
		if m.p.QR != "native" {
			m.text([]byte(strings.Map(printable, string(c.raw))))
			return
		}
		m.qr(c.args[2:])
	case "GS V":
		m.flush()
		if len(c.args) == 2 {
			m.advance(m.p.Head*DotsPerMM + int(c.args[1]))
		}
		if m.p.Cutter {
			m.cut(m.y-m.p.Head*DotsPerMM, true)
		}
	}
}

func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}

// text sets b into the line, and goes on to the next where the line is full.
func (m *machine) text(b []byte) {
	for _, r := range m.decode(b) {
		c := char{r: r, width: m.size[0], height: m.size[1], bold: m.bold}
		if cells(r) == 2 {
			c.width, c.height = max(c.width, m.double[0]), max(c.height, m.double[1])
			c.left, c.right = m.gap[0]*c.width, m.gap[1]*c.width
			if _, ok := m.charset.encode(nil, string(r)); !ok {
				c.r = missing
			}
		}
		if m.lineWidth()+c.dots() > m.p.Width {
			m.feed()
		}
		if c.dots() <= m.p.Width {
			m.line = append(m.line, c)
		}
	}
}

// missing stands for a character that the ROM does not hold.
const missing = '□'

// decode reads text as the printer does: in GB18030, or byte by byte while
// Chinese is off.
func (m *machine) decode(b []byte) []rune {
	if m.chinese {
		if s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil {
			return []rune(string(s))
		}
	}
	s := make([]rune, len(b))
	for i, c := range b {
		if s[i] = rune(c); c > '~' {
			s[i] = missing
		}
	}
	return s
}

func (m *machine) lineWidth() int {
	n := 0
	for _, c := range m.line {
		n += c.dots()
	}
	return n
}

// feed ends the line.
func (m *machine) feed() {
	if len(m.line) == 0 {
		m.advance(m.spacing)
		return
	}
	m.flush()
}

// flush prints what stands in the line and leaves the paper below it.
func (m *machine) flush() {
	if len(m.line) == 0 {
		return
	}
	height := 0
	for _, c := range m.line {
		height = max(height, c.height*cellHeight)
	}
	x, y := m.left(m.lineWidth()), m.y
	m.advance(max(height, m.spacing))
	for _, c := range m.line {
		if m.err == nil {
			m.print(c, x+c.left, y+height-c.height*cellHeight)
		}
		x += c.dots()
	}
	m.line = m.line[:0]
}

// left is where something as wide as this begins.
func (m *machine) left(width int) int {
	spare := max(0, m.p.Width-width)
	switch m.align {
	case Centre:
		return spare / 2
	case Right:
		return spare
	case Left:
	}
	return 0
}

// advance moves the paper.
func (m *machine) advance(dots int) {
	if m.err != nil {
		return
	}
	m.y += dots
	if m.y > maxLength {
		m.err = ErrTooLong
		return
	}
	if missing := m.y*m.p.Width - len(m.ink); missing > 0 {
		m.ink = append(m.ink, make([]byte, missing)...)
	}
}

// print burns c into the paper, its upper left corner at x, y.
func (m *machine) print(c char, x, y int) {
	var g Bitmap
	if g, m.err = m.face.glyph(c.r); m.err != nil {
		return
	}
	for dy := range cellHeight * c.height {
		for dx := range g.Width * c.width {
			if g.At(dx/c.width, dy/c.height) {
				m.burn(x+dx, y+dy)
				if c.bold {
					m.burn(x+dx+1, y+dy)
				}
			}
		}
	}
}

func (m *machine) burn(x, y int) {
	if x >= 0 && x < m.p.Width {
		m.ink[y*m.p.Width+x] = 1
	}
}

// raster prints the picture that GS v 0 carries: m xL xH yL yH and the dots.
func (m *machine) raster(args []byte) {
	if len(m.line) > 0 {
		return // the printers take it at the start of a line only
	}
	stride, rows := words(args[1:])
	b := Bitmap{Width: stride * 8, Height: rows, dots: args[5:]}
	scale := [4][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}}[args[0]&3]
	if !m.p.Double {
		scale[0] = 1
	}
	m.picture(b, scale[0], scale[1])
}

// picture prints b, each dot as many dots wide and high as said.
func (m *machine) picture(b Bitmap, wide, high int) {
	x, y := m.left(b.Width*wide), m.y
	m.advance(b.Height * high)
	if m.err != nil {
		return
	}
	for dy := range b.Height * high {
		for dx := range min(b.Width*wide, m.p.Width) {
			if b.At(dx/wide, dy/high) {
				m.burn(x+dx, y+dy)
			}
		}
	}
}

// qr obeys GS ( k without its length.
func (m *machine) qr(b []byte) {
	if len(b) < 3 || b[0] != '1' {
		return
	}
	switch n := b[2]; int(b[1]) + 100 {
	case 167:
		m.module = min(max(int(n), 1), 16)
	case 169:
		m.level = [4]qrcode.RecoveryLevel{qrcode.Low, qrcode.Medium, qrcode.High, qrcode.Highest}[n&3]
	case 180:
		m.code = string(b[3:])
	case 181:
		m.flush()
		b, err := modules(m.code, m.level)
		if err != nil || b.Width*m.module > m.p.Width {
			return // nor does a printer print what does not fit
		}
		m.picture(b, m.module, m.module)
	}
}

// cut ends a slip at a row.
func (m *machine) cut(row int, blade bool) {
	if row <= m.top || m.err != nil {
		return
	}
	if len(m.slips) == maxSlips {
		m.err = ErrTooLong
		return
	}
	s := slip{blade: blade, ink: make([]byte, (row-m.top)*m.p.Width)}
	if from := max(m.top, 0); from < row { // above row 0 the paper is blank
		copy(s.ink[(from-m.top)*m.p.Width:], m.ink[from*m.p.Width:min(row*m.p.Width, len(m.ink))])
	}
	m.slips = append(m.slips, s)
	m.top = row
}

// tear takes the last slip off by hand, below what is printed on it.
func (m *machine) tear() {
	row := m.y - m.p.Head*DotsPerMM
	for y := m.y - 1; y >= max(row, m.top, 0); y-- {
		if bytes.IndexByte(m.ink[y*m.p.Width:(y+1)*m.p.Width], 1) >= 0 {
			row = y + foot
			break
		}
	}
	if row > max(m.top, 0) {
		m.cut(row, false)
	}
}
