package escpos_test

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"testing"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/printer/escpos"
)

// What the first font lacks the second draws, and what it has it draws itself.
func TestFaceOfSeveralFonts(t *testing.T) {
	one, both := loadFace(t), fullFace(t)
	line := func(f *escpos.Face, s string) []byte {
		return encode(t, plain, f, func(e *escpos.Encoder) { e.Line(s) })
	}
	box := line(one, "\U0010FFFF")
	for _, tt := range []struct {
		r         string
		only      bool // the second has it
		have, say string
	}{
		{"䶮", false, "both fonts", "the first one's"},
		{"𬼘", true, "the second font alone", "the second one's"},
	} {
		a, b := line(one, tt.r), line(both, tt.r)
		if got := bytes.Equal(a, box); got != tt.only {
			t.Errorf("%s, in %s: a box without the second font: %v", tt.r, tt.have, got)
		}
		if got := !bytes.Equal(a, b); got != tt.only || bytes.Equal(b, box) {
			t.Errorf("%s, in %s: is not %s", tt.r, tt.have, tt.say)
		}
	}
	if !bytes.Equal(line(both, "\U0010FFFF"), box) {
		t.Error("what no font has is not the first one's box")
	}
}

func TestLoadFaceRefuses(t *testing.T) {
	if _, err := escpos.LoadFace(); err == nil {
		t.Error("no font, and no error")
	}
	if _, err := escpos.LoadFace(assets.Regular, []byte("no font")); err == nil {
		t.Error("a second font that is none, and no error")
	}
}

// Strokes thinner than a dot stay: both that lie in 𠀒.
func TestThinStrokesStay(t *testing.T) {
	mincho, err := os.ReadFile("../../assets/fonts/HanaMinB.ttf")
	if err != nil {
		t.Fatal(err)
	}
	face, err := escpos.LoadFace(mincho)
	if err != nil {
		t.Fatal(err)
	}
	b := encode(t, plain, face, func(e *escpos.Encoder) { e.Line("𠀒") })
	strokes, before := 0, false
	for row := range 24 {
		now := b[8+3*row]&0x10 != 0 // the fourth dot, left of all others
		if now && !before {
			strokes++
		}
		before = now
	}
	if strokes != 2 {
		t.Errorf("%d strokes, want 2", strokes)
	}
}

// A picture is made to fit, keeps its shape and is black where it is dark.
func TestPicture(t *testing.T) {
	m := image.NewNRGBA(image.Rect(10, 10, 210, 110)) // nothing of it painted is white
	for y := 10; y < 110; y++ {
		for x := 10; x < 110; x++ {
			m.Set(x, y, color.Black)
		}
	}
	for _, tt := range []struct{ width, height, wantWidth, wantHeight int }{
		{400, 400, 200, 100},
		{200, 100, 200, 100},
		{100, 100, 100, 50},
		{400, 40, 80, 40},
		{50, 10, 20, 10},
		{1, 1, 1, 1},
		{0, 10, 0, 0},
	} {
		b := escpos.Picture(m, tt.width, tt.height)
		if b.Width != tt.wantWidth || b.Height != tt.wantHeight {
			t.Errorf("in %d by %d: %d by %d dots, want %d by %d", tt.width, tt.height, b.Width, b.Height, tt.wantWidth, tt.wantHeight)
			continue
		}
		if b.Width < 4 {
			continue
		}
		for y := range b.Height {
			for x := range b.Width {
				if edge := b.Width / 2; x < edge-1 != b.At(x, y) && (x < edge-1 || x > edge) {
					t.Fatalf("in %d by %d: dot %d, %d is %v", tt.width, tt.height, x, y, b.At(x, y))
				}
			}
		}
	}
	if b := escpos.Picture(image.NewGray(image.Rectangle{}), 10, 10); b.Width != 0 {
		t.Errorf("of no picture: %d dots", b.Width)
	}
}
