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
}

// NewHome returns the first screen. all is called by 取号, pick with the line of
// a tile.
func NewHome(k *theme.Kit, place theme.Rect, all func(), pick Pick) *Home {
	mm := k.MM
	h := &Home{kit: k, sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	if k.Wide {
		left, right := in.Left(mm(128), mm(9))
		hero, steps := left.Top(mm(152), mm(8))
		h.putHero(hero, all)
		putSteps(k, h.sheet, steps, first[:])
		title, tiles := right.Top(mm(15), mm(5))
		h.putLines(title, tiles, pick)
		return h
	}
	hero, rest := in.Top(mm(92), mm(7))
	h.putHero(hero, all)
	steps, rest := rest.Top(mm(30), mm(8))
	putSteps(k, h.sheet, steps, first[:])
	title, tiles := rest.Top(mm(14), mm(4))
	h.putLines(title, tiles, pick)
	return h
}

// first is how a number is taken, for who stands here for the first time.
var first = [3]step{{theme.IconTouch, "点要办的事"}, {theme.IconSlip, "拿好小票"}, {theme.IconSpeaker, "听叫号去窗口"}}

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
	hint := theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.Maroon, Lines: 2, Upper: true}
	if k.Wide {
		big.Align, hint.Align = fyne.TextAlignCenter, fyne.TextAlignCenter
		column := in.Middle(in.W-mm(16), mm(136))
		mark, column := column.Top(mm(60), mm(4))
		k.Picture(on, theme.Take, mark.Middle(mm(60), mm(60)))
		words, column := column.Top(mm(40), mm(4))
		k.Label(on, words, big, "取  号")
		h.hint = k.Label(on, column, hint, "")
		return
	}
	mark, rest := in.Pad(mm(13), 0).Left(mm(66), mm(13))
	k.Picture(on, theme.Take, mark.Middle(mm(66), mm(66)))
	arrow, rest := rest.Right(mm(24), mm(4))
	disc(k, on, arrow.Middle(mm(24), mm(24)), theme.Card{Top: 0x7A0E12, Bottom: theme.Maroon}, theme.Gold, theme.IconNext)
	words := rest.Middle(rest.W, mm(60))
	upper, lower := words.Top(mm(38), mm(4))
	k.Label(on, upper, big, "取  号")
	h.hint = k.Label(on, lower, hint, "")
}

func (h *Home) putLines(title, tiles theme.Rect, pick Pick) {
	k := h.kit
	h.title = k.Label(h.sheet, title, theme.Type{Cap: theme.Key, Bold: true, Color: theme.Ink}, "")
	rule := tiling{columns: 2, low: 36, top: 58}
	h.room = 2 * int((tiles.H+k.MM(theme.Gap))/(k.MM(rule.low)+k.MM(theme.Gap)))
	h.choices = newChoices(k, h.sheet, tiles, rule, pick)
}

// Set shows the lobby as it is now.
func (h *Home) Set(m Moment) {
	h.hint.Set(heroHint(m))
	lines := m.Lines
	title := "点要办的事，直接取号"
	switch {
	case len(lines) == 0:
		title = ""
	case len(lines) > h.room:
		lines = lines[:h.room]
		title = "常办的事，点一下直接取号"
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
			return strings.Join([]string{pause.Reason, opens + " 开始"}, "\n")
		}
		return pause.Reason
	}
	return "办事请点这里"
}
