package escpos_test

import (
	"errors"
	"image"
	"image/color"
	"strings"
	"sync"
	"testing"

	"yidiantong.org/lobby/printer/escpos"
)

// A code that is printed natively or drawn, at any size, can be read.
func TestRenderedCodesAreReadable(t *testing.T) {
	face := loadFace(t)
	doubled := plain
	doubled.Double = true
	for name, p := range map[string]escpos.Profile{"native": able, "drawn": plain, "doubled": doubled} {
		for _, n := range []int{1, 20, 21, 38, 39, 61, 62, 200} { // versions 1, 2, 3 and beyond begin between these
			want := strings.Repeat("K7", n)[:n]
			b := encode(t, p, face, func(e *escpos.Encoder) {
				e.Reset()
				e.Align(escpos.Centre)
				e.Feed(1)
				e.QR(want)
				e.Cut()
			})
			m := draw(t, b, p, face)
			if got := readCodes(t, m); got != want {
				t.Errorf("%s, %d characters: read %q", name, n, got)
			}
			if side := blackBox(m).Dx(); side < 12*escpos.DotsPerMM {
				t.Errorf("%s, %d characters: %d dots wide, want at least 12 mm", name, n, side)
			}
		}
	}
}

// A printer of little skill shows it, so that a wrong profile is seen on the
// paper before it is seen in a hall.
func TestRenderDrawsWhatThePrinterCannotDo(t *testing.T) {
	face := loadFace(t)
	code := encode(t, able, face, func(e *escpos.Encoder) { e.Reset(); e.Feed(1); e.QR("T/1"); e.Feed(1) })
	m := draw(t, code, plain, face)
	if got := readCodes(t, m); got != "" {
		t.Errorf("a printer without QR codes printed %q", got)
	}
	if blackBox(m).Empty() {
		t.Error("a printer without QR codes printed nothing, want the command as text")
	}
	square := escpos.NewBitmap(48, 48)
	for i := range 48 * 48 {
		square.Set(i%48, i/48)
	}
	b := encode(t, able, nil, func(e *escpos.Encoder) { e.Raster(square, true) })
	for _, tt := range []struct {
		p    escpos.Profile
		want image.Point
	}{{able, image.Pt(96, 96)}, {plain, image.Pt(48, 96)}} {
		if got := blackBox(draw(t, b, tt.p, face)).Size(); got != tt.want {
			t.Errorf("m=3 of 48 by 48 dots, double %v: %v, want %v", tt.p.Double, got, tt.want)
		}
	}
	rare := encode(t, able, nil, func(e *escpos.Encoder) { e.Reset(); e.Line("䶮") })
	box := encode(t, able, nil, func(e *escpos.Encoder) { e.Reset(); e.Line("□") })
	if !same(draw(t, rare, plain, face), draw(t, box, plain, face)) {
		t.Error("a character that the ROM lacks is not a box")
	}
	small := able
	small.Sizes = "double"
	large := func(n int) []byte {
		return encode(t, able, nil, func(e *escpos.Encoder) { e.Reset(); e.Size(n, n); e.Line("A") })
	}
	if !same(draw(t, large(3), small, face), draw(t, large(1), able, face)) || !same(draw(t, large(2), small, face), draw(t, large(2), able, face)) {
		t.Error("a printer that doubles characters at most makes them larger, or not even double")
	}
	off := draw(t, []byte("\x1b@\xc4\xe3\n"), able, face)
	on := draw(t, []byte("\x1b@\x1c&\xc4\xe3\n"), able, face)
	if same(off, on) {
		t.Error("Chinese came out though it was off")
	}
}

// Whatever is printed, the margins stay white: too long a line goes on below.
func TestRenderKeepsMargins(t *testing.T) {
	face := loadFace(t)
	for _, p := range []escpos.Profile{able, plain} {
		for _, align := range []escpos.Align{escpos.Left, escpos.Centre, escpos.Right} {
			b := encode(t, p, face, func(e *escpos.Encoder) {
				e.Reset()
				e.Align(align)
				e.Line(strings.Repeat("便民服务", 20))
				e.Size(8, 8)
				e.Line("A0019")
				e.Cut()
			})
			m := draw(t, b, p, face)
			box := blackBox(m)
			paper := (m.Bounds().Dx() - p.Width) / 2
			if box.Min.X < paper || box.Max.X > paper+p.Width {
				t.Errorf("%d dots, align %d: printed from %d to %d, outside of %d to %d", p.Width, align, box.Min.X, box.Max.X, paper, paper+p.Width)
			}
			lines := (80*24+p.Width-1)/p.Width*30 + (5*96+p.Width-1)/p.Width*192
			if least := lines - 60; box.Dy() < least || box.Dx() < p.Width-24 {
				t.Errorf("%d dots, align %d: printed on %v, want all lines to be there", p.Width, align, box.Size())
			}
		}
	}
}

