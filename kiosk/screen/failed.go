package screen

import (
	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
)

// Failed is what a resident reads when no number could be had: whom to ask, and
// a button to try again.
type Failed struct {
	sheet *fyne.Container
	Again *theme.Tile
}

// NewFailed returns the screen; again is called by its button.
func NewFailed(k *theme.Kit, place theme.Rect, again func()) *Failed {
	mm := k.MM
	f := &Failed{sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	block := in.Middle(min(in.W, mm(246)), mm(180))
	words, button := block.Top(mm(142), mm(8))
	notice(k, f.sheet, words, theme.IconAlert, "暂时取不了号", "请到导办台，工作人员会帮您取号。")
	f.Again = k.Button(f.sheet, button, k.Golden(), theme.Maroon, "", "再试一次", again)
	return f
}

// Object returns what is drawn.
func (f *Failed) Object() fyne.CanvasObject { return f.sheet }
