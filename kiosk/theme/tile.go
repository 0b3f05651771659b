package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A Tile is anything to be tapped. It acts when the finger leaves within it,
// however it trembled; it knows no drag, no long press and no double tap.
type Tile struct {
	widget.BaseWidget
	Sheet  *fyne.Container // what is on it
	Spoken string          // what it is, in words
	OnTap  func()

	touch *Touch
	shade *canvas.Rectangle
}

var (
	_ fyne.Tappable     = (*Tile)(nil)
	_ desktop.Mouseable = (*Tile)(nil)
)

// Tile puts an empty tile on a sheet.
func (k *Kit) Tile(sheet *fyne.Container, r Rect, radius float32, spoken string, onTap func()) *Tile {
	t := &Tile{Sheet: k.Sheet(r.Sheet()), Spoken: spoken, OnTap: onTap, touch: k.Touch}
	t.shade = canvas.NewRectangle(color.NRGBA{A: 44})
	t.shade.CornerRadius = radius
	place(t.shade, r.Sheet())
	t.shade.Hide()
	t.ExtendBaseWidget(t)
	Put(sheet, t, r)
	return t
}

// Button puts a button with an icon and a word on a sheet.
func (k *Kit) Button(sheet *fyne.Container, r Rect, c Card, ink Tone, icon Icon, word string, onTap func()) *Tile {
	t := k.Tile(sheet, r, c.Radius, word, onTap)
	k.Card(t.Sheet, c, r.Sheet())
	kind := Type{Cap: Key, Bold: true, Color: ink}
	if icon == "" {
		kind.Align = fyne.TextAlignCenter
		k.Label(t.Sheet, r.Sheet().Pad(k.MM(3), 0), kind, word)
		return t
	}
	side := k.MM(9)
	gap := k.MM(2.4)
	width := min(k.Width(word, k.Em(Key), true)+2, r.W-side-gap-k.MM(4))
	row := r.Sheet().Middle(side+gap+width, r.H)
	left, rest := row.Left(side, gap)
	k.Icon(t.Sheet, icon, ink, left.Middle(side, side))
	k.Label(t.Sheet, rest, kind, word)
	return t
}

// Tapped is called by the toolkit.
func (t *Tile) Tapped(e *fyne.PointEvent) {
	if t.touch.tap(e.AbsolutePosition) && t.OnTap != nil {
		t.OnTap()
	}
}

// MouseDown is called by the toolkit when the finger comes down.
func (t *Tile) MouseDown(e *desktop.MouseEvent) { t.touch.press(t, e.AbsolutePosition, e.Position) }

// MouseUp is called by the toolkit when the finger leaves here, wherever it came
// down.
func (t *Tile) MouseUp(e *desktop.MouseEvent) { t.touch.Up(e.AbsolutePosition) }

// MinSize lets the tile be as small as its place.
func (t *Tile) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// CreateRenderer is called by the toolkit.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer { return tileRenderer{t} }

func (t *Tile) darken(on bool) {
	show(t.shade, on)
	canvas.Refresh(t) // not the shade: the toolkit does not know yet where that is
}

func (t *Tile) covers(p fyne.Position) bool {
	s := t.Size()
	return p.X >= 0 && p.Y >= 0 && p.X < s.Width && p.Y < s.Height
}

type tileRenderer struct{ t *Tile }

func (r tileRenderer) Destroy()           {}
func (r tileRenderer) Refresh()           {}
func (r tileRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }
func (r tileRenderer) Layout(size fyne.Size) {
	r.t.Sheet.Resize(size)
	r.t.shade.Resize(size)
}

func (r tileRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.t.Sheet, r.t.shade}
}
