package theme

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/assets"
)

// A Panel is the glass, in millimetres as it is mounted.
type Panel struct{ Width, Height float32 }

// Standard is the panel that screens are drawn for, 21.5 inches upright. On it
// and on its like lying down a millimetre of the design is a millimetre. Larger
// panels show the same larger, smaller ones smaller: see Kit.Real.
func Standard() Panel { return Panel{Width: 268, Height: 476} }

func (p Panel) turned(wide bool) Panel {
	if wide != (p.Width > p.Height) {
		return Panel{p.Height, p.Width}
	}
	return p
}

// Heights of type, as the height of a capital in millimetres: what the eye reads
// at arm's length. What decides a choice stands at Key or above.
const (
	Body   = 4.8 // never less
	Lead   = 5.6
	Key    = 7.3 // EN 301 549 at 600 mm: buttons, titles, names
	Title  = 9.5
	Head   = 10.6
	Large  = 15
	Hero   = 24
	Number = 62
)

// Sizes in millimetres.
const (
	Target = 20  // the least side of anything to be tapped
	Margin = 11  // between the edge of the glass and what is on it
	Gap    = 6   // between cards
	Radius = 6.5 // of a card's corners
	Slide  = 15  // how far a finger may slide and still tap
)

// capHeight is the height of a capital in Noto Sans SC, in ems; lift is how far
// above the middle of its line the middle of its characters lies, negative: they
// sit low.
const (
	capHeight = 0.733
	lift      = -0.058
	leading   = 1.36 // from line to line
)

// A Kit makes the parts of screens for one panel at one size in pixels. Like all
// of the toolkit it belongs to the goroutine that draws.
type Kit struct {
	Size fyne.Size // of the canvas
	Wide bool      // lying rather than upright

	*Theme
	unit  float32 // canvas units in a millimetre of the design
	real  float32
	Touch *Touch
}

// NewKit returns a kit for a panel whose canvas has the given size. A panel that
// was described upright and hangs across is turned; one that was not described
// is the standard one.
func NewKit(t *Theme, p Panel, size fyne.Size, touch *Touch) *Kit {
	if p.Width <= 0 || p.Height <= 0 {
		p = Standard()
	}
	wide := size.Width > size.Height
	p, design := p.turned(wide), Standard().turned(wide)
	k := &Kit{
		Size: size, Wide: wide, Theme: t, Touch: touch,
		unit: min(size.Width/design.Width, size.Height/design.Height),
	}
	if t.size != size {
		t.size, t.cards, t.icons = size, make(map[Card]image.Image), make(map[string]fyne.Resource)
	}
	k.real = k.unit / min(size.Width/p.Width, size.Height/p.Height)
	touch.slide = k.MM(Slide)
	return k
}

// Real is how many millimetres of glass a millimetre of the design is. Below 1
// the panel is too small for hands and eyes of seventy, and whoever mounts it
// should be told.
func (k *Kit) Real() float32 { return k.real }

// MM returns millimetres in canvas units, to the pixel.
func (k *Kit) MM(mm float32) float32 { return round(mm * k.unit) }

// Em returns the type size whose capitals are mm high.
func (k *Kit) Em(mm float32) float32 { return mm * k.unit / capHeight }

// All is the whole glass.
func (k *Kit) All() Rect { return Rect{0, 0, k.Size.Width, k.Size.Height} }

// Sheet returns an empty sheet for a place: things are put on it where its own
// corner is the origin.
func (k *Kit) Sheet(r Rect) *fyne.Container {
	sheet := &fyne.Container{}
	place(sheet, r)
	return sheet
}

// Put puts a thing on a sheet.
func Put(sheet *fyne.Container, o fyne.CanvasObject, r Rect) {
	place(o, r)
	sheet.Objects = append(sheet.Objects, o)
}

// Place moves a thing to another place on its sheet.
func Place(o fyne.CanvasObject, r Rect) { place(o, r) }

func place(o fyne.CanvasObject, r Rect) {
	o.Resize(fyne.NewSize(r.W, r.H))
	o.Move(fyne.NewPos(r.X, r.Y))
}

// Fill puts a flat rectangle of one colour on a sheet.
func (k *Kit) Fill(sheet *fyne.Container, r Rect, radius float32, c color.Color) *canvas.Rectangle {
	f := canvas.NewRectangle(c)
	f.CornerRadius = radius
	Put(sheet, f, r)
	return f
}

// An Icon names one of assets/icons.
type Icon string

// The icons.
const (
	IconHall    Icon = "hall"
	IconTicket  Icon = "ticket"
	IconSlip    Icon = "slip"
	IconPeople  Icon = "people"
	IconBack    Icon = "back"
	IconNext    Icon = "next"
	IconUp      Icon = "up"
	IconDown    Icon = "down"
	IconHome    Icon = "home"
	IconClock   Icon = "clock"
	IconCheck   Icon = "check"
	IconPrinter Icon = "printer"
	IconAlert   Icon = "alert"
	IconPhone   Icon = "phone"
	IconTouch   Icon = "touch"
	IconSpeaker Icon = "speaker"
	IconSearch  Icon = "search"
	IconDesk    Icon = "desk"
	IconFlag    Icon = "flag"
	IconCivic   Icon = "civic"
	IconHeart   Icon = "heart"
	IconBook    Icon = "book"
)

// Take is the picture of a ticket, in colours of its own.
const Take Icon = "take"

// natural leaves a picture its own colours.
const natural Tone = 1 << 24

// Icon puts an icon on a sheet in one colour.
func (k *Kit) Icon(sheet *fyne.Container, name Icon, c Tone, r Rect) *canvas.Image {
	i := canvas.NewImageFromResource(k.icon(name, c))
	i.FillMode = canvas.ImageFillContain
	Put(sheet, i, r)
	return i
}

// Picture puts a picture on a sheet in its own colours.
func (k *Kit) Picture(sheet *fyne.Container, name Icon, r Rect) *canvas.Image {
	return k.Icon(sheet, name, natural, r)
}

func (k *Kit) icon(name Icon, c Tone) fyne.Resource {
	key := fmt.Sprintf("%s-%06x", name, uint32(c))
	if res, ok := k.icons[key]; ok {
		return res
	}
	file := "icons/" + string(name) + ".svg"
	svg, err := assets.Icons.ReadFile(file)
	if err == nil && c != natural {
		svg, err = canvas.RecolorSVG(svg, c)
	}
	if err != nil { // the icons are part of the program
		panic("theme: " + file + ": " + err.Error())
	}
	res := fyne.NewStaticResource(key+".svg", svg)
	k.icons[key] = res
	return res
}
