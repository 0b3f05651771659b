package escpos

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A printer's characters stand in cells: 12 by 24 dots for ASCII, 24 by 24 for
// Chinese.
const (
	cellWidth  = 12
	cellHeight = 24
)

// A Face draws characters into a printer's cells. Any number of goroutines may
// use it.
type Face struct{ font *sfnt.Font }

// LoadFace reads a TrueType or OpenType font.
func LoadFace(ttf []byte) (*Face, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	return &Face{f}, nil
}

// A pen draws glyphs of a Face, one after the other.
type pen struct {
	face *Face
	buf  sfnt.Buffer
	ras  vector.Rasterizer
	grey *image.Alpha
}

// glyph draws r into its cell.
func (p *pen) glyph(r rune) (Bitmap, error) {
	width := cells(r) * cellWidth
	// Latin letters are drawn a little smaller than Chinese ones, so that their
	// tails stay in the cell; what is wider than its cell is squeezed.
	em, base := 24, float32(21)
	if cells(r) == 1 {
		em, base = 23, 19
	}
	g, err := p.face.font.GlyphIndex(&p.buf, r)
	if err != nil {
		return Bitmap{}, fmt.Errorf("glyph %U: %w", r, err)
	}
	advance, err := p.face.font.GlyphAdvance(&p.buf, g, fixed.I(em), 0)
	if err != nil {
		return Bitmap{}, fmt.Errorf("glyph %U: %w", r, err)
	}
	outline, err := p.face.font.LoadGlyph(&p.buf, g, fixed.I(em), nil)
	if err != nil {
		return Bitmap{}, fmt.Errorf("glyph %U: %w", r, err)
	}
	wide := float32(advance) / 64
	squeeze := min(1, float32(width)/max(wide, 1))
	left := (float32(width) - wide*squeeze) / 2

	// There are no grey dots. Of the places up to half a dot away, the one that
	// leaves the least in doubt has the most even strokes.
	var sharpest Bitmap
	least := math.MaxInt
	for _, dy := range [...]float32{0, -0.25, 0.25, 0.5} {
		for _, dx := range [...]float32{0, -0.25, 0.25, 0.5} {
			p.fill(outline, width, left+dx, base+dy, squeeze)
			b, doubt := p.dots()
			if doubt < least {
				sharpest, least = b, doubt
			}
		}
	}
	return sharpest, nil
}

// fill paints an outline onto the cell, its origin at x, y.
func (p *pen) fill(outline sfnt.Segments, width int, x, y, squeeze float32) {
	at := func(pt fixed.Point26_6) (float32, float32) {
		return x + float32(pt.X)/64*squeeze, y + float32(pt.Y)/64
	}
	p.ras.Reset(width, cellHeight)
	for _, s := range outline {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			p.ras.ClosePath()
			p.ras.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			p.ras.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			p.ras.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			p.ras.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	p.ras.ClosePath()
	p.grey = image.NewAlpha(image.Rect(0, 0, width, cellHeight))
	p.ras.Draw(p.grey, p.grey.Rect, image.Opaque, image.Point{})
}

// black is how much of a dot a glyph must cover for the dot to be printed.
const black = 0x70

// dots makes what was painted black and white, and says how much of it was
// neither.
func (p *pen) dots() (b Bitmap, doubt int) {
	b = NewBitmap(p.grey.Rect.Dx(), cellHeight)
	for y := range b.Height {
		for x := range b.Width {
			grey := int(p.grey.AlphaAt(x, y).A)
			if grey >= black {
				b.Set(x, y)
			}
			doubt += min(grey, 0xFF-grey)
		}
	}
	return b, doubt
}

// line draws s as the printer would, in a size as GS ! has it.
func (f *Face) line(s string, size byte) (Bitmap, error) {
	width, height := sizeOf(size)
	p := pen{face: f}
	b := NewBitmap(Cells(s)*cellWidth*width, cellHeight*height)
	left := 0
	for _, r := range s {
		g, err := p.glyph(r)
		if err != nil {
			return Bitmap{}, err
		}
		for y := range b.Height {
			for x := range g.Width * width {
				if g.At(x/width, y/height) {
					b.Set(left+x, y)
				}
			}
		}
		left += g.Width * width
	}
	return b, nil
}
