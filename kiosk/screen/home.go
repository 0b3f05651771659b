package screen

import (
	"fmt"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/kiosk/theme"
)

// Offers are what the first screen leads to.
type Offers struct {
	All    func()                 // 取号
	Pick   Pick                   // the line of a tile
	Affair func(a affairs.Affair) // one of the three, nil when nothing is published
	Guides func()                 // 办事指南, where Affair is
}

// Home is the first screen: 取号, and the lines to choose at once; and above them
// what the township publishes.
type Home struct {
	kit     *theme.Kit
	sheet   *fyne.Container
	some    *fyne.Container // all of it, when there is a line
	none    *fyne.Container // what it says when there is not
	hero    *theme.Tile
	open    *fyne.Container // on the hero while numbers are given
	shut    *fyne.Container // and while they are not
	hint    *theme.Label
	pause   [2]*theme.Label
	title   *theme.Label
	choices *choices
	room    int // tiles that fit
}

// NewHome returns the first screen.
func NewHome(k *theme.Kit, place theme.Rect, o Offers) *Home {
	mm := k.MM
	h := &Home{kit: k, sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	h.some = k.Sheet(place.Sheet())
	h.sheet.Objects = []fyne.CanvasObject{h.some}
	band, below := in, in
	switch {
	case o.Affair == nil:
	case k.Wide:
		_, right := in.Left(mm(122), mm(9))
		band, _ = right.Top(mm(66), 0)
		_, below = in.Top(mm(66), mm(9))
		_, below = below.Left(mm(122), mm(9))
	default:
		band, below = in.Top(mm(70), mm(7))
		var guides theme.Rect
		guides, below = below.Top(mm(30), mm(7))
		h.putGuides(guides, o.Guides)
	}
	if o.Affair != nil {
		h.putAffairs(band, o.Affair)
	}
	h.none = k.Sheet(below)
	notice(k, h.none, below.Sheet(), theme.IconDesk, "现在不能取号", "请到导办台，工作人员会帮您。")
	h.sheet.Objects = append(h.sheet.Objects, h.none)
	if k.Wide {
		left, right := in.Left(mm(122), mm(9))
		hero, steps := left.Top(mm(152), mm(8))
		h.putHero(hero, o.All)
		if o.Affair == nil {
			putSteps(k, h.some, steps, first[:])
		} else {
			guides, _ := steps.Bottom(mm(76), 0)
			h.putGuides(guides, o.Guides)
			_, right = right.Top(mm(66), mm(8))
		}
		title, tiles := right.Top(mm(15), mm(5))
		h.putLines(title, tiles, o.Pick)
		return h
	}
	var rest theme.Rect
	if o.Affair == nil {
		var hero, steps theme.Rect
		hero, rest = below.Top(mm(92), mm(7))
		h.putHero(hero, o.All)
		steps, rest = rest.Top(mm(30), mm(8))
		putSteps(k, h.some, steps, first[:])
	} else {
		var hero theme.Rect
		hero, rest = below.Top(mm(76), mm(8))
		h.putHero(hero, o.All)
	}
	title, tiles := rest.Top(mm(14), mm(4))
	h.putLines(title, tiles, o.Pick)
	return h
}

// putGuides lays out 办事指南, on which who does not yet know what to bring looks
// first: wide, or high with its words below the mark.
func (h *Home) putGuides(r theme.Rect, open func()) {
	k, mm := h.kit, h.kit.MM
	const name, words = "办事指南", "要带什么、怎么办、多久办好"
	card := k.White()
	card.Radius = mm(8)
	t := k.Tile(h.sheet, r, card.Radius, name, open)
	in := r.Sheet()
	k.Card(t.Sheet, card, in)
	mark := theme.Card{Top: 0xFFF6E2, Bottom: theme.Warn}
	big := theme.Type{Cap: theme.Head, Min: theme.Key, Bold: true, Color: theme.Ink}
	small := theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.InkSoft}
	if k.Wide {
		row, column := in.Middle(in.W-mm(18), mm(52)).Top(mm(28), mm(6))
		icon, title := row.Left(mm(28), mm(7))
		disc(k, t.Sheet, icon, mark, theme.Red, theme.IconBook)
		k.Label(t.Sheet, title, big, name)
		small.Align = fyne.TextAlignLeading
		k.Label(t.Sheet, column, small, words)
		return
	}
	icon, rest := in.Pad(mm(8), mm(3)).Left(mm(24), mm(7))
	disc(k, t.Sheet, icon.Middle(mm(22), mm(22)), mark, theme.Red, theme.IconBook)
	arrow, rest := rest.Right(mm(6), mm(4))
	k.Icon(t.Sheet, theme.IconNext, theme.Arrow, arrow.Middle(mm(6), mm(6)))
	title, below := rest.Left(mm(66), mm(5))
	k.Label(t.Sheet, title, big, name)
	k.Label(t.Sheet, below, small, words)
}

