package queue_test

import (
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

// A villager takes a number, is called to window 3 and served.
func Example() {
	hours, _ := calendar.ParseHours("周一至周五 8:30-12:00 14:00-17:30")
	line := queue.Line{ID: "shebao", Letter: "A", Name: "社会保险", Hours: hours}
	window := queue.Window{ID: "3", Lines: []string{"shebao"}}
	nine := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC) // a Monday

	ticket, _ := line.Take(nine, queue.Normal)
	fmt.Println(ticket.No, ticket.State)

	ticket, _ = window.Next(nine.Add(5*time.Minute), nil, []queue.Ticket{ticket})
	fmt.Println(ticket.No, ticket.State, "to window", ticket.Window)

	_ = ticket.Finish("3")
	fmt.Println(ticket.No, ticket.State)

	_, err := line.Take(nine.Add(3*time.Hour), queue.Normal)
	fmt.Println(err)
	// Output:
	// A001 waiting
	// A001 called to window 3
	// A001 finished
	// line closed: 中午休息
}
