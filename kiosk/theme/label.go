package theme

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/go-text/typesetting/segmenter"
)

// A Type is how words are set in a place.
type Type struct {
	Cap   float32 // height of a capital in millimetres
	Min   float32 // what it may shrink to so that the words fit; 0: Key, or Cap when that is less
	Bold  bool
	Color color.Color
	Align fyne.TextAlign
	Lines int  // how many there may be; 0: one
	Upper bool // from the top of the place instead of its middle
}

// A Label is words in a place. It sets them as large as Type says, smaller when
// they would not fit, on more lines when it may, and ends them with … when there
// is no other way: nothing is ever written across its neighbour.
type Label struct {
	kit   *Kit
	kind  Type
	box   *fyne.Container
	lines []*canvas.Text
	words string
	high  float32
	short bool
}

// Label puts words on a sheet.
func (k *Kit) Label(sheet *fyne.Container, r Rect, t Type, words string) *Label {
	t.Lines = max(t.Lines, 1)
	if t.Min == 0 {
		t.Min = min(t.Cap, Key)
	}
	l := &Label{kit: k, kind: t, box: &fyne.Container{}}
	for range t.Lines {
		line := canvas.NewText("", t.Color)
		// The face by itself, not by style: the toolkit then never looks for
		// others on the machine.
		line.FontSource = k.Font(fyne.TextStyle{Bold: t.Bold})
		l.lines = append(l.lines, line)
		l.box.Objects = append(l.box.Objects, line)
	}
	Put(sheet, l.box, r)
	l.words = "\x00" // so that the first words count as new
	l.Set(words)
	return l
}

// Words returns what the label was set to.
func (l *Label) Words() string { return l.words }

// Height is how much of its place the label fills.
func (l *Label) Height() float32 { return l.high }

// Cut reports whether the words had to end with ….
func (l *Label) Cut() bool { return l.short }

// Set changes the words.
func (l *Label) Set(words string) {
	if words == l.words {
		return
	}
	l.words = words
	l.lay()
}

// Tint changes the colour.
func (l *Label) Tint(c color.Color) {
	if l.kind.Color == c {
		return
	}
	l.kind.Color = c
	for _, line := range l.lines {
		line.Color = c
		line.Refresh()
	}
}

// Show shows or hides the label.
func (l *Label) Show(on bool) { show(l.box, on) }

// Move moves the label to another place and sets its words for that.
func (l *Label) Move(r Rect) {
	place(l.box, r)
	l.lay()
}

func (l *Label) lay() {
	size := l.box.Size()
	l.short = false
	lines, em := l.fit(size)
	step := round(em * leading)
	l.high = step * float32(len(lines))
	y := (size.Height - l.high) / 2
	if l.kind.Upper {
		y = -(step - em) / 2
	}
	for i, line := range l.lines {
		line.Text, line.TextSize = "", em
		if i < len(lines) {
			line.Text = lines[i]
		}
		own := line.MinSize()
		x := float32(0)
		switch l.kind.Align {
		case fyne.TextAlignCenter:
			x = (size.Width - own.Width) / 2
		case fyne.TextAlignTrailing:
			x = size.Width - own.Width
		case fyne.TextAlignLeading:
		}
		line.Resize(own)
		line.Move(fyne.NewPos(round(x), round(y+float32(i)*step+(step-own.Height)/2+lift*em)))
		show(line, line.Text != "")
		line.Refresh()
	}
}

// fit finds the lines and the type size for a place: one line if it need not
// shrink much, else as many as there may be, and the end cut off as a last
// resort.
func (l *Label) fit(size fyne.Size) ([]string, float32) {
	k, t := l.kit, l.kind
	if l.words == "" {
		return nil, k.Em(t.Cap)
	}
	const shrink = 0.94
	room := func(em float32) int { return max(1, min(t.Lines, 1+int((size.Height+1-em)/(em*leading)))) }
	for mm := t.Cap; t.Lines > 1 && mm >= max(t.Min, 0.84*t.Cap); mm *= shrink {
		em := k.Em(mm)
		if !strings.Contains(l.words, "\n") && k.Width(l.words, em, t.Bold) <= size.Width {
			return []string{l.words}, em
		}
		if lines, whole := k.phrases(l.words, em, t.Bold, size.Width); whole && len(lines) <= room(em) {
			return lines, em
		}
	}
	for mm := t.Cap; ; mm = max(mm*shrink, t.Min) {
		em := k.Em(mm)
		room := room(em)
		lines, _ := k.phrases(l.words, em, t.Bold, size.Width)
		if len(lines) > room {
			lines = k.Wrap(l.words, em, t.Bold, size.Width)
		}
		if len(lines) <= room && k.widest(lines, em, t.Bold) <= size.Width {
			if t.Bold || t.Align == fyne.TextAlignCenter {
				lines = k.balance(lines, l.words, em, t.Bold, size.Width)
			}
			return lines, em
		}
		if mm <= t.Min {
			lines, l.short = k.cut(lines, room, em, t.Bold, size.Width)
			return lines, em
		}
	}
}

