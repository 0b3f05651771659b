package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
)

// Home is the first screen: 取号, and the lines to choose at once.
type Home struct {
	kit     *theme.Kit
	sheet   *fyne.Container
	hero    *theme.Tile
	hint    *theme.Label
	title   *theme.Label
	choices *choices
	room    int // tiles that fit
	all     *theme.Tile
}

// NewHome returns the first screen. all is called by 取号, pick with the line of
// a tile.
func NewHome(k *theme.Kit, place theme.Rect, all func(), pick Pick) *Home {
	mm := k.MM
	h := &Home{kit: k, sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	if k.Wide {
		left, right := in.Left(mm(140), mm(9))
		hero, steps := left.Top(mm(150), mm(theme.Gap))
		h.putHero(hero, all)
		putSteps(k, h.sheet, steps)
		title, tiles := right.Top(mm(15), mm(5))
		h.putLines(title, tiles, pick)
		return h
	}
	hero, rest := in.Top(mm(92), mm(7))
	h.putHero(hero, all)
	steps, rest := rest.Top(mm(30), mm(8))
	putSteps(k, h.sheet, steps)
	title, tiles := rest.Top(mm(14), mm(4))
	h.putLines(title, tiles, pick)
	return h
}

// Object returns what is drawn.
func (h *Home) Object() fyne.CanvasObject { return h.sheet }

func (h *Home) putHero(r theme.Rect, all func()) {
	k, mm := h.kit, h.kit.MM
	card := k.Golden()
	card.Radius, card.Art = mm(9), theme.Rings
	h.hero = k.Tile(h.sheet, r, card.Radius, "取号", all)
	on, in := h.hero.Sheet, r.Sheet()
	k.Card(on, card, in)
	big := theme.Type{Cap: theme.Hero, Bold: true, Color: theme.Maroon}
	hint := theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.Maroon, Lines: 2}
	if k.Wide {
		big.Align, hint.Align = fyne.TextAlignCenter, fyne.TextAlignCenter
		column := in.Inset(mm(10))
		_, column = column.Top(mm(2), 0)
		mark, column := column.Top(mm(54), mm(2))
		k.Icon(on, theme.IconTicket, theme.Maroon, mark.Middle(mm(54), mm(54)))
		words, column := column.Top(mm(38), mm(4))
		k.Label(on, words, big, "取  号")
		h.hint = k.Label(on, column, hint, "")
		return
	}
	mark, rest := in.Pad(mm(14), 0).Left(mm(62), mm(16))
	k.Icon(on, theme.IconTicket, theme.Maroon, mark.Middle(mm(58), mm(58)))
	arrow, rest := rest.Right(mm(24), mm(4))
	disc(k, on, arrow.Middle(mm(24), mm(24)), theme.Card{Top: 0x7A0E12, Bottom: theme.Maroon}, theme.Gold, theme.IconNext)
	words := rest.Middle(rest.W, mm(66))
	upper, lower := words.Top(mm(40), mm(4))
	k.Label(on, upper, big, "取  号")
	h.hint = k.Label(on, lower, hint, "")
}

// putSteps shows how it is done, for who stands here for the first time.
func putSteps(k *theme.Kit, sheet *fyne.Container, r theme.Rect) {
	mm := k.MM
	steps := []struct {
		icon theme.Icon
		word string
	}{{theme.IconTouch, "点要办的事"}, {theme.IconSlip, "拿好小票"}, {theme.IconSpeaker, "听叫号去窗口"}}
	if k.Wide {
		for i, c := range r.Grid(1, 3, mm(2)) {
			mark, words := c.Left(mm(18), mm(6))
			disc(k, sheet, mark.Middle(mm(17), mm(17)), theme.Card{Top: theme.White, Bottom: theme.White, Rim: theme.Hairline}, theme.Red, steps[i].icon)
			k.Label(sheet, words, theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.Ink}, steps[i].word)
		}
		return
	}
	for i, c := range r.Grid(3, 1, mm(6)) {
		mark, words := c.Left(mm(18), mm(3))
		disc(k, sheet, mark.Middle(mm(18), mm(18)), theme.Card{Top: theme.White, Bottom: theme.White, Rim: theme.Hairline}, theme.Red, steps[i].icon)
		k.Label(sheet, words, theme.Type{Cap: 6.2, Min: theme.Body, Color: theme.Ink, Lines: 2}, steps[i].word)
	}
}

func (h *Home) putLines(title, tiles theme.Rect, pick Pick) {
	k := h.kit
	h.title = k.Label(h.sheet, title, theme.Type{Cap: theme.Key, Bold: true, Color: theme.Ink}, "")
	rule := tiling{columns: 2, low: 36, top: 46}
	h.room = 2 * int((tiles.H+k.MM(theme.Gap))/(k.MM(rule.low)+k.MM(theme.Gap)))
	h.choices = newChoices(k, h.sheet, tiles, rule, pick)
}

// Set shows the lobby as it is now.
func (h *Home) Set(m Moment) {
	h.hint.Set(heroHint(m))
	lines := m.Lines
	title := "也可以直接点要办的事"
	switch {
	case len(lines) == 0:
		title = ""
	case len(lines) > h.room:
		lines = lines[:h.room]
		title = "常办的事，直接点"
	}
	h.title.Set(title)
	h.choices.set(m, lines)
}

func heroHint(m Moment) string {
	if len(m.Lines) == 0 {
		return "现在不能取号\n请到导办台"
	}
	if pause := m.pause(); pause != nil {
		if opens := m.opens(pause); opens != "" {
			return strings.Join([]string{pause.Reason, opens + "开始"}, "\n")
		}
		return pause.Reason
	}
	return "办事请点这里"
}
