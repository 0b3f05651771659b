package escpos

import (
	"image"

	"golang.org/x/image/draw"
)

// A Bitmap is a picture of black and white dots. The zero Bitmap is empty.
type Bitmap struct {
	Width, Height int
	dots          []byte // rows of whole bytes, the leftmost dot the highest bit
}

// NewBitmap returns a white Bitmap.
func NewBitmap(width, height int) Bitmap {
	return Bitmap{width, height, make([]byte, (width+7)/8*height)}
}

// Set makes the dot at x, y black.
func (b Bitmap) Set(x, y int) { b.dots[y*b.stride()+x/8] |= 0x80 >> (x % 8) }

// At reports whether the dot at x, y is black.
func (b Bitmap) At(x, y int) bool { return b.dots[y*b.stride()+x/8]&(0x80>>(x%8)) != 0 }

func (b Bitmap) stride() int { return (b.Width + 7) / 8 }

// times returns b with each dot so many dots wide and high.
func (b Bitmap) times(width, height int) Bitmap {
	if width == 1 && height == 1 {
		return b
	}
	big := NewBitmap(b.Width*width, b.Height*height)
	stride := big.stride()
	for y := range b.Height {
		for x := range big.Width {
			if b.At(x/width, y) {
				big.Set(x, y*height)
			}
		}
		first := big.dots[y*height*stride : (y*height+1)*stride]
		for i := 1; i < height; i++ {
			copy(big.dots[(y*height+i)*stride:], first)
		}
	}
	return big
}

// Picture returns m in black and white, made smaller where it does not fit into
// width by height dots.
func Picture(m image.Image, width, height int) Bitmap {
	size := m.Bounds().Size()
	if size.X < 1 || size.Y < 1 || width < 1 || height < 1 {
		return Bitmap{}
	}
	if size.X > width {
		size = image.Pt(width, max(1, size.Y*width/size.X))
	}
	if size.Y > height {
		size = image.Pt(max(1, size.X*height/size.Y), height)
	}
	grey := image.NewGray(image.Rectangle{Max: size})
	draw.Draw(grey, grey.Rect, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(grey, grey.Rect, m, m.Bounds(), draw.Over, nil)
	b := NewBitmap(size.X, size.Y)
	for y := range size.Y {
		for x := range size.X {
			if grey.GrayAt(x, y).Y < 0x80 {
				b.Set(x, y)
			}
		}
	}
	return b
}