// Width measures a line of words.
func (k *Kit) Width(words string, em float32, bold bool) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(words, em, fyne.TextStyle{}, k.Font(fyne.TextStyle{Bold: bold}))
	return size.Width
}

func (k *Kit) widest(lines []string, em float32, bold bool) float32 {
	w := float32(0)
	for _, line := range lines {
		w = max(w, k.Width(line, em, bold))
	}
	return w
}

// Wrap breaks words into lines by UAX #14, so that no line begins with a comma or
// ends with an opening quote (标点避头尾) and no number is split.
func (k *Kit) Wrap(words string, em float32, bold bool, width float32) []string {
	var seg segmenter.Segmenter
	seg.Init([]rune(words))
	var lines []string
	line := ""
	for it := seg.LineIterator(); it.Next(); {
		piece := string(it.Line().Text)
		text := strings.TrimRight(piece, "\n")
		if line != "" && k.Width(strings.TrimRight(line+text, " "), em, bold) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += text
		if text != piece {
			lines = append(lines, line)
			line = ""
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// phrases breaks words only where a reader would pause; a phrase that is longer
// than a line is broken like any other words. A dot between phrases is dropped
// where a line ends. It reports whether every phrase stayed whole.
func (k *Kit) phrases(words string, em float32, bold bool, width float32) (lines []string, whole bool) {
	whole = true
	end := func(line string) {
		broken := k.Wrap(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), dot), em, bold, width)
		whole = whole && len(broken) == 1
		lines = append(lines, broken...)
	}
	line := ""
	for _, phrase := range split(words) {
		if line != "" && (strings.HasSuffix(line, "\n") || k.Width(strings.TrimSuffix(line+phrase, dot), em, bold) > width) {
			end(line)
			line = ""
		}
		line += phrase
	}
	end(line)
	return lines, whole
}

// The marks at which a reader pauses, those that may follow them, and the dot
// between phrases.
const (
	pauses  = "、，。；：！？"
	closing = "”’）》」"
	dot     = " · "
)

// split cuts words into phrases, each with the mark that ends it.
func split(words string) []string {
	var phrases []string
	runes := []rune(words)
	from := 0
	ends := false // the phrase has had its mark
	for i, r := range runes {
		ends = strings.ContainsRune(pauses, r) || ends && strings.ContainsRune(closing, r)
		more := i+1 < len(runes) && strings.ContainsRune(pauses+closing, runes[i+1])
		if ends && !more || r == '\n' || strings.HasSuffix(string(runes[from:i+1]), dot) {
			phrases = append(phrases, string(runes[from:i+1]))
			from, ends = i+1, false
		}
	}
	if from < len(runes) {
		phrases = append(phrases, string(runes[from:]))
	}
	return phrases
}

// balance narrows the lines until they are about equally long, without making
// more of them: a title does not leave one character alone.
func (k *Kit) balance(lines []string, words string, em float32, bold bool, width float32) []string {
	if len(lines) < 2 || strings.ContainsAny(words, "、，。；：！？·\n") { // those are broken by phrases
		return lines
	}
	for w := width - em/2; w > width/2; w -= em / 2 {
		narrow := k.Wrap(words, em, bold, w)
		if len(narrow) > len(lines) || k.widest(narrow, em, bold) > w {
			break
		}
		lines = narrow
	}
	return lines
}

// cut keeps the first lines and ends them with …, unless all is well.
func (k *Kit) cut(lines []string, room int, em float32, bold bool, width float32) (kept []string, short bool) {
	last := []rune(strings.Join(lines[min(room, len(lines))-1:], ""))
	if len(lines) <= room && k.Width(string(last), em, bold) <= width {
		return lines, false
	}
	room = min(room, len(lines))
	for len(last) > 0 && k.Width(string(last)+"…", em, bold) > width {
		last = last[:len(last)-1]
	}
	return append(append([]string(nil), lines[:room-1]...), string(last)+"…"), true
}

func show(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
	case !on && o.Visible():
		o.Hide()
	}
}

// Show shows or hides a thing on a sheet. The toolkit does not draw what is shown
// before it hears of a change elsewhere: refresh something that was visible.
func Show(o fyne.CanvasObject, on bool) { show(o, on) }
