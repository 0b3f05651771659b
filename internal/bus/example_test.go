package bus_test

import (
	"context"
	"fmt"

	"yidiantong.org/lobby/internal/bus"
)

// A board shows what it has read, waits for the journal to grow and reads again.
func Example() {
	var b bus.Bus
	shown := int64(0)
	go func() {
		b.Announce(1) // A001 taken
		b.Announce(2) // A001 called
	}()
	for shown < 2 {
		seq, err := b.Wait(context.Background(), shown)
		if err != nil {
			return
		}
		shown = seq // here the board reads the database again
	}
	fmt.Println("shown up to row", shown)
	// Output: shown up to row 2
}
