package theme

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/skip2/go-qrcode"
)

// A QR shows one code at a time in a place, in whole pixels and with the margin
// of four modules that a reader needs.
type QR struct {
	box  *fyne.Container
	side int
	code string
}

// QR puts an empty place for a code on a sheet.
func (k *Kit) QR(sheet *fyne.Container, r Rect) *QR {
	side := min(r.W, r.H)
	q := &QR{box: &fyne.Container{}, side: int(side)}
	Put(sheet, q.box, r.Middle(side, side))
	return q
}

// Set shows another code; an empty one shows nothing.
func (q *QR) Set(code string) error {
	if code == q.code {
		return nil
	}
	q.code = code
	q.box.Objects = nil
	defer canvas.Refresh(q.box)
	if code == "" {
		return nil
	}
	bitmap, err := modules(code, q.side)
	if err != nil {
		return err
	}
	side := float32(bitmap.Bounds().Dx())
	// A new image for each code: the toolkit may keep showing the old pixels of
	// one that was changed while it was not on the screen.
	Put(q.box, Pixels(bitmap), Rect{W: q.box.Size().Width, H: q.box.Size().Height}.Middle(side, side))
	return nil
}

// modules draws a code as large as fits into a square of whole pixels.
func modules(code string, side int) (image.Image, error) {
	c, err := qrcode.New(code, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	grid := c.Bitmap() // with its margin
	n := len(grid)
	scale := max(1, side/n)
	img := image.NewPaletted(image.Rect(0, 0, n*scale, n*scale), color.Palette{color.White, color.Black})
	for y := range n * scale {
		for x := range n * scale {
			if grid[y/scale][x/scale] {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return img, nil
}
