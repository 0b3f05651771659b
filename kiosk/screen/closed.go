package screen

import (
	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// Closed says why a line gives no numbers, when it will again, and which lines
// do now.
type Closed struct {
	sheet   *fyne.Container
	title   *theme.Label
	why     *theme.Label
	opens   *theme.Label
	others  *theme.Label
	choices *choices
	room    int
	line    queue.LineStatus

	card  *fyne.Container
	place [2]theme.Rect // of the card: alone, and beside other lines
}

// NewClosed returns the screen; pick is called with another line.
func NewClosed(k *theme.Kit, place theme.Rect, pick Pick) *Closed {
	mm := k.MM
	c := &Closed{sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	rule := tiling{columns: 2, low: 36, top: 56}
	var card, rest theme.Rect
	if k.Wide {
		card, rest = in.Left(mm(168), mm(9))
		rule.columns = 1
	} else {
		card, rest = in.Top(mm(152), mm(10))
	}
	c.place = [2]theme.Rect{in.Middle(card.W, card.H), card}
	c.card = k.Sheet(card)
	c.sheet.Objects = append(c.sheet.Objects, c.card)
	on := panel(k, c.card, k.White(), card.Sheet())
	column := card.Sheet().Inset(mm(8))
	column = column.Middle(column.W, min(column.H, mm(134)))
	mark, column := column.Top(mm(42), mm(7))
	disc(k, on, mark.Middle(mm(42), mm(42)), theme.Card{Top: theme.Warn, Bottom: 0xFFDF9F}, theme.WarnInk, theme.IconClock)
	title, column := column.Top(mm(30), mm(3))
	middle := fyne.TextAlignCenter
	c.title = k.Label(on, title, theme.Type{Cap: theme.Head, Min: theme.Key, Bold: true, Color: theme.Ink, Align: middle, Lines: 2}, "")
	why, opens := column.Top(mm(22), mm(3))
	c.why = k.Label(on, why, theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.InkSoft, Align: middle, Lines: 2}, "")
	c.opens = k.Label(on, opens, theme.Type{Cap: theme.Key, Min: theme.Lead, Bold: true, Color: theme.Red, Align: middle, Lines: 2}, "")

	others, tiles := rest.Top(mm(14), mm(4))
	c.others = k.Label(c.sheet, others, theme.Type{Cap: theme.Key, Bold: true, Color: theme.Ink}, "现在可以取号的业务")
	c.room = rule.columns * int((tiles.H+mm(theme.Gap))/(mm(rule.low)+mm(theme.Gap)))
	c.choices = newChoices(k, c.sheet, tiles, rule, pick)
	return c
}

// Object returns what is drawn.
func (c *Closed) Object() fyne.CanvasObject { return c.sheet }

// Show shows a closed line.
func (c *Closed) Show(m Moment, line queue.LineStatus) {
	c.line = line
	c.Set(m)
}

// Set shows the lobby as it is now. The line stays as it was when the resident
// asked: words do not change under their eyes.
func (c *Closed) Set(m Moment) {
	if c.line.Closed == nil {
		return
	}
	c.title.Set(c.line.Name + "现在不取号")
	c.why.Set(c.line.Closed.Reason)
	if opens := m.opens(c.line.Closed); opens != "" {
		c.opens.Set(opens + " 开始取号")
	} else {
		c.opens.Set("什么时候再取号，请问导办台")
	}
	var open []queue.LineStatus
	for _, l := range m.Lines {
		if l.Closed == nil && l.ID != c.line.ID && len(open) < c.room {
			open = append(open, l)
		}
	}
	i := 0
	if len(open) > 0 {
		i = 1
	}
	theme.Place(c.card, c.place[i])
	c.others.Show(len(open) > 0)
	c.choices.set(m, open)
}
