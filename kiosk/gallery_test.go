package kiosk

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"golang.org/x/image/font/sfnt"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/kiosk/theme"
)

// The panels that screens are looked at on: the standard one upright and lying,
// a small one upright, and the square one that many halls still have.
var panels = []struct {
	name  string
	glass theme.Panel
	size  fyne.Size
}{
	{"portrait", theme.Standard(), fyne.NewSize(540, 960)},
	{"landscape", theme.Standard(), fyne.NewSize(960, 540)},
	{"small", theme.Panel{Width: 194, Height: 345}, fyne.NewSize(540, 960)},
	{"square", theme.Panel{Width: 376, Height: 301}, fyne.NewSize(640, 512)},
}

// TestGallery looks at every picture on every panel.
func TestGallery(t *testing.T) {
	faces := parse(t)
	for _, panel := range panels {
		for _, p := range Gallery() {
			t.Run(p.Name+"/"+panel.name, func(t *testing.T) {
				s := p.shell(house(), panel.glass, panel.size)
				for _, fault := range faults(s, faces, strings.Contains(p.Name, "long")) {
					t.Error(fault)
				}
			})
		}
	}
	if racing {
		return
	}
	for _, panel := range panels[:2] {
		for _, p := range Gallery() {
			t.Run(p.Name+"/"+panel.name+"/contrast", func(t *testing.T) {
				for _, fault := range pale(t, p.shell(house(), panel.glass, panel.size).Content(), panel.size) {
					t.Error(fault)
				}
			})
		}
	}
}

// TestFaultsAreSeen plants each fault once: a check that cannot fail proves
// nothing.
func TestFaultsAreSeen(t *testing.T) {
	faces := parse(t)
	text := func(s *Shell, words string) *canvas.Text {
		for _, it := range look(s.Content()) {
			if text, ok := it.o.(*canvas.Text); ok && text.Text == words {
				return text
			}
		}
		t.Fatalf("the picture does not say %q", words)
		return nil
	}
	for want, plant := range map[string]func(*Shell){
		"lies over": func(s *Shell) {
			a := text(s, "服务热线 12345")
			a.Move(a.Position().AddXY(0, s.kit.MM(10)))
		},
		"out of its place": func(s *Shell) { text(s, "09:41").Text = "09:41:00 上午" },
		"off the glass":    func(s *Shell) { text(s, "社会保险").Move(fyne.NewPos(9999, 0)) },
		"has no glyph":     func(s *Shell) { text(s, "社会保险").Text = "社会\U0001F600" },
		"too small":        func(s *Shell) { text(s, "社会保险").TextSize = 4 },
		"cut short":        func(s *Shell) { text(s, "社会保险").Text = "社会…" },
		"mm, less than":    func(s *Shell) { s.home.Object().Refresh(); shrink(s) },
		"pale": func(s *Shell) {
			text(s, "社会保险").Color = color.NRGBA{R: 170, G: 170, B: 170, A: 255}
		},
	} {
		s := Gallery()[0].shell(house(), panels[0].glass, panels[0].size)
		plant(s)
		all := append(faults(s, faces, false), pale(t, s.Content(), panels[0].size)...)
		if got := strings.Join(all, "\n"); !strings.Contains(got, want) {
			t.Errorf("a planted fault is not seen: want %q in\n%s", want, got)
		}
	}
}

func shrink(s *Shell) {
	for _, it := range look(s.Content()) {
		if tile, ok := it.o.(*theme.Tile); ok {
			tile.Resize(fyne.NewSize(s.kit.MM(19), s.kit.MM(19)))
			return
		}
	}
}

// An item is something that must not lie over another.
type item struct {
	what string
	box  theme.Rect
}