// putAffairs lays out the three affairs as tiles side by side.
func (h *Home) putAffairs(r theme.Rect, open func(affairs.Affair)) {
	k, mm := h.kit, h.kit.MM
	for i, cell := range r.Grid(3, 1, mm(theme.Gap)) {
		a := affairs.Affairs()[i]
		name, words, icon, tone := affairFace(a)
		card := k.Tinted(tone)
		card.Radius, card.Art = mm(8), theme.Rings
		t := k.Tile(h.sheet, cell, card.Radius, name, func() { open(a) })
		in := cell.Sheet()
		k.Card(t.Sheet, card, in)
		column := in.Middle(in.W-mm(8), min(in.H, mm(58)))
		mark, column := column.Top(mm(27), mm(3))
		mark = mark.Middle(mm(27), mm(27))
		k.Fill(t.Sheet, mark, mm(7), theme.White.Alpha(38))
		k.Icon(t.Sheet, icon, theme.White, mark.Inset(mm(5.5)))
		upper, lower := column.Top(mm(17), mm(1))
		k.Label(t.Sheet, upper, theme.Type{Cap: theme.Head, Min: theme.Key, Bold: true, Color: theme.White, Align: fyne.TextAlignCenter}, name)
		k.Label(t.Sheet, lower, theme.Type{Cap: theme.Body, Color: theme.White, Align: fyne.TextAlignCenter}, words)
	}
}

// first is how a number is taken, for who stands here for the first time.
var first = [3]step{{theme.IconTouch, "点要办的事"}, {theme.IconSlip, "拿好小票"}, {theme.IconSpeaker, "听叫号去窗口"}}

// Object returns what is drawn.
func (h *Home) Object() fyne.CanvasObject { return h.sheet }

func (h *Home) putHero(r theme.Rect, all func()) {
	k := h.kit
	card := k.Golden()
	card.Radius, card.Art = k.MM(9), theme.Rings
	h.hero = k.Tile(h.some, r, card.Radius, "取号", all)
	h.open, h.shut = k.Sheet(r.Sheet()), k.Sheet(r.Sheet())
	h.hero.Sheet.Objects = append(h.hero.Sheet.Objects, h.open, h.shut)

	k.Card(h.open, card, r.Sheet())
	mark, title := h.putPoster(h.open, r.Sheet(), theme.Maroon)
	k.Picture(h.open, theme.Take, mark)
	title[0].Set("取  号")
	h.hint = title[1]

	card = k.White()
	card.Radius = k.MM(9)
	card.Top, card.Bottom, card.Rim = 0xFFF6E2, theme.Warn, 0xF3DDB2
	k.Card(h.shut, card, r.Sheet())
	mark, h.pause = h.putPoster(h.shut, r.Sheet(), theme.WarnInk)
	disc(k, h.shut, mark.Middle(k.MM(50), k.MM(50)), theme.Card{Top: theme.White, Bottom: theme.White}, theme.WarnInk, theme.IconClock)
}

// putPoster lays out 取号: a picture's place, a word and a line below it.
func (h *Home) putPoster(on *fyne.Container, r theme.Rect, ink theme.Tone) (picture theme.Rect, words [2]*theme.Label) {
	k, mm := h.kit, h.kit.MM
	big := theme.Type{Cap: theme.Hero, Min: theme.Key, Bold: true, Color: ink, Lines: 2}
	hint := theme.Type{Cap: theme.Key, Min: theme.Lead, Color: ink, Lines: 2, Upper: true}
	side := mm(64)
	var upper, lower theme.Rect
	if k.Wide {
		big.Align, hint.Align = fyne.TextAlignCenter, fyne.TextAlignCenter
		column := r.Middle(r.W-mm(16), mm(134))
		picture, column = column.Top(side, mm(3))
		upper, lower = column.Top(mm(40), mm(4))
	} else {
		var rest, arrow theme.Rect
		picture, rest = r.Pad(mm(13), 0).Left(side, mm(13))
		arrow, rest = rest.Right(mm(24), mm(4))
		disc(k, on, arrow.Middle(mm(24), mm(24)), theme.Card{Top: ink.Mix(theme.White, 0.1), Bottom: ink}, theme.Gold, theme.IconNext)
		upper, lower = rest.Middle(rest.W, mm(60)).Top(mm(38), mm(4))
	}
	words[0] = k.Label(on, upper, big, "")
	words[1] = k.Label(on, lower, hint, "")
	return picture.Middle(side, side), words
}

func (h *Home) putLines(title, tiles theme.Rect, pick Pick) {
	k := h.kit
	h.title = k.Label(h.some, title, theme.Type{Cap: theme.Key, Bold: true, Color: theme.Ink}, "")
	rule := tiling{columns: 2, low: 36, top: 58}
	h.room = 2 * int((tiles.H+k.MM(theme.Gap))/(k.MM(rule.low)+k.MM(theme.Gap)))
	h.choices = newChoices(k, h.some, tiles, rule, pick)
}

// Set shows the lobby as it is now.
func (h *Home) Set(m Moment) {
	pause := m.pause()
	theme.Show(h.open, pause == nil)
	theme.Show(h.shut, pause != nil)
	if pause != nil {
		h.pause[0].Set(pause.Reason)
		opens := m.opens(pause)
		if opens != "" {
			opens += " 开始取号"
		}
		h.pause[1].Set(opens)
	}
	lines := m.Lines
	title, hint := "点要办的事，直接取号", "办事请点这里"
	switch {
	case pause != nil:
		title = "大厅办这些事"
	case len(lines) > h.room:
		title, hint = "常办的事，点一下直接取号", fmt.Sprintf("全部 %d 项业务", len(lines))
	}
	h.hint.Set(hint)
	h.title.Set(title)
	h.choices.set(m, lines[:min(len(lines), h.room)])
	theme.Show(h.some, len(lines) > 0)
	theme.Show(h.none, len(lines) == 0)
}
