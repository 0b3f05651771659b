package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A root is the whole glass: it sees every touch that nothing above it takes,
// shows no pointer, and never asks for more room than there is.
type root struct {
	widget.BaseWidget
	s     *Shell
	layer *fyne.Container
	built fyne.Size
}

var (
	_ desktop.Hoverable  = (*root)(nil)
	_ desktop.Mouseable  = (*root)(nil)
	_ desktop.Cursorable = (*root)(nil)
)

func newRoot(s *Shell) *root {
	r := &root{s: s, layer: &fyne.Container{}}
	r.ExtendBaseWidget(r)
	return r
}

// fill replaces everything on the glass.
func (r *root) fill(objects ...fyne.CanvasObject) {
	r.layer.Objects = objects
	r.layer.Resize(r.built)
}

// least is a side in pixels below which a window has no size yet: the toolkit
// lays a new one out at 1 by 1 first.
const least = 200

// Resize builds the screens for a new size.
func (r *root) Resize(size fyne.Size) {
	r.BaseWidget.Resize(size)
	if size != r.built && size.Width >= least && size.Height >= least {
		r.built = size
		r.s.build(size)
	}
}

func (r *root) MinSize() fyne.Size                  { return fyne.NewSize(1, 1) }
func (r *root) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.layer) }
func (r *root) Cursor() desktop.Cursor              { return desktop.HiddenCursor }
func (r *root) MouseIn(e *desktop.MouseEvent)       { r.s.touch.Moved(e.AbsolutePosition) }
func (r *root) MouseMoved(e *desktop.MouseEvent)    { r.s.touch.Moved(e.AbsolutePosition) }
func (r *root) MouseOut()                           {}
func (r *root) MouseDown(e *desktop.MouseEvent)     { r.s.touch.Down(e.AbsolutePosition) }
func (r *root) MouseUp(e *desktop.MouseEvent)       { r.s.touch.Up(e.AbsolutePosition) }
