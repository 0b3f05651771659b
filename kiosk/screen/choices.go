package screen

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A choice is the tile of one line: its letter, what it is for, how many wait,
// or why it is closed and until when.
type choice struct {
	tile                      *theme.Tile
	open, closed              *canvas.Image
	badges                    []*canvas.Image // one for each tone, the last for a closed line
	letter, name, about, note *theme.Label
	people, clock             *canvas.Image
	line                      queue.LineStatus
}

func newChoice(k *theme.Kit, sheet *fyne.Container, r theme.Rect, pick Pick) *choice {
	mm := k.MM
	c := &choice{}
	c.tile = k.Tile(sheet, r, mm(theme.Radius), "", func() { pick(c.line) })
	on, in := c.tile.Sheet, r.Sheet()
	c.open = k.Card(on, k.White(), in)
	shut := k.White()
	shut.Top, shut.Bottom, shut.Shadow = theme.ClosedHi, theme.Closed, theme.Bronze.Alpha(26)
	c.closed = k.Card(on, shut, in)

	pad := mm(5.5)
	side := mm(19)
	tall := r.H >= mm(54) // room for what it is for
	badge, text := in.Inset(pad).Left(side, mm(5))
	text.W += pad - mm(3)
	if tall {
		badge, _ = badge.Top(side, 0)
	} else {
		badge = badge.Middle(side, side)
	}
	for i := range theme.LineTones() {
		c.badges = append(c.badges, c.badge(k, badge, tone(i)))
	}
	c.badges = append(c.badges, c.badge(k, badge, theme.Stone))
	c.letter = k.Label(on, badge, theme.Type{Cap: 10, Bold: true, Color: theme.White, Align: fyne.TextAlignCenter}, "")

	name := theme.Type{Cap: 8, Bold: true, Color: theme.Ink, Lines: 2, Min: 6}
	var top, note theme.Rect
	if tall {
		note, text = text.Bottom(mm(9), mm(2))
		top, text = text.Top(side, mm(1.5))
		about := theme.Type{Cap: theme.Body, Color: theme.InkSoft, Lines: max(1, int(text.H/mm(8.6))), Upper: true}
		c.about = k.Label(on, text, about, "")
	} else {
		both := text.Middle(text.W, min(text.H, mm(27)))
		note, top = both.Bottom(mm(9), 0)
		name.Lines = 1
	}
	c.name = k.Label(on, top, name, "")
	mark, note := note.Left(mm(7), mm(2))
	mark = mark.Middle(mm(6.4), mm(6.4))
	c.people = k.Icon(on, theme.IconPeople, theme.InkSoft, mark)
	c.clock = k.Icon(on, theme.IconClock, theme.InkSoft, mark)
	c.note = k.Label(on, note, theme.Type{Cap: 5.2, Min: theme.Body, Color: theme.InkSoft}, "")
	return c
}

func (c *choice) badge(k *theme.Kit, r theme.Rect, t theme.Tone) *canvas.Image {
	card := k.Tinted(t)
	card.Radius, card.Blur, card.Drop = k.MM(4.5), k.MM(1.6), k.MM(0.8)
	b := k.Card(c.tile.Sheet, card, r)
	b.Hide()
	return b
}

// set shows a line, the i-th of the hall.
func (c *choice) set(m Moment, l queue.LineStatus, i int) {
	c.line = l
	c.tile.Spoken = l.Name
	shut := l.Closed != nil
	theme.Show(c.open, !shut)
	theme.Show(c.closed, shut)
	theme.Show(c.people, !shut)
	theme.Show(c.clock, shut)
	n := max(i, 0) % len(theme.LineTones())
	if shut {
		n = len(c.badges) - 1
	}
	for j, b := range c.badges {
		theme.Show(b, j == n)
	}
	c.letter.Set(l.Letter)
	c.name.Set(l.Name)
	if c.about != nil {
		c.about.Set(l.About)
	}
	note := "不用等"
	switch {
	case shut:
		note = l.Closed.Reason
		if opens := m.opens(l.Closed); opens != "" {
			note += "，" + opens + "开"
		}
	case l.Waiting > 0:
		note = fmt.Sprintf("%d 人在等", l.Waiting)
	}
	c.note.Set(note)
	theme.Show(c.tile, true)
}

