package screen

import (
	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
)

// Lines is 取号: choosing what one came for.
type Lines struct {
	sheet   *fyne.Container
	choices *choices
	none    *fyne.Container
}

// NewLines returns the screen; pick is called with the line that was chosen.
func NewLines(k *theme.Kit, place theme.Rect, pick Pick) *Lines {
	mm := k.MM
	s := &Lines{sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	head, tiles := in.Top(mm(27), mm(7))
	heading(k, s.sheet, head, "您要办什么事？", "点一下就取号，凭号等候叫号")
	rule := tiling{columns: 2, low: 44, top: 74}
	if k.Wide {
		rule = tiling{columns: 3, low: 44, top: 66}
	}
	s.choices = newChoices(k, s.sheet, tiles, rule, pick)
	s.none = k.Sheet(tiles)
	notice(k, s.none, tiles.Sheet(), theme.IconAlert, "现在没有可以取号的业务", "请到导办台，工作人员会帮您。")
	s.sheet.Objects = append(s.sheet.Objects, s.none)
	return s
}

// Object returns what is drawn.
func (s *Lines) Object() fyne.CanvasObject { return s.sheet }

// Set shows the lobby as it is now.
func (s *Lines) Set(m Moment) {
	s.choices.set(m, m.Lines)
	theme.Show(s.none, len(m.Lines) == 0)
}

// Swipe turns pages: up or to the left goes on.
func (s *Lines) Swipe(dx, dy float32) { s.choices.turn(swipe(dx, dy)) }

// Rewind goes back to the first page.
func (s *Lines) Rewind() { s.choices.turn(-s.choices.page) }

// heading puts a title and a line below it on a sheet.
func heading(k *theme.Kit, sheet *fyne.Container, r theme.Rect, title, below string) (*theme.Label, *theme.Label) {
	upper, lower := r.Top(k.MM(16), k.MM(1))
	return k.Label(sheet, upper, theme.Type{Cap: theme.Head, Bold: true, Color: theme.Ink}, title),
		k.Label(sheet, lower, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.InkSoft}, below)
}

// notice puts a card with a mark and two sentences in the middle of a sheet.
func notice(k *theme.Kit, sheet *fyne.Container, r theme.Rect, icon theme.Icon, title, below string) (*theme.Label, *theme.Label) {
	mm := k.MM
	card := r.Middle(min(r.W, mm(246)), min(r.H, mm(142)))
	sheet = panel(k, sheet, k.White(), card)
	block := card.Sheet().Pad(mm(14), 0)
	block = block.Middle(block.W, min(block.H, mm(106)))
	mark, block := block.Top(mm(46), mm(7))
	disc(k, sheet, mark.Middle(mm(46), mm(46)), theme.Card{Top: theme.Warn, Bottom: 0xFFDF9F}, theme.WarnInk, icon)
	upper, lower := block.Top(mm(25), mm(3))
	return k.Label(sheet, upper, theme.Type{Cap: theme.Head, Min: theme.Key, Bold: true, Color: theme.Ink, Align: fyne.TextAlignCenter, Lines: 2}, title),
		k.Label(sheet, lower, theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.InkSoft, Align: fyne.TextAlignCenter, Lines: 2, Upper: true}, below)
}
