package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"yidiantong.org/lobby/queue"
)

// TestCrowd has eight kiosks and windows work at once, as fast as they can: no
// number may be given twice, none left out, nobody called twice.
func TestCrowd(t *testing.T) {
	const clients, deeds = 8, 500
	o, _ := options(t)
	var newest atomic.Int64
	o.Committed = func(seq int64) {
		for was := newest.Load(); seq > was && !newest.CompareAndSwap(was, seq); was = newest.Load() {
		}
	}
	s := open(t, o)
	h := sample()
	h.Lines[1].Cap = 0
	for _, w := range []string{"4", "5", "6", "7", "8"} {
		h.Windows = append(h.Windows, queue.Window{ID: w, Name: "综合", Lines: []string{"yibao", "shebao"}})
	}
	ctx := t.Context()
	must(t, s.LoadHall(ctx, "setup", h))

	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		takes  = make(map[string]queue.Ticket) // by tap
		called = make(map[int64]string)        // by ticket: the window
	)
	for client := range clients {
		window := h.Windows[client].ID
		wg.Go(func() {
			for i := range deeds {
				if i%2 == 1 {
					// A finger bounces, on this kiosk and the next: each tap comes from two clients.
					tap := fmt.Sprintf("tap-%d-%d", client/2, i)
					line := h.Lines[(client+i/2)%2].ID
					got, err := s.Take(ctx, line, queue.Normal, tap)
					if err != nil {
						t.Errorf("Take(%s): %v", tap, err)
						return
					}
					mu.Lock()
					if was, ok := takes[tap]; ok && (was.ID != got.ID || was.Token != got.Token) {
						t.Errorf("%s got %s and %s", tap, was.No, got.No)
					}
					takes[tap] = got
					mu.Unlock()
					continue
				}
				got, err := s.Call(ctx, "wangfang", window)
				if errors.Is(err, queue.ErrNobody) {
					continue
				}
				if err != nil {
					t.Errorf("Call(%s): %v", window, err)
					return
				}
				mu.Lock()
				if other, ok := called[got.ID]; ok {
					t.Errorf("%s was called to window %s and to %s", got.No, other, window)
				}
				called[got.ID] = window
				mu.Unlock()
				if _, err := s.Finish(ctx, "wangfang", window, got.ID); err != nil {
					t.Errorf("Finish(%s): %v", got.No, err)
					return
				}
			}
		})
	}
	wg.Wait()

	seqs := make(map[string]map[int]bool)
	for tap, tk := range takes {
		if seqs[tk.Line] == nil {
			seqs[tk.Line] = make(map[int]bool)
		}
		if seqs[tk.Line][tk.Seq] {
			t.Errorf("%s was given twice, the second time for %s", tk.No, tap)
		}
		seqs[tk.Line][tk.Seq] = true
	}
	for line, given := range seqs {
		for n := range len(given) {
			if !given[n+1] {
				t.Errorf("line %s: %d numbers, %d is not among them", line, len(given), n+1)
			}
		}
	}
	if want := clients / 2 * deeds / 2; len(takes) != want || len(seqs) != 2 {
		t.Errorf("%d numbers of %d lines, want %d of 2", len(takes), len(seqs), want)
	}
	t.Logf("%d numbers for %d taps, %d calls", len(takes), clients*deeds/2, len(called))
	if last, err := s.Seq(ctx); err != nil || newest.Load() != last {
		t.Errorf("row %d was announced last, the newest is %d (%v)", newest.Load(), last, err)
	}
	must(t, consistent(ctx, s))
	must(t, s.Verify(ctx))
}
