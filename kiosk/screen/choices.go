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
	people, clock, arrow      *canvas.Image
	kit                       *theme.Kit
	text                      theme.Rect // beside the badge
	tall                      bool
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

	c.kit, c.tall = k, r.H >= mm(54) // room for what it is for
	pad, side := mm(5.5), mm(19)
	badge, text := in.Inset(pad).Left(side, mm(5))
	arrow, _ := in.Right(mm(13), 0)
	text.W -= mm(13) - pad
	if c.tall {
		badge, _ = badge.Top(side, 0)
	} else {
		badge = badge.Middle(side, side)
	}
	c.text = text
	for i := range theme.LineTones() {
		c.badges = append(c.badges, c.badge(k, badge, tone(i)))
	}
	c.badges = append(c.badges, c.badge(k, badge, theme.Stone))
	c.letter = k.Label(on, badge, theme.Type{Cap: 10, Min: theme.Key, Bold: true, Color: theme.White, Align: fyne.TextAlignCenter}, "")
	c.arrow = k.Icon(on, theme.IconNext, theme.Arrow, arrow.Middle(mm(6), mm(6)))
	c.name = k.Label(on, text, theme.Type{Cap: 8, Min: theme.Body, Bold: true, Color: theme.Ink, Lines: 2, Upper: true}, "")
	c.about = k.Label(on, text, theme.Type{Cap: theme.Body, Color: theme.InkSoft, Lines: 3, Upper: true}, "")
	c.note = k.Label(on, text, theme.Type{Cap: 5.2, Min: theme.Body, Color: theme.InkSoft, Lines: 2, Upper: true}, "")
	c.people = k.Icon(on, theme.IconPeople, theme.InkSoft, badge)
	c.clock = k.Icon(on, theme.IconClock, theme.InkSoft, badge)
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
	theme.Show(c.arrow, !shut)
	c.letter.Set(l.Letter)
	c.name.Set(l.Name)
	c.note.Tint(theme.InkSoft)
	switch {
	case shut:
		note := l.Closed.Reason
		if opens := m.opens(l.Closed); opens != "" {
			note += "，" + opens + " 开"
		}
		c.note.Set(note)
	case l.Waiting > 0:
		c.note.Set(fmt.Sprintf("%d 人在等", l.Waiting))
	default:
		c.note.Tint(theme.GoodInk)
		c.note.Set("不用等")
	}
	c.about.Set(l.About)
	c.stack()
	theme.Show(c.tile, true)
}

// stack sets what is written on the tile one below the other, as high as each
// turns out: the note last, at the foot of a tall tile.
func (c *choice) stack() {
	mm := c.kit.MM
	c.about.Show(c.tall)
	note := mm(9)
	if c.line.Closed != nil {
		note = mm(18)
	}
	name, rest := c.text.Top(c.text.H-note-mm(1), mm(1))
	c.name.Move(name)
	name.H = c.name.Height()
	rest.X += mm(8.5)
	rest.W -= mm(8.5)
	c.note.Move(rest)
	rest.H = c.note.Height()
	if c.tall {
		name.Y += max(0, (mm(19)-name.H)/2) // beside the badge
		_, about := theme.Rect{X: c.text.X, Y: name.Y, W: c.text.W, H: c.text.Y + c.text.H - name.Y}.Top(name.H, mm(1))
		rest, about = about.Bottom(rest.H, mm(2))
		rest.X += mm(8.5)
		rest.W -= mm(8.5)
		c.about.Move(about)
	} else {
		name.Y = c.text.Y + (c.text.H-name.H-mm(1)-rest.H)/2
		rest.Y = name.Y + name.H + mm(1)
	}
	c.name.Move(name)
	c.note.Move(rest)
	mark := theme.Rect{X: c.text.X, Y: rest.Y, W: mm(6.4), H: mm(9)}.Middle(mm(6.4), mm(6.4))
	theme.Place(c.people, mark)
	theme.Place(c.clock, mark)
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
