package escpos

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	"math"
	"sync"

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

// A Face draws characters into a printer's cells, and remembers those that it
// has drawn. Any number of goroutines may use it.
type Face struct {
	fonts []*sfnt.Font

	mu    sync.Mutex
	drawn map[rune]Bitmap
}

// LoadFace reads TrueType or OpenType fonts, one at least. Each draws what those
// before it lack; what all of them lack is the empty box of the first.
func LoadFace(ttf ...[]byte) (*Face, error) {
	if len(ttf) == 0 {
		return nil, errors.New("a face of no font")
	}
	f := Face{fonts: make([]*sfnt.Font, len(ttf)), drawn: make(map[rune]Bitmap)}
	for i, b := range ttf {
		var err error
		if f.fonts[i], err = sfnt.Parse(b); err != nil {
			return nil, fmt.Errorf("read font %d: %w", i+1, err)
		}
	}
	return &f, nil
}

// glyph returns r in its cell.
func (f *Face) glyph(r rune) (Bitmap, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b, ok := f.drawn[r]
	if ok {
		return b, nil
	}
	b, err := f.draw(r)
	if err != nil {
		return b, fmt.Errorf("glyph %U: %w", r, err)
	}
	f.drawn[r] = b
	return b, nil
}

// find returns the font that has r, and which of its glyphs that is.
func (f *Face) find(buf *sfnt.Buffer, r rune) (*sfnt.Font, sfnt.GlyphIndex, error) {
	for _, font := range f.fonts {
		g, err := font.GlyphIndex(buf, r)
		if err != nil || g != 0 {
			return font, g, err
		}
	}
	return f.fonts[0], 0, nil
}

func (f *Face) draw(r rune) (Bitmap, error) {
	// Latin letters are drawn a little smaller than Chinese ones, so that their
	// tails stay in the cell; what is wider than its cell is squeezed.
	em, base := 24, float32(21)
	if cells(r) == 1 {
		em, base = 23, 19
	}
	var buf sfnt.Buffer
	font, g, err := f.find(&buf, r)
	if err != nil {
		return Bitmap{}, err
	}
	advance, err := font.GlyphAdvance(&buf, g, fixed.I(em), 0)
	if err != nil {
		return Bitmap{}, err
	}
	outline, err := font.LoadGlyph(&buf, g, fixed.I(em), nil)
	if err != nil {
		return Bitmap{}, err
	}
	width := cells(r) * cellWidth
	wide := float32(advance) / 64
	p := pen{outline: outline, squeeze: min(1, float32(width)/max(wide, 1)), grey: image.NewAlpha(image.Rect(0, 0, width, cellHeight))}
	p.x, p.y = (float32(width)-wide*p.squeeze)/2, base

	// There are no grey dots. Of the places up to half a dot away, the one that
	// leaves the least in doubt has the most even strokes: those that lie decide
	// how high, those that stand how far left.
	p.y += p.sharpest(func(off float32) { p.fill(p.x, p.y+off) })
	p.x += p.sharpest(func(off float32) { p.fill(p.x+off, p.y) })
	p.fill(p.x, p.y)
	return p.dots(), nil
}

// A pen fills the outline of one glyph.
type pen struct {
	outline sfnt.Segments
	x, y    float32 // the origin in the cell
	squeeze float32
	ras     vector.Rasterizer
	grey    *image.Alpha
}

// sharpest returns how far off fill leaves the least in doubt.
func (p *pen) sharpest(fill func(off float32)) float32 {
	var best float32
	least := math.MaxInt
	for _, off := range [...]float32{0, -0.25, 0.25, 0.5} {
		fill(off)
		doubt := 0
		for _, grey := range p.grey.Pix {
			doubt += min(int(grey), 0xFF-int(grey))
		}
		if doubt < least {
			best, least = off, doubt
		}
	}
	return best
}

// fill paints the outline onto the cell, its origin at x, y.
func (p *pen) fill(x, y float32) {
	at := func(pt fixed.Point26_6) (float32, float32) {
		return x + float32(pt.X)/64*p.squeeze, y + float32(pt.Y)/64
	}
	p.ras.Reset(p.grey.Rect.Dx(), cellHeight)
	p.ras.DrawOp = draw.Src
	for _, s := range p.outline {
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
	p.ras.Draw(p.grey, p.grey.Rect, image.Opaque, image.Point{})
}

// How much of a dot a glyph must cover for the dot to be printed: black for most,
// faint for those that are all there is of a stroke thinner than a dot.
const (
	black = 0x70
	faint = 0x30
)

// dots makes what was painted black and white.
func (p *pen) dots() Bitmap {
	b := NewBitmap(p.grey.Rect.Dx(), cellHeight)
	for y := range b.Height {
		for x := range b.Width {
			if p.grey.AlphaAt(x, y).A >= black || p.hair(x, y) && (p.hair(x-1, y) || p.hair(x+1, y)) {
				b.Set(x, y)
			}
		}
	}
	return b
}

// hair reports whether a thin horizontal stroke may pass here: a grey dot, with
// lighter ones above and below. Song and Mincho faces have such strokes, and
// without them 王 would be 工.
func (p *pen) hair(x, y int) bool {
	grey := p.grey.AlphaAt(x, y).A // 0 outside of the cell
	return faint <= grey && grey < black && p.grey.AlphaAt(x, y-1).A < grey && p.grey.AlphaAt(x, y+1).A <= grey
}

// line draws s as the printer would, in the usual size.
func (f *Face) line(s string) (Bitmap, error) {
	b := NewBitmap(Cells(s)*cellWidth, cellHeight)
	left := 0
	for _, r := range s {
		g, err := f.glyph(r)
		if err != nil {
			return Bitmap{}, err
		}
		for y := range cellHeight {
			for x := range g.Width {
				if g.At(x, y) {
					b.Set(left+x, y)
				}
			}
		}
		left += g.Width
	}
	return b, nil
}
