package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/theme"
)

// An Entry is one row of a list.
type Entry struct {
	Title string
	Note  string   // below it
	New   bool     // marked 新
	In    []string // the parts of the list it belongs to
	Open  func()   // what a tap on it does
}

// A Listing is what a List shows.
type Listing struct {
	Title, Below string
	Parts        []string // offered above the rows, after 全部; those without a row are left out
	Entries      []Entry
	None         string // said when there is no entry: 还没有公开的内容
}

// List is a list of things to read, in parts and on pages. Its rows are made once
// and filled again for every page.
type List struct {
	kit          *theme.Kit
	sheet        *fyne.Container
	title, below *theme.Label
	chips        []*chip
	chipPlace    theme.Rect
	rowPlace     theme.Rect // below the head when there are no chips
	shapes       map[int]*rows
	none         *fyne.Container
	sorry        *theme.Label
	pager        *pager

	source func() Listing
	all    Listing
	part   string // the part that is shown, empty for all
	now    []Entry
	on     *rows
	page   int
}

// rows are the rows of a list under so many lines of chips.
type rows struct {
	sheet *fyne.Container
	rows  []*row
}

const (
	chipHigh = 20
	chipGap  = 4
	maxChips = 24
)

// NewList returns an empty list.
func NewList(k *theme.Kit, place theme.Rect) *List {
	mm := k.MM
	l := &List{kit: k, sheet: k.Sheet(place), shapes: make(map[int]*rows)}
	in := place.Sheet().Inset(mm(theme.Margin))
	head, rest := in.Top(mm(27), mm(6))
	l.title, l.below = heading(k, l.sheet, head, "", "")
	bar, rest := rest.Bottom(mm(24), mm(theme.Gap))
	l.chipPlace, l.rowPlace = rest, rest
	l.none = k.Sheet(rest)
	l.sorry, _ = notice(k, l.none, rest.Sheet(), theme.IconSearch, "还没有内容", "想了解的，请到导办台问一问。")
	l.sheet.Objects = append(l.sheet.Objects, l.none)
	l.pager = newPager(k, l.sheet, bar, l.turn)
	return l
}

// Object returns what is drawn.
func (l *List) Object() fyne.CanvasObject { return l.sheet }

// Show shows what a source lists, from its beginning.
func (l *List) Show(source func() Listing) {
	l.source, l.part, l.page = source, "", 0
	l.Renew()
}

// Renew asks the source again and stays at the part and page where the resident
// is.
func (l *List) Renew() {
	all := l.source()
	l.all = all
	parts := slices.DeleteFunc(slices.Clone(all.Parts), func(part string) bool {
		return !slices.ContainsFunc(all.Entries, func(e Entry) bool { return slices.Contains(e.In, part) })
	})
	if !slices.Contains(parts, l.part) {
		l.part = ""
	}
	l.title.Set(all.Title)
	l.below.Set(all.Below)
	lines := 0
	if len(parts) > 1 {
		lines = l.offer(append([]string{""}, parts...))
	} else {
		l.offer(nil)
	}
	if l.on != nil {
		theme.Show(l.on.sheet, false)
	}
	l.on = l.rows(lines)
	theme.Show(l.on.sheet, len(all.Entries) > 0)
	theme.Show(l.none, len(all.Entries) == 0)
	l.sorry.Set(all.None)
	l.fill()
}

// offer shows the parts as chips and returns how many lines of them there are.
func (l *List) offer(parts []string) int {
	k := l.kit
	columns := 6
	if k.Wide {
		columns = 8
	}
	high, gap := k.MM(chipHigh), k.MM(chipGap)
	parts = parts[:min(len(parts), maxChips)]
	lines := (len(parts) + columns - 1) / columns
	cells := theme.Rect{X: l.chipPlace.X, Y: l.chipPlace.Y, W: l.chipPlace.W, H: float32(lines)*(high+gap) - gap}.Grid(columns, max(lines, 1), gap)
	for len(l.chips) < len(parts) {
		l.chips = append(l.chips, newChip(k, l.sheet, cells[len(l.chips)], l.Choose))
	}
	for i, c := range l.chips {
		theme.Show(c.tile, i < len(parts))
		if i < len(parts) {
			c.set(parts[i], parts[i] == l.part)
		}
	}
	return lines
}

// rows returns the rows that have room under so many lines of chips.
func (l *List) rows(lines int) *rows {
	if r, ok := l.shapes[lines]; ok {
		return r
	}
	k, mm := l.kit, l.kit.MM
	_, place := l.rowPlace.Top(float32(lines)*mm(chipHigh+chipGap), mm(2))
	if lines == 0 {
		place = l.rowPlace
	}
	columns, gap := 1, mm(4.5)
	if k.Wide {
		columns, gap = 2, mm(5.5)
	}
	n := max(1, int((place.H+gap)/(mm(35)+gap)))
	r := &rows{sheet: k.Sheet(place)}
	place.H = min(place.H, float32(n)*(mm(40)+gap)-gap)
	for _, cell := range place.Sheet().Grid(columns, n, gap) {
		r.rows = append(r.rows, newRow(k, r.sheet, cell))
	}
	l.sheet.Objects = append(l.sheet.Objects, r.sheet)
	l.shapes[lines] = r
	return r
}

