package screen

import (
	"fmt"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
)

// A pager turns pages.
type pager struct {
	sheet    *fyne.Container
	up, down [2]fyne.CanvasObject // of no use, of use
	page     *theme.Label
}

func newPager(k *theme.Kit, sheet *fyne.Container, r theme.Rect, turn func(by int)) *pager {
	p := &pager{sheet: k.Sheet(r)}
	sheet.Objects = append(sheet.Objects, p.sheet)
	sheet, r = p.sheet, r.Sheet()
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
	p.page.Set(fmt.Sprintf("第 %d 页，共 %d 页", page+1, pages))
}

// show shows the pager, or hides it where there is nothing to turn.
func (p *pager) show(on bool) { theme.Show(p.sheet, on) }

// swipe is how many pages a finger's way turns: up or to the left goes on.
func swipe(dx, dy float32) int {
	if dx < 0 && -dx > max(dy, -dy) || dy < 0 && -dy > max(dx, -dx) {
		return 1
	}
	return -1
}
