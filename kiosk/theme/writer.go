package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Reading is the distance from line to line of running text, in ems: wider than
// that of a label, so that the eye finds the next line.
const Reading = 1.6

// A Writer sets running text in places that its caller has worked out. What it
// has set for one page serves again for the next: the toolkit keeps everything
// that was ever drawn for a while.
type Writer struct {
	kit          *Kit
	under, over  *fyne.Container // grounds and rules, and the words on them
	lines        []*canvas.Text
	fills        []*canvas.Rectangle
	nline, nfill int
}

// Writer puts a writer with an empty page on a sheet.
func (k *Kit) Writer(sheet *fyne.Container, r Rect) *Writer {
	w := &Writer{kit: k, under: k.Sheet(r), over: k.Sheet(r)}
	sheet.Objects = append(sheet.Objects, w.under, w.over)
	return w
}

// Move gives the page another place.
func (w *Writer) Move(r Rect) {
	place(w.under, r)
	place(w.over, r)
}

// Clear empties the page.
func (w *Writer) Clear() {
	for _, l := range w.lines[:w.nline] {
		l.Hide()
	}
	for _, f := range w.fills[:w.nfill] {
		f.Hide()
	}
	w.nline, w.nfill = 0, 0
}

// Line writes a line whose top left corner is at x and y and which is step high.
func (w *Writer) Line(words string, x, y, step, em float32, bold bool, c color.Color) {
	if w.nline == len(w.lines) {
		w.lines = append(w.lines, canvas.NewText("", c))
		w.over.Objects = append(w.over.Objects, w.lines[w.nline])
	}
	l := w.lines[w.nline]
	w.nline++
	l.Text, l.TextSize, l.Color = words, em, c
	l.FontSource = w.kit.Font(fyne.TextStyle{Bold: bold})
	own := l.MinSize()
	l.Resize(own)
	l.Move(fyne.NewPos(round(x), round(y+(step-own.Height)/2+lift*em)))
	l.Show()
}

// Fill paints a flat rectangle under the words.
func (w *Writer) Fill(r Rect, c color.Color) {
	if w.nfill == len(w.fills) {
		w.fills = append(w.fills, canvas.NewRectangle(c))
		w.under.Objects = append(w.under.Objects, w.fills[w.nfill])
	}
	f := w.fills[w.nfill]
	w.nfill++
	f.FillColor = c
	place(f, Rect{round(r.X), round(r.Y), round(r.W), max(1, round(r.H))})
	f.Show()
}

// Break is Wrap for text that must never be cut: a word that is longer than a
// line, such as an address of the web, goes on in the next one.
func (k *Kit) Break(words string, em float32, bold bool, width float32) []string {
	var lines []string
	for _, line := range k.Wrap(words, em, bold, width) {
		for k.Width(line, em, bold) > width {
			runes := []rune(line)
			n := len(runes) - 1
			for n > 1 && k.Width(string(runes[:n]), em, bold) > width {
				n--
			}
			if n < 1 {
				break
			}
			lines = append(lines, string(runes[:n]))
			line = string(runes[n:])
		}
		lines = append(lines, line)
	}
	return lines
}
