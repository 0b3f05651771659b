package screen_test

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yidiantong.org/lobby/kiosk/screen"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A dispenser that is out of order.
type jammed struct{}

func (jammed) Take(context.Context, string, queue.Class, string) (queue.Ticket, error) {
	return queue.Ticket{}, &queue.ClosedError{Reason: "中午休息"}
}

// A screen is made for a place on a panel, asks through an interface of its own,
// and reports what came of it.
func ExampleTaking() {
	test.NewApp()
	kit := theme.NewKit(theme.New(), theme.Standard(), fyne.NewSize(1080, 1920), theme.NewTouch(time.Now))
	taking := screen.NewTaking(kit, kit.All(), jammed{}, func(work func(context.Context), done func()) {
		work(context.Background()) // the shell does this away from the glass
		done()
	})
	taking.Closed = func(line queue.LineStatus) { fmt.Println(line.Name, line.Closed.Reason) }
	taking.Take(queue.LineStatus{ID: "shebao", Name: "社会保险"}, "tap 1")
	// Output: 社会保险 中午休息
}