// Each size is as many times as large as it says.
func TestRenderSizes(t *testing.T) {
	face := loadFace(t)
	base := blackBox(draw(t, encode(t, able, face, func(e *escpos.Encoder) { e.Reset(); e.Line("国") }), able, face)).Size()
	for n := 1; n <= 8; n++ {
		b := encode(t, able, face, func(e *escpos.Encoder) { e.Reset(); e.Size(n, 9-n); e.Line("国") })
		want := image.Pt(base.X*n, base.Y*(9-n))
		if got := blackBox(draw(t, b, able, face)).Size(); got != want {
			t.Errorf("size %d×%d: %v, want %v", n, 9-n, got, want)
		}
	}
}

// A cut lays a slip aside and begins the next.
func TestRenderCuts(t *testing.T) {
	face := loadFace(t)
	one := func(e *escpos.Encoder) { e.Reset(); e.Line("A001"); e.Cut() }
	single := draw(t, encode(t, able, face, one), able, face).Bounds().Dy()
	m := draw(t, encode(t, able, face, func(e *escpos.Encoder) { one(e); one(e) }), able, face)
	if got, least := m.Bounds().Dy(), 2*single-60; got < least {
		t.Errorf("two slips are %d dots high, one is %d", got, single)
	}
	// Down the middle of the margin the paper ends and begins once.
	changes, white := 0, false
	for y := range m.Bounds().Dy() {
		if now := m.At(40, y).(color.Gray).Y > 0xF0; now != white {
			changes, white = changes+1, now
		}
	}
	if changes != 4 {
		t.Errorf("paper and table change %d times, want 4", changes)
	}
}

// One face serves the spool and the pages that show paper at the same time.
func TestFaceIsShared(t *testing.T) {
	face := loadFace(t)
	b := encode(t, plain, face, everything)
	want := draw(t, b, plain, face)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got, err := escpos.Render(b, plain, face); err != nil || !same(got, want) {
				t.Errorf("drawn at the same time as others, the slip differs; error %v", err)
			}
		})
	}
	wg.Wait()
}

func TestRenderRefuses(t *testing.T) {
	face := loadFace(t)
	feeds := strings.Repeat("\x1bd\xff", 10)
	for name, tt := range map[string]struct {
		b    string
		p    escpos.Profile
		face *escpos.Face
		want error
	}{
		"no face":       {"A", able, nil, nil},
		"no width":      {"A", escpos.Profile{}, face, nil},
		"giant width":   {"A", escpos.Profile{Width: 1 << 20}, face, nil},
		"endless paper": {feeds, able, face, escpos.ErrTooLong},
		"endless cuts":  {strings.Repeat("\n\x1dVB\x00", 100), able, face, escpos.ErrTooLong},
	} {
		if _, err := escpos.Render([]byte(tt.b), tt.p, tt.face); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Render must end, must not panic and must not eat the memory.
func FuzzRender(f *testing.F) {
	seed(f)
	face := loadFace(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range []escpos.Profile{able, plain} {
			m, err := escpos.Render(b, p, face)
			if err != nil {
				if !errors.Is(err, escpos.ErrTooLong) {
					t.Error(err)
				}
				continue
			}
			if size := m.Bounds().Size(); size.X > 720 || size.Y > 18000 {
				t.Errorf("a picture of %v", size)
			}
		}
	})
}

// blackBox is the least rectangle around what is printed.
func blackBox(m image.Image) image.Rectangle {
	var box image.Rectangle
	r := m.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if m.At(x, y).(color.Gray).Y < 0x80 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func same(a, b image.Image) bool {
	x, y := a.(*image.Gray), b.(*image.Gray)
	return x.Rect == y.Rect && string(x.Pix) == string(y.Pix)
}