// Choose shows one part, from its beginning.
func (l *List) Choose(part string) {
	l.part, l.page = part, 0
	l.Renew()
	canvas.Refresh(l.sheet)
}

func (l *List) fill() {
	l.now = l.all.Entries
	if l.part != "" {
		l.now = nil
		for _, e := range l.all.Entries {
			if slices.Contains(e.In, l.part) {
				l.now = append(l.now, e)
			}
		}
	}
	l.page = max(0, min(l.page, l.pages()-1))
	for i, r := range l.on.rows {
		j := l.page*len(l.on.rows) + i
		theme.Show(r.tile, j < len(l.now))
		if j < len(l.now) {
			r.set(l.now[j])
		}
	}
	l.pager.set(l.page, l.pages())
	l.pager.show(l.pages() > 1)
}

func (l *List) pages() int { return max(1, (len(l.now)+len(l.on.rows)-1)/len(l.on.rows)) }

// turn goes so many pages on, or back.
func (l *List) turn(by int) {
	if p := l.page + by; p >= 0 && p < l.pages() {
		l.page = p
		l.fill()
		canvas.Refresh(l.sheet)
	}
}

// Swipe turns pages: up or to the left goes on.
func (l *List) Swipe(dx, dy float32) { l.turn(swipe(dx, dy)) }

// A chip chooses a part of a list.
type chip struct {
	tile    *theme.Tile
	off, on fyne.CanvasObject
	word    *theme.Label
	part    string
}

func newChip(k *theme.Kit, sheet *fyne.Container, r theme.Rect, choose func(part string)) *chip {
	c := &chip{}
	c.tile = k.Tile(sheet, r, k.MM(5), "", func() { choose(c.part) })
	off := k.White()
	off.Radius = k.MM(5)
	off.Shadow, off.Top, off.Bottom = theme.Bronze.Alpha(0), 0xFFFCF6, 0xFFFCF6
	on := k.Tinted(theme.Red)
	on.Radius = k.MM(5)
	on.Shadow = theme.Red.Alpha(0)
	c.off = k.Card(c.tile.Sheet, off, r.Sheet())
	c.on = k.Card(c.tile.Sheet, on, r.Sheet())
	c.word = k.Label(c.tile.Sheet, r.Sheet().Pad(k.MM(1.6), 0), theme.Type{Cap: 6.2, Min: theme.Body, Color: theme.Ink, Align: fyne.TextAlignCenter, Lines: 2}, "")
	return c
}

func (c *chip) set(part string, on bool) {
	c.part = part
	word := part
	if part == "" {
		word = "全部"
	}
	c.tile.Spoken = word
	c.word.Set(word)
	ink := theme.Ink
	if on {
		ink = theme.White
	}
	c.word.Tint(ink)
	theme.Show(c.off, !on)
	theme.Show(c.on, on)
}

// A row is the tile of one entry.
type row struct {
	tile        *theme.Tile
	fresh       *fyne.Container
	title, note *theme.Label
	place, mark theme.Rect    // of the title and of 新
	notes       [2]theme.Rect // without 新 and with it
	open        func()
}

func newRow(k *theme.Kit, sheet *fyne.Container, r theme.Rect) *row {
	mm := k.MM
	w := &row{}
	w.tile = k.Tile(sheet, r, mm(theme.Radius), "", func() { w.open() })
	on, in := w.tile.Sheet, r.Sheet()
	k.Card(on, k.White(), in)
	arrow, text := in.Pad(mm(7), mm(2.6)).Right(mm(6), mm(4))
	k.Icon(on, theme.IconNext, theme.Arrow, arrow.Middle(mm(6), mm(6)))
	note, title := text.Bottom(mm(8.8), 0)
	w.place = title
	w.title = k.Label(on, title, theme.Type{Cap: theme.Key, Min: theme.Body, Bold: true, Color: theme.Ink, Lines: 2}, "")
	mark, beside := note.Left(mm(10), mm(3))
	w.notes, w.mark = [2]theme.Rect{note, beside}, mark
	w.fresh = k.Sheet(mark)
	ground := mark.Sheet().Middle(mark.W, mm(8.6))
	k.Fill(w.fresh, ground, mm(2), theme.Red)
	k.Label(w.fresh, ground, theme.Type{Cap: theme.Body, Bold: true, Color: theme.White, Align: fyne.TextAlignCenter}, "新")
	on.Objects = append(on.Objects, w.fresh)
	w.note = k.Label(on, note, theme.Type{Cap: 5.2, Min: theme.Body, Color: theme.InkSoft}, "")
	return w
}

func (w *row) set(e Entry) {
	w.open = e.Open
	w.tile.Spoken = e.Title
	i := 0
	if e.New {
		i = 1
	}
	// A title of one line stands right above its note, both in the middle.
	title, note, mark := w.place, w.notes[i], w.mark
	w.title.Set(e.Title)
	w.title.Move(title)
	up := float32(int(max(0, title.H-w.title.Height()) / 2))
	title.Y, title.H = title.Y+up, title.H-2*up
	note.Y -= up
	mark.Y -= up
	w.title.Move(title)
	w.note.Move(note)
	theme.Place(w.fresh, mark)
	w.note.Set(e.Note)
	theme.Show(w.fresh, e.New)
}
