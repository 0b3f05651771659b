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
	k.Icon(sheet, icon, ink, r.Inset(float32(int(r.W*0.22))))
}

// tone is the colour of the i-th line.
func tone(i int) theme.Tone {
	tones := theme.LineTones()
	return tones[i%len(tones)]
}
