package escpos

import (
	"fmt"
	"image"

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
}

// glyph returns how much of each dot of its cell r covers. It is empty when the
// face cannot draw r.
func (p *pen) glyph(r rune) (*image.Alpha, error) {
	cell := image.Rect(0, 0, cells(r)*cellWidth, cellHeight)
	// Latin letters are drawn a little smaller than Chinese ones, so that their
	// tails stay in the cell; what is wider than its cell is squeezed.
	em, base := 24, float32(21)
	if cells(r) == 1 {
		em, base = 23, 19
	}
	g, err := p.face.font.GlyphIndex(&p.buf, r)
	if err != nil {
		return nil, fmt.Errorf("glyph %U: %w", r, err)
	}
	advance, err := p.face.font.GlyphAdvance(&p.buf, g, fixed.I(em), 0)
	if err != nil {
		return nil, fmt.Errorf("glyph %U: %w", r, err)
	}
	outline, err := p.face.font.LoadGlyph(&p.buf, g, fixed.I(em), nil)
	if err != nil {
		return nil, fmt.Errorf("glyph %U: %w", r, err)
	}
	width, wide := float32(cell.Dx()), float32(advance)/64
	squeeze := min(1, width/max(wide, 1))
	left := (width - wide*squeeze) / 2
	at := func(pt fixed.Point26_6) (x, y float32) {
		return left + float32(pt.X)/64*squeeze, base + float32(pt.Y)/64
	}
	p.ras.Reset(cell.Dx(), cell.Dy())
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
	m := image.NewAlpha(cell)
	p.ras.Draw(m, cell, image.Opaque, image.Point{})
	return m, nil
}

// black is how much of a dot a glyph must cover for the dot to be printed.
const black = 0x68

// line draws s as the printer would, each dot of a glyph width by height dots
// large.
func (f *Face) line(s string, width, height int) (Bitmap, error) {
	p := pen{face: f}
	b := NewBitmap(Cells(s)*cellWidth*width, cellHeight*height)
	left := 0
	for _, r := range s {
		g, err := p.glyph(r)
		if err != nil {
			return Bitmap{}, err
		}
		for y := range b.Height {
			for x := range g.Rect.Dx() * width {
				if g.AlphaAt(x/width, y/height).A >= black {
					b.Set(left+x, y)
				}
			}
		}
		left += g.Rect.Dx() * width
	}
	return b, nil
}
