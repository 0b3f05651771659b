// Package screen holds every screen a resident touches, one file each. A screen
// is made once for a panel and shown again and again; it asks through small
// interfaces of its own and blocks nothing.
package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A Runner runs work away from the glass and, when it has ended, done on it.
type Runner func(work func(ctx context.Context), done func())

// A Pick is told which line a resident chose.
type Pick func(line queue.LineStatus)

// panel puts a card on a sheet and returns the sheet that lies on the card.
func panel(k *theme.Kit, sheet *fyne.Container, c theme.Card, r theme.Rect) *fyne.Container {
	k.Card(sheet, c, r)
	on := k.Sheet(r)
	sheet.Objects = append(sheet.Objects, on)
	return on
}

// disc puts a round mark with an icon on a sheet.
func disc(k *theme.Kit, sheet *fyne.Container, r theme.Rect, c theme.Card, ink theme.Tone, icon theme.Icon) {
	c.Radius = r.W / 2
	k.Card(sheet, c, r)
	k.Icon(sheet, icon, ink, r.Inset(float32(int(r.W*0.19))))
}

// tone is the colour of the i-th line.
func tone(i int) theme.Tone {
	tones := theme.LineTones()
	return tones[i%len(tones)]
}

// A step is one of a few things to do in turn.
type step struct {
	icon theme.Icon
	word string
}

// putSteps shows steps in turn: side by side, or one below the other in a place
// that is higher than wide.
func putSteps(k *theme.Kit, sheet *fyne.Container, r theme.Rect, steps []step) {
	mm := k.MM
	side := mm(18)
	card := theme.Card{Top: theme.White, Bottom: theme.White, Rim: theme.Hairline}
	if r.H > r.W/2 {
		r.H = min(r.H, float32(len(steps))*mm(32))
		for i, c := range r.Grid(1, len(steps), 0) {
			mark, words := c.Left(side, mm(6))
			disc(k, sheet, mark.Middle(side, side), card, theme.Red, steps[i].icon)
			k.Label(sheet, words, theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.Ink, Lines: 2}, steps[i].word)
		}
		return
	}
	for i, c := range r.Grid(len(steps), 1, 0) {
		word := theme.Type{Cap: 6.2, Min: theme.Body, Color: theme.Ink, Lines: 2}
		mark, words := c.Left(side, mm(3.5))
		disc(k, sheet, mark.Middle(side, side), card, theme.Red, steps[i].icon)
		if i < len(steps)-1 {
			var arrow theme.Rect
			arrow, words = words.Right(mm(11), 0)
			k.Icon(sheet, theme.IconNext, theme.Arrow, arrow.Middle(mm(5.5), mm(5.5)))
		}
		k.Label(sheet, words, word, steps[i].word)
	}
}
