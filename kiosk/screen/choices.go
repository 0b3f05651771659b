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
	tile                 *theme.Tile
	open, closed         *canvas.Image
	badges               []*canvas.Image // one for each tone, the last for a closed line
	letter, name, about  *theme.Label
	note, until          *theme.Label // how many wait; or why it is closed, and until when
	people, clock, arrow *canvas.Image
	kit                  *theme.Kit
	text, plain          theme.Rect // beside the badge, with the arrow and without
	tall                 bool
	line                 queue.LineStatus
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

	c.kit, c.tall = k, r.H >= mm(58) // room for what it is for
	pad, side := mm(5.5), mm(19)
	badge, text := in.Inset(pad).Left(side, mm(5))
	arrow, _ := in.Right(mm(13), 0)
	c.plain = text
	if text.W > mm(80) { // room for an arrow
		c.arrow = k.Icon(on, theme.IconNext, theme.Arrow, arrow.Middle(mm(6), mm(6)))
		text.W -= mm(13) - pad
	}
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
	name, about := float32(8), float32(theme.Body)
	if r.H >= mm(68) {
		name, about = 8.8, 5.4
	}
	c.name = k.Label(on, text, theme.Type{Cap: name, Min: theme.Body, Bold: true, Color: theme.Ink, Lines: 2, Upper: true}, "")
	c.about = k.Label(on, text, theme.Type{Cap: about, Min: theme.Body, Color: theme.InkSoft, Lines: 3, Upper: true}, "")
	c.note = k.Label(on, text, theme.Type{Cap: 5.2, Min: theme.Body, Color: theme.InkSoft, Lines: 2, Upper: true}, "")
	c.until = k.Label(on, text, theme.Type{Cap: 5.2, Min: theme.Body, Bold: true, Color: theme.InkSoft, Upper: true}, "")
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
	if c.arrow != nil {
		theme.Show(c.arrow, !shut)
	}
	c.letter.Set(l.Letter)
	c.name.Set(l.Name)
	c.note.Tint(theme.InkSoft)
	c.until.Set("")
	switch {
	case shut:
		c.note.Set(l.Closed.Reason)
		if opens := m.soon(l.Closed); opens != "" {
			c.until.Set(opens + " 取号")
		}
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
// turns out; on a tall tile the note stands at the foot.
func (c *choice) stack() {
	mm := c.kit.MM
	row, gap := mm(9), mm(1)
	text := c.text
	if c.tall || c.line.Closed != nil { // the arrow is below the name, or not there
		text = c.plain
	}
	mark, note := text.Left(mm(6.4), mm(2))
	until, note := note.Bottom(row, 0)
	if c.until.Words() == "" {
		until.H = 0
	}
	c.name.Move(theme.Rect{X: text.X, Y: text.Y, W: text.W, H: text.H - row - until.H - gap})
	high := c.name.Height()
	note.H = min(max(text.H-high-gap-until.H, row), 2*row)
	c.note.Move(note)
	note.H = c.note.Height()
	rows := note.H + until.H
	top := text.Y + (text.H-high-gap-rows)/2 + mm(1.1) // the last row has room below its characters
	foot := top + high + gap
	if c.tall {
		top = text.Y + max(0, (mm(19)-high)/2) // beside the badge
		foot = text.Y + text.H - rows
		c.about.Move(theme.Rect{X: text.X, Y: top + high + gap, W: c.text.W, H: foot - top - high - 2*gap})
	}
	c.about.Show(c.tall && (c.line.Closed == nil || !c.about.Cut()))
	c.name.Move(theme.Rect{X: text.X, Y: top, W: text.W, H: high})
	note.Y, until.Y = foot, foot+note.H
	c.note.Move(note)
	c.until.Move(until)
	mark.Y, mark.H = foot, mm(7)
	theme.Place(c.people, mark.Middle(mark.W, mark.W))
	theme.Place(c.clock, mark.Middle(mark.W, mark.W))
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
		canvas.Refresh(c.sheet)
	}
}
