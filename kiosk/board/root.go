package board

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A root is the whole window: it builds the board for the size there is, shows no
// pointer, and never asks for more room.
type root struct {
	widget.BaseWidget
	build func(fyne.Size) fyne.CanvasObject
	layer *fyne.Container
	built fyne.Size
}

var _ desktop.Cursorable = (*root)(nil)

func newRoot(build func(fyne.Size) fyne.CanvasObject) *root {
	r := &root{build: build, layer: &fyne.Container{}}
	r.ExtendBaseWidget(r)
	return r
}

// least is a side in pixels below which a window has no size yet: the toolkit
// lays a new one out at 1 by 1 first.
const least = 200

// Resize builds the board for a new size.
func (r *root) Resize(size fyne.Size) {
	r.BaseWidget.Resize(size)
	if size != r.built && size.Width >= least && size.Height >= least {
		r.built = size
		r.layer.Objects = []fyne.CanvasObject{r.build(size)}
		r.layer.Resize(size)
	}
}

func (r *root) MinSize() fyne.Size                  { return fyne.NewSize(1, 1) }
func (r *root) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.layer) }
func (r *root) Cursor() desktop.Cursor              { return desktop.HiddenCursor }
