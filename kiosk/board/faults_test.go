package board

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"golang.org/x/image/font/sfnt"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/kiosk/theme"
)

// A seen is one visible thing, where it is, and the place it was given.
type seen struct {
	o     fyne.CanvasObject
	pos   fyne.Position
	place theme.Rect
}

// look lists everything that is visible, in the order in which it is drawn.
func look(o fyne.CanvasObject) []seen {
	var all []seen
	var walk func(o fyne.CanvasObject, at fyne.Position, place theme.Rect)
	walk = func(o fyne.CanvasObject, at fyne.Position, place theme.Rect) {
		if !o.Visible() {
			return
		}
		pos := at.Add(o.Position())
		all = append(all, seen{o, pos, place})
		in := theme.Rect{X: pos.X, Y: pos.Y, W: o.Size().Width, H: o.Size().Height}
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, pos, in)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c, pos, in)
			}
		}
	}
	walk(o, fyne.Position{}, theme.Rect{})
	return all
}

// said lists the words on the board.
func said(o fyne.CanvasObject) []string {
	var words []string
	for _, it := range look(o) {
		if t, ok := it.o.(*canvas.Text); ok {
			words = append(words, t.Text)
		}
	}
	return words
}

// An item is something that must not lie over another.
type item struct {
	what string
	box  theme.Rect
}

// faults lists what is wrong with the board's picture.
func faults(t *testing.T, b *Board, long bool) []string {
	t.Helper()
	var found []string
	report := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	var items []item
	var texts []seen
	var buf sfnt.Buffer
	for _, it := range look(b.Content()) {
		switch o := it.o.(type) {
		case *canvas.Text:
			ink := inkOf(o, it.pos)
			texts = append(texts, it)
			items = append(items, item{fmt.Sprintf("text %q", o.Text), ink})
			if !within(ink, it.place, 0.1*o.TextSize) {
				report("text %q runs out of its place: %v in %v", o.Text, ink, it.place)
			}
			if !within(ink, b.face.kit.All(), 0) {
				report("text %q is off the board: %v", o.Text, ink)
			}
			if least := b.face.kit.MM(theme.Body) - 1; o.TextSize*0.733 < least {
				report("text %q is too small: capitals of %.1f px, want %.1f", o.Text, o.TextSize*0.733, least)
			}
			if strings.HasSuffix(o.Text, "…") && !long {
				report("text %q is cut short", o.Text)
			}
			for _, r := range o.Text {
				if i, err := faces()[o.FontSource.Name()].GlyphIndex(&buf, r); err != nil || i == 0 {
					report("text %q has no glyph for %q", o.Text, r)
				}
			}
		case *canvas.Image:
			if o.Resource != nil {
				items = append(items, item{"picture " + o.Resource.Name(), theme.Rect{X: it.pos.X, Y: it.pos.Y, W: o.Size().Width, H: o.Size().Height}})
			}
		}
	}
	for i, a := range items {
		for _, b := range items[:i] {
			if x, y := overlap(a.box.X, a.box.W, b.box.X, b.box.W), overlap(a.box.Y, a.box.H, b.box.Y, b.box.H); x > 1 && y > 1 {
				report("%s lies over %s: by %.0f×%.0f px", a.what, b.what, x, y)
			}
		}
	}
	return append(found, pale(t, b.Content(), texts, b.face.kit.Size)...)
}

// inkOf is where the characters of a text are: from 0.88 above to 0.12 below the
// base line, which lies 1.16 below the top.
func inkOf(o *canvas.Text, pos fyne.Position) theme.Rect {
	return theme.Rect{X: pos.X, Y: pos.Y + 0.28*o.TextSize, W: o.MinSize().Width, H: o.TextSize}
}

func within(in, out theme.Rect, slack float32) bool {
	return in.X >= out.X-slack-1 && in.Y >= out.Y-slack-1 && in.X+in.W <= out.X+out.W+slack+1 && in.Y+in.H <= out.Y+out.H+slack+1
}

func overlap(a, aw, b, bw float32) float32 { return min(a+aw, b+bw) - max(a, b) }

// pale lists the texts that do not stand at 7:1 on what is really behind them:
// the picture is drawn without its words and the pixels under them are measured.
func pale(t *testing.T, o fyne.CanvasObject, texts []seen, size fyne.Size) []string {
	t.Helper()
	for _, it := range texts {
		it.o.Hide()
	}
	img := capture(t, o, size)
	var found []string
	for _, it := range texts {
		text := it.o.(*canvas.Text)
		text.Show()
		ink, worst := luminance(text.Color), 21.0
		box := inkOf(text, it.pos)
		area := image.Rect(int(box.X), int(box.Y), int(box.X+box.W), int(box.Y+box.H)).Intersect(img.Bounds())
		for y := area.Min.Y; y < area.Max.Y; y += 3 {
			for x := area.Min.X; x < area.Max.X; x += 3 {
				ground := luminance(img.At(x, y))
				worst = min(worst, (max(ink, ground)+0.05)/(min(ink, ground)+0.05))
			}
		}
		if worst < 7 {
			found = append(found, fmt.Sprintf("text %q is pale: %.1f to 1", text.Text, worst))
		}
	}
	return found
}

func capture(t *testing.T, o fyne.CanvasObject, size fyne.Size) image.Image {
	t.Helper()
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.SetContent(o)
	w.Resize(size)
	return w.Canvas().Capture()
}

// luminance is the relative luminance of WCAG.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	part := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n.R) + 0.7152*part(n.G) + 0.0722*part(n.B)
}

// faces are the bundled fonts, by the name that the theme gives them.
var faces = sync.OnceValue(func() map[string]*sfnt.Font {
	all := make(map[string]*sfnt.Font)
	for i, ttf := range [][]byte{assets.Regular, assets.Bold} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err)
		}
		all[house().Font(fyne.TextStyle{Bold: i == 1}).Name()] = f
	}
	return all
})
