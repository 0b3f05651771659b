package bus_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"yidiantong.org/lobby/internal/bus"
)

// TestEverybodyCatchesUp has many listeners follow many announcers, whose rows
// arrive out of order: each listener's numbers only grow and end at the last row.
func TestEverybodyCatchesUp(t *testing.T) {
	const rows, listeners = 2000, 8
	var (
		b    bus.Bus
		wg   sync.WaitGroup
		from = make(chan int64)
	)
	for range listeners {
		wg.Go(func() {
			for seen := int64(0); seen < rows; {
				seq, err := b.Wait(t.Context(), seen)
				if err != nil {
					t.Errorf("Wait(after %d): %v", seen, err)
					return
				}
				if seq <= seen {
					t.Errorf("Wait(after %d) = %d, want a later row", seen, seq)
					return
				}
				seen = seq
			}
		})
	}
	for range 4 {
		wg.Go(func() {
			for seq := range from {
				b.Announce(seq)
			}
		})
	}
	for seq := int64(1); seq <= rows; seq++ {
		from <- seq
	}
	close(from)
	wg.Wait()
}

// TestWaitEndsWithItsContext makes sure that a listener can leave.
func TestWaitEndsWithItsContext(t *testing.T) {
	var b bus.Bus
	b.Announce(7)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if seq, err := b.Wait(ctx, 7); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait(after the newest row) = %d, %v, want context.Canceled", seq, err)
	}
	if seq, err := b.Wait(t.Context(), 3); seq != 7 || err != nil {
		t.Errorf("Wait(after 3) = %d, %v, want 7 at once", seq, err)
	}
}

// TestAnOlderRowChangesNothing makes sure that the bus never steps back.
func TestAnOlderRowChangesNothing(t *testing.T) {
	var b bus.Bus
	b.Announce(5)
	b.Announce(4)
	if seq, err := b.Wait(t.Context(), 0); seq != 5 || err != nil {
		t.Errorf("Wait = %d, %v, want 5", seq, err)
	}
}
