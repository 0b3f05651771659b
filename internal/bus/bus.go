// Package bus tells who waits that something has been committed. It carries no
// news, only the number of the newest journal row: a listener re-reads what it
// shows, so nothing can be lost and nothing has to be buffered.
package bus

import (
	"context"
	"sync"
)

// A Bus wakes those who wait for the journal to grow. Its zero value is ready.
type Bus struct {
	mu   sync.Mutex
	seq  int64         // the newest row announced
	grew chan struct{} // closed when seq grows; nil while nobody waits
}

// Announce says that the journal's row seq has been committed. Rows may be
// announced out of order; an older one changes nothing.
func (b *Bus) Announce(seq int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if seq <= b.seq {
		return
	}
	b.seq = seq
	if b.grew != nil {
		close(b.grew)
		b.grew = nil
	}
}

// Wait returns the newest row announced once it is later than after, or the
// context's error when that ends first.
func (b *Bus) Wait(ctx context.Context, after int64) (int64, error) {
	for {
		b.mu.Lock()
		seq := b.seq
		if seq <= after && b.grew == nil {
			b.grew = make(chan struct{})
		}
		grew := b.grew
		b.mu.Unlock()
		if seq > after {
			return seq, nil
		}
		select {
		case <-grew:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
