package screen

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A Dispenser hands out tickets; the store does in the lobby, a fake in tests.
type Dispenser interface {
	Take(ctx context.Context, line string, class queue.Class, tap string) (queue.Ticket, error)
}

// Taking is what stands on the glass while a number is taken: 请稍候.
type Taking struct {
	Given  func(queue.Ticket)
	Closed func(queue.LineStatus) // with its Closed set
	Failed func(queue.LineStatus, error)

	sheet     *fyne.Container
	dispenser Dispenser
	run       Runner
	busy      bool
}

// NewTaking returns the screen.
func NewTaking(k *theme.Kit, place theme.Rect, d Dispenser, run Runner) *Taking {
	t := &Taking{sheet: k.Sheet(place), dispenser: d, run: run}
	notice(k, t.sheet, place.Sheet().Inset(k.MM(theme.Margin)), theme.IconTicket, "请稍候", "正在取号")
	return t
}

// Object returns what is drawn.
func (t *Taking) Object() fyne.CanvasObject { return t.sheet }

// Take takes a number away from the glass and calls Given, Closed or Failed. The
// same tap gives the same ticket, however often it is asked. One number is taken
// at a time: it reports whether this one was begun.
func (t *Taking) Take(line queue.LineStatus, tap string) bool {
	if t.busy {
		return false
	}
	t.busy = true
	var ticket queue.Ticket
	var err error
	t.run(func(ctx context.Context) {
		ticket, err = t.dispenser.Take(ctx, line.ID, queue.Normal, tap)
	}, func() {
		t.busy = false
		var closed *queue.ClosedError
		switch {
		case err == nil:
			t.Given(ticket)
		case errors.As(err, &closed):
			line.Closed = closed
			t.Closed(line)
		default:
			t.Failed(line, err)
		}
	})
	return true
}
