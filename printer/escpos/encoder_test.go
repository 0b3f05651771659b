package escpos_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"yidiantong.org/lobby/printer/escpos"
)

// A printer that fails must surface exactly that error, once.
func TestEncoderKeepsFirstError(t *testing.T) {
	first := errors.New("paper out")
	e := escpos.NewEncoder(writerFunc(func([]byte) (int, error) { return 0, first }), able, nil)
	e.Reset()
	first = errors.New("a later error")
	e.Line("A001")
	e.QR("")
	if got := e.Err(); got == nil || got.Error() != "paper out" {
		t.Errorf("Err() = %v, want paper out", got)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// What cannot be printed is an error and sends nothing.
func TestEncoderRefuses(t *testing.T) {
	for name, write := range map[string]func(*escpos.Encoder){
		"rare character, no face":  func(e *escpos.Encoder) { e.Line("䶮") },
		"empty code":               func(e *escpos.Encoder) { e.QR("") },
		"code too long":            func(e *escpos.Encoder) { e.QR(strings.Repeat("A", 201)) },
		"code with a command":      func(e *escpos.Encoder) { e.QR("T/\x10\x04\x01") },
		"code with Chinese":        func(e *escpos.Encoder) { e.QR("T/一") },
		"picture too wide":         func(e *escpos.Encoder) { e.Raster(escpos.NewBitmap(385, 1), false) },
		"doubled picture too wide": func(e *escpos.Encoder) { e.Raster(escpos.NewBitmap(193, 1), true) },
	} {
		var b bytes.Buffer
		e := escpos.NewEncoder(&b, plain, nil)
		write(e)
		if e.Err() == nil || b.Len() > 0 {
			t.Errorf("%s: sent %q, error %v; want nothing and an error", name, b.Bytes(), e.Err())
		}
	}
}

func TestEncoderCommands(t *testing.T) {
	p := able
	p.Charset = "gb2312"
	tests := []struct {
		name  string
		write func(*escpos.Encoder)
		want  string
	}{
		{"reset", (*escpos.Encoder).Reset, "\x1b@\x1c&\x1cS\x00\x00"},
		{"right", func(e *escpos.Encoder) { e.Align(escpos.Right) }, "\x1ba\x02"},
		{"line", func(e *escpos.Encoder) { e.Line("A你") }, "A\xc4\xe3\n"},
		{"empty line", func(e *escpos.Encoder) { e.Line("") }, "\n"},
		{"no feed", func(e *escpos.Encoder) { e.Feed(0) }, ""},
		{"feed one", func(e *escpos.Encoder) { e.Feed(1) }, "\n"},
		{"feed three", func(e *escpos.Encoder) { e.Feed(3) }, "\x1bd\x03"},
		{"feed too far", func(e *escpos.Encoder) { e.Feed(256) }, "\x1bd\xff"},
		{"feed dots", func(e *escpos.Encoder) { e.FeedDots(12); e.FeedDots(0); e.FeedDots(-1); e.FeedDots(256) }, "\x1bJ\x0c\x1bJ\xff"},
		{"cut", (*escpos.Encoder).Cut, "\x1dVB\x14"},
		{"ack", (*escpos.Encoder).Ack, "\x1dr\x01"},
		{"ASCII large", func(e *escpos.Encoder) { e.Size(8, 6); e.Line("A") }, "\x1d!\x75A\n"},
		{"Chinese large", func(e *escpos.Encoder) { e.Size(2, 1); e.Line("你") }, "\x1d!\x10\x1c!\x04\xc4\xe3\n"},
		{"Chinese after large ASCII", func(e *escpos.Encoder) { e.Size(3, 3); e.Line("A"); e.Size(1, 1); e.Line("你") }, "\x1d!\x22A\n\x1d!\x00\x1c!\x00\xc4\xe3\n"},
		{"size said twice", func(e *escpos.Encoder) { e.Size(1, 2); e.Line("你"); e.Size(1, 2); e.Line("好") }, "\x1d!\x01\x1c!\x08\xc4\xe3\n\xba\xc3\n"},
		{"size beyond the largest", func(e *escpos.Encoder) { e.Size(9, 0); e.Line("A") }, "\x1d!\x70A\n"},
		{"blank line after large", func(e *escpos.Encoder) { e.Size(2, 2); e.Line("A"); e.Size(1, 1); e.Feed(1) }, "\x1d!\x11A\n\x1d!\x00\n"},
		{"code", func(e *escpos.Encoder) { e.QR("A") }, "\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\x04\x001P0A\x1d(k\x03\x001Q0"},
		{"code of 200", func(e *escpos.Encoder) { e.QR(strings.Repeat("A", 200)) }, "\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\xcb\x001P0" + strings.Repeat("A", 200) + "\x1d(k\x03\x001Q0"},
	}
	for _, tt := range tests {
		if got := string(encode(t, p, nil, tt.write)); got != tt.want {
			t.Errorf("%s: sent %q, want %q", tt.name, got, tt.want)
		}
	}
}

// However far the bar is from the head, the last line passes it, and not by
// more than two lines.
func TestCutFeedsPastTheBar(t *testing.T) {
	for head := range 30 {
		p := plain
		p.Head = head
		b := encode(t, p, nil, (*escpos.Encoder).Cut)
		lines := 1
		if len(b) == 3 {
			lines = int(b[2])
		}
		if past := lines*30 - head*escpos.DotsPerMM; past < 20 || past > 64 {
			t.Errorf("bar at %d mm: fed %d lines, which is %d dots past it", head, lines, past)
		}
	}
}

// A picture comes back from its bytes dot for dot, whatever its size.
func TestRasterBands(t *testing.T) {
	p := able
	p.Width = 1 << 16
	for _, size := range [][2]int{
		{1, 1},
		{7, 1},
		{8, 1},
		{9, 1},
		{8, 254},
		{8, 255},
		{8, 256},
		{8, 257},
		{8, 510},
		{8, 511},
		{254 * 8, 3},
		{255 * 8, 3},
		{255*8 + 1, 3},
		{256 * 8, 3},
		{257 * 8, 3},
		{0, 3},
		{8, 0},
	} {
		m := escpos.NewBitmap(size[0], size[1])
		for y := range m.Height {
			for x := range m.Width {
				if (x*7+y*13)%5 < 2 {
					m.Set(x, y)
				}
			}
		}
		for _, double := range []bool{false, true} {
			b := encode(t, p, nil, func(e *escpos.Encoder) { e.Raster(m, double) })
			if err := sameDots(b, m, double); err != nil {
				t.Errorf("%d by %d dots, double %v: %v", m.Width, m.Height, double, err)
			}
		}
	}
}

// sameDots decodes pictures by the letter of Epson's reference, knowing nothing
// of the package's own decoder.
func sameDots(b []byte, m escpos.Bitmap, double bool) error {
	if m.Width == 0 && len(b) > 0 {
		return fmt.Errorf("% x for a picture of nothing", b)
	}
	y := 0
	for len(b) > 0 {
		if len(b) < 8 || !bytes.HasPrefix(b, []byte("\x1dv0")) {
			return fmt.Errorf("row %d: % x is no GS v 0", y, b[:min(8, len(b))])
		}
		if got := b[3] == 3; got != double {
			return fmt.Errorf("row %d: m = %d", y, b[3])
		}
		stride, rows := int(b[4])+256*int(b[5]), int(b[6])+256*int(b[7])
		if want := (m.Width + 7) / 8; stride != want || rows > 255 || stride*rows > len(b)-8 {
			return fmt.Errorf("row %d: %d bytes by %d rows in %d bytes, want %d bytes a row", y, stride, rows, len(b)-8, want)
		}
		for row := range rows {
			for x := range m.Width {
				if got := b[8+row*stride+x/8]&(0x80>>(x%8)) != 0; got != m.At(x, y) {
					return fmt.Errorf("dot %d, %d is %v", x, y, got)
				}
			}
			y++
		}
		b = b[8+stride*rows:]
	}
	if y != m.Height && m.Width > 0 {
		return fmt.Errorf("%d rows", y)
	}
	return nil
}

// A printer obeys DLE EOT, DLE ENQ and DLE DC4 inside pictures too: a picture
// of all three, in a row and across rows, must not contain any.
func TestRasterHoldsNoCommand(t *testing.T) {
	const rows = 256 // so that bands meet too
	pattern := []byte{0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x10, 0x10, 0x04, 0x20, 0x10}
	m := escpos.NewBitmap(8*len(pattern), rows)
	for y := range rows {
		for x := range m.Width {
			i := (x/8 + y) % len(pattern)
			if pattern[i]&(0x80>>(x%8)) != 0 {
				m.Set(x, y)
			}
		}
	}
	b := encode(t, able, nil, func(e *escpos.Encoder) { e.Raster(m, false) })
	for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
		if i := bytes.Index(b, []byte(command)); i >= 0 {
			t.Errorf("byte %d begins % x", i, command)
		}
	}
	body := append(bytes.Clone(b[8:8+255*len(pattern)]), b[len(b)-len(pattern):]...)
	changed := 0
	for i, got := range body {
		x, y := i%len(pattern), i/len(pattern)
		want := pattern[(x+y)%len(pattern)]
		if got&want != want || got&^want&^0x08 != 0 {
			t.Fatalf("byte %d is %#x, was %#x: more than one dot, or a dot gone", i, got, want)
		}
		if got != want {
			changed++
		}
	}
	if changed == 0 || changed > len(body)/2 {
		t.Errorf("%d of %d bytes changed", changed, len(body))
	}
}

// A line with a rare character looks the same whether the printer has it or not.
func TestRareLineIsDrawnAsThePrinterWould(t *testing.T) {
	face := loadFace(t)
	for _, size := range [][2]int{{1, 1}, {2, 2}} {
		write := func(e *escpos.Encoder) {
			e.Reset()
			e.Align(escpos.Centre)
			e.Size(size[0], size[1])
			e.Line("张䶮 A") // whole bytes wide, or centring differs by a few dots
			e.Size(1, 1)
			e.Line("请留意叫号")
			e.Cut()
		}
		rich := plain
		rich.Charset = "gb18030"
		drawn, printed := encode(t, plain, face, write), encode(t, rich, face, write)
		if !bytes.Contains(drawn, []byte("\x1dv0")) || bytes.Contains(printed, []byte("\x1dv0")) {
			t.Fatalf("drawn:\n%sprinted:\n%s", escpos.List(drawn), escpos.List(printed))
		}
		got, want := draw(t, drawn, plain, face), draw(t, printed, rich, face)
		if !same(got, want) {
			t.Errorf("size %v: drawn and printed differ", size)
		}
	}
}

// A size that the printer does not have is drawn, others are not.
func TestSizesThatThePrinterLacks(t *testing.T) {
	face := loadFace(t)
	small := plain
	small.Sizes = "double"
	for n := 1; n <= 8; n++ {
		for _, size := range [][2]int{{n, 1}, {1, n}, {n, n}} {
			write := func(e *escpos.Encoder) {
				e.Reset()
				e.Size(size[0], size[1])
				e.Line("A1") // whole bytes wide in every size
				e.Size(1, 1)
				e.Line("A1")
				e.Cut()
			}
			few, all := encode(t, small, face, write), encode(t, plain, face, write)
			if drawn := bytes.Contains(few, []byte("\x1dv0")); drawn != (n > 2) {
				t.Errorf("size %v: drawn %v", size, drawn)
			}
			if !same(draw(t, few, small, face), draw(t, all, plain, face)) {
				t.Errorf("size %v: drawn and printed differ", size)
			}
		}
	}
}

// Where the printer doubles, so large a line is sent in a quarter of the bytes,
// and looks the same.
func TestDrawnLinesAreDoubled(t *testing.T) {
	face := loadFace(t)
	doubling := plain
	doubling.Double = true
	for _, tt := range []struct {
		width, height int
		doubled       bool
	}{{1, 1, false}, {1, 2, false}, {2, 1, false}, {2, 2, true}, {4, 2, true}, {3, 2, false}, {4, 4, true}} {
		write := func(e *escpos.Encoder) { e.Reset(); e.Size(tt.width, tt.height); e.Line("䶮河"); e.Cut() }
		b, whole := encode(t, doubling, face, write), encode(t, plain, face, write)
		if got := bytes.Contains(b, []byte("\x1dv0\x03")); got != tt.doubled {
			t.Errorf("size %d×%d: doubled %v, want %v", tt.width, tt.height, got, tt.doubled)
		}
		if tt.doubled && len(b)*3 > len(whole) {
			t.Errorf("size %d×%d: %d bytes doubled, %d whole", tt.width, tt.height, len(b), len(whole))
		}
		if !same(draw(t, b, doubling, face), draw(t, whole, plain, face)) {
			t.Errorf("size %d×%d: doubled and whole differ", tt.width, tt.height)
		}
	}
}

// Pictures are sent in the usual size of characters, which text then has to be
// told again.
func TestPicturesAreNotSentInLargeSizes(t *testing.T) {
	dot := escpos.NewBitmap(1, 1)
	got := string(encode(t, plain, nil, func(e *escpos.Encoder) {
		e.Size(2, 2)
		e.Line("A")
		e.Raster(dot, false)
		e.Line("你")
		e.Raster(escpos.Bitmap{}, false)
		e.Size(1, 1)
		e.Raster(dot, false)
		e.Raster(dot, false)
	}))
	const picture = "\x1dv0\x00\x01\x00\x01\x00\x00"
	if want := "\x1d!\x11A\n\x1d!\x00" + picture + "\x1d!\x11\x1c!\x0c\xc4\xe3\n\x1d!\x00" + picture + picture; got != want {
		t.Errorf("sent %q, want %q", got, want)
	}
}

// No command may cost an allocation: slips are made while people wait.
func TestEncoderDoesNotAllocate(t *testing.T) {
	e := escpos.NewEncoder(io.Discard, able, nil)
	m := escpos.NewBitmap(100, 300)
	for name, write := range map[string]func(){
		"Reset":  e.Reset,
		"Align":  func() { e.Align(escpos.Centre) },
		"Line":   func() { e.Size(2, 2); e.Line("社会保险 A001"); e.Size(1, 1); e.Line("请留意叫号") },
		"Feed":   func() { e.Feed(3) },
		"QR":     func() { e.QR("HTTPS://QSZ.GOV.CN/T/7K3M9QX2W4B") },
		"Raster": func() { e.Raster(m, false) },
		"Cut":    e.Cut,
	} {
		if n := testing.AllocsPerRun(100, write); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	if err := e.Err(); err != nil {
		t.Error(err)
	}
}

// Every character that GB 2312 and GBK have, and no other: GB 2312 counts 7445,
// and GBK 21886, of which code page 936, which the ROMs follow, left out 95.
func TestCharsetsAreComplete(t *testing.T) {
	for charset, want := range map[string]int{"gb2312": 7445, "gbk": 21886 - 95} {
		p := escpos.Profile{Charset: charset}
		n := 0
		for r := rune(0x80); r < 0x30000; r++ {
			if p.Prints(string(r)) {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d characters, want %d", charset, n, want)
		}
	}
}

func TestPrints(t *testing.T) {
	tests := []struct {
		text string
		from string // the least that prints it, empty when none does
	}{
		{"A001 ~", "gb2312"},
		{"请留意叫号，。：；！？“”（）《》…—·、", "gb2312"},
		{"國", "gbk"},
		{"镕", "gbk"}, // left out of GB 2312, as a former premier knew
		{"䶮", "gb18030-2byte"},
		{"€", "gb18030-2byte"},
		{"㐱", "gb18030"},
		{"𬭳", ""}, // Extension E
		{"龴", ""}, // two codes, by the table that is asked
		{"\uE78D", ""},
		{"¥", ""}, // the half-width one
		{"😀", ""},
		{"\n", ""},
		{"\x1b@", ""},
		{"\xff", ""},
		{"", "gb2312"},
	}
	for _, tt := range tests {
		want := false
		for _, charset := range charsets {
			want = want || charset == tt.from
			if got := (escpos.Profile{Charset: charset}).Prints(tt.text); got != want {
				t.Errorf("%s prints %q: %v, want %v", charset, tt.text, got, want)
			}
		}
	}
}
