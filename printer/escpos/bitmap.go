package escpos

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