// faults lists what is wrong with the layout of a picture.
func faults(s *Shell, faces map[string]*sfnt.Font, long bool) []string {
	var found []string
	report := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	glass := s.kit.All()
	var items, tiles []item
	var buf sfnt.Buffer
	for _, it := range look(s.Content()) {
		box := theme.Rect{X: it.pos.X, Y: it.pos.Y, W: it.o.Size().Width, H: it.o.Size().Height}
		switch o := it.o.(type) {
		case *canvas.Text:
			em := o.TextSize
			size := o.MinSize()
			// The ink of Noto's characters: from 0.88 above to 0.12 below the base
			// line, which lies 1.16 below the top.
			ink := theme.Rect{X: it.pos.X, Y: it.pos.Y + 0.28*em, W: size.Width, H: em}
			items = append(items, item{fmt.Sprintf("text %q", o.Text), ink})
			place := theme.Rect{X: it.at.X, Y: it.at.Y, W: it.parent.Size().Width, H: it.parent.Size().Height}
			if !within(ink, place, 0.1*em) {
				report("text %q runs out of its place: %v in %v", o.Text, ink, place)
			}
			if !within(ink, glass, 0) {
				report("text %q is off the glass: %v", o.Text, ink)
			}
			if least := s.kit.MM(theme.Body) - 1; o.TextSize*0.733 < least {
				report("text %q is too small: capitals of %.1f px, want %.1f", o.Text, o.TextSize*0.733, least)
			}
			if strings.HasSuffix(o.Text, "…") && !long {
				report("text %q is cut short", o.Text)
			}
			for _, r := range o.Text {
				if i, err := faces[o.FontSource.Name()].GlyphIndex(&buf, r); err != nil || i == 0 {
					report("text %q has no glyph for %q", o.Text, r)
				}
			}
		case *canvas.Image:
			if o.Resource != nil {
				items = append(items, item{"picture " + o.Resource.Name(), box})
			} else if _, ok := o.Image.(*image.Paletted); ok {
				items = append(items, item{"code", box})
			}
		case *theme.Tile:
			tiles = append(tiles, item{"tile " + o.Spoken, box})
			if least := s.kit.MM(theme.Target) - 1; box.W < least || box.H < least {
				report("tile %q is %.0f×%.0f px: %.1f mm, less than %d", o.Spoken, box.W, box.H, min(box.W, box.H)/s.kit.MM(10)*10, theme.Target)
			}
			if !within(box, glass, 0) {
				report("tile %q is off the glass: %v", o.Spoken, box)
			}
		}
	}
	for _, group := range [][]item{items, tiles} {
		for i, a := range group {
			for _, b := range group[:i] {
				if x, y := overlap(a.box.X, a.box.W, b.box.X, b.box.W), overlap(a.box.Y, a.box.H, b.box.Y, b.box.H); x > 1 && y > 1 {
					report("%s lies over %s: by %.0f×%.0f px", a.what, b.what, x, y)
				}
			}
		}
	}
	return found
}

func within(in, out theme.Rect, slack float32) bool {
	return in.X >= out.X-slack-1 && in.Y >= out.Y-slack-1 && in.X+in.W <= out.X+out.W+slack+1 && in.Y+in.H <= out.Y+out.H+slack+1
}

func overlap(a, aw, b, bw float32) float32 { return min(a+aw, b+bw) - max(a, b) }

// pale lists the texts that do not stand at 7:1 on what is really behind them:
// the picture is drawn without its words and every pixel under them is measured.
func pale(t *testing.T, o fyne.CanvasObject, size fyne.Size) []string {
	t.Helper()
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.SetContent(o)
	w.Resize(size)
	var texts []seen
	for _, it := range look(o) {
		if text, ok := it.o.(*canvas.Text); ok {
			texts = append(texts, it)
			text.Hide()
		}
	}
	img := w.Canvas().Capture()
	var found []string
	for _, it := range texts {
		text := it.o.(*canvas.Text)
		ink := luminance(text.Color)
		worst := 21.0
		em := text.TextSize
		for y := int(it.pos.Y + 0.28*em); y < int(it.pos.Y+1.28*em); y++ {
			for x := int(it.pos.X); x < int(it.pos.X+text.MinSize().Width); x++ {
				if !(image.Point{X: x, Y: y}).In(img.Bounds()) {
					continue
				}
				ground := luminance(img.At(x, y))
				worst = min(worst, (max(ink, ground)+0.05)/(min(ink, ground)+0.05))
			}
		}
		if worst < 7 {
			found = append(found, fmt.Sprintf("text %q is pale: %.1f to 1", text.Text, worst))
		}
		text.Show()
	}
	return found
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

func parse(t *testing.T) map[string]*sfnt.Font {
	t.Helper()
	faces := make(map[string]*sfnt.Font)
	for i, ttf := range [][]byte{assets.Regular, assets.Bold} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			t.Fatal(err)
		}
		faces[house().Font(fyne.TextStyle{Bold: i == 1}).Name()] = f
	}
	return faces
}