// choices are the tiles of many lines in a place, on pages when they are too
// many for one. They are made anew only when the number of lines changes.
type choices struct {
	kit   *theme.Kit
	sheet *fyne.Container
	place theme.Rect
	rule  tiling
	pick  Pick

	tiles []*choice
	pager *pager
	page  int
	m     Moment
	lines []queue.LineStatus
	built int
}

// A tiling says how tiles fill a place.
type tiling struct {
	columns  int     // at most
	low, top float32 // least and greatest height of a tile in millimetres
}

func newChoices(k *theme.Kit, sheet *fyne.Container, r theme.Rect, t tiling, pick Pick) *choices {
	c := &choices{kit: k, sheet: k.Sheet(r), place: r.Sheet(), rule: t, pick: pick, built: -1}
	sheet.Objects = append(sheet.Objects, c.sheet)
	return c
}

func (c *choices) set(m Moment, lines []queue.LineStatus) {
	c.m, c.lines = m, lines
	if c.built != len(lines) {
		c.build(len(lines))
	}
	c.show()
}

func (c *choices) build(n int) {
	k, mm := c.kit, c.kit.MM
	c.built, c.page, c.tiles, c.pager = n, 0, nil, nil
	c.sheet.Objects = nil
	defer canvas.Refresh(c.sheet)
	if n == 0 {
		return
	}
	gap := mm(theme.Gap)
	columns := c.rule.columns
	if n <= 3 {
		columns = 1
	}
	place := c.place
	fit := func(h float32) int { return max(1, int((h+gap)/(mm(c.rule.low)+gap))) }
	rows := (n + columns - 1) / columns
	if rows > fit(place.H) {
		var bar theme.Rect
		bar, place = place.Bottom(mm(24), gap)
		rows = fit(place.H)
		c.pager = newPager(k, c.sheet, bar, c.turn)
	}
	place.H = min(place.H, float32(rows)*(mm(c.rule.top)+gap)-gap)
	for _, r := range place.Grid(columns, rows, gap) {
		c.tiles = append(c.tiles, newChoice(k, c.sheet, r, c.pick))
	}
}

func (c *choices) show() {
	for i, t := range c.tiles {
		j := c.page*len(c.tiles) + i
		if j >= len(c.lines) {
			theme.Show(t.tile, false)
			continue
		}
		t.set(c.m, c.lines[j], c.m.nth(c.lines[j].ID))
	}
	if c.pager != nil {
		c.pager.set(c.page, c.pages())
	}
}

func (c *choices) pages() int {
	if len(c.tiles) == 0 {
		return 1
	}
	return (len(c.lines) + len(c.tiles) - 1) / len(c.tiles)
}

// turn goes so many pages on, or back.
func (c *choices) turn(by int) {
	if p := c.page + by; p >= 0 && p < c.pages() {
		c.page = p
		c.show()
	}
}

// A pager turns pages.
type pager struct {
	up, down [2]fyne.CanvasObject // of no use, of use
	page     *theme.Label
}

func newPager(k *theme.Kit, sheet *fyne.Container, r theme.Rect, turn func(by int)) *pager {
	p := &pager{}
	wide := k.MM(70)
	left, rest := r.Left(wide, 0)
	right, middle := rest.Right(wide, 0)
	dull := theme.Card{Top: theme.ClosedHi, Bottom: theme.Closed, Radius: k.MM(theme.Radius)}
	live := k.White()
	put := func(r theme.Rect, icon theme.Icon, word string, by int) [2]fyne.CanvasObject {
		off := k.Sheet(r)
		k.Card(off, dull, r.Sheet())
		k.Label(off, r.Sheet(), theme.Type{Cap: theme.Key, Color: theme.InkSoft, Align: fyne.TextAlignCenter}, "没有了")
		sheet.Objects = append(sheet.Objects, off)
		return [2]fyne.CanvasObject{off, k.Button(sheet, r, live, theme.Maroon, icon, word, func() { turn(by) })}
	}
	p.up = put(left, theme.IconUp, "上一页", -1)
	p.down = put(right, theme.IconDown, "下一页", 1)
	p.page = k.Label(sheet, middle, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.InkSoft, Align: fyne.TextAlignCenter, Lines: 2}, "")
	return p
}

func (p *pager) set(page, pages int) {
	theme.Show(p.up[0], page == 0)
	theme.Show(p.up[1], page > 0)
	theme.Show(p.down[0], page == pages-1)
	theme.Show(p.down[1], page < pages-1)
	p.page.Set(fmt.Sprintf("第 %d 页\n共 %d 页", page+1, pages))
}
