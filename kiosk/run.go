package kiosk

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/screen"
)

// Run keeps the glass up to date and does what it asks, until ctx ends; then
// everything it started has ended too.
func (s *Shell) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()

	changed := make(chan struct{}, 1)
	if s.o.Wait != nil {
		wg.Go(func() { s.listen(ctx, changed) })
	}
	second := time.NewTicker(time.Second)
	defer second.Stop()
	fresh := s.load(ctx)
	for minute := s.o.Now().Minute(); ; {
		select {
		case <-ctx.Done():
			return nil
		case d := <-s.deeds:
			wg.Go(func() { s.perform(ctx, d) })
		case <-changed:
			fresh = s.load(ctx)
		case <-second.C:
			now := s.o.Now()
			// Lines open and close with the clock, when nothing happens.
			if m := now.Minute(); m != minute || !fresh {
				minute, fresh = m, s.load(ctx)
			}
			s.ui(func() { s.tick(now) })
		}
	}
}

// listen turns what happens in the hall into one sign that something has.
func (s *Shell) listen(ctx context.Context, changed chan<- struct{}) {
	for after := int64(0); ; {
		seq, err := s.o.Wait(ctx, after)
		if err != nil {
			if ctx.Err() == nil {
				s.o.Log.Error("the glass no longer hears of changes", "err", err)
			}
			return
		}
		after = seq
		select {
		case changed <- struct{}{}:
		default: // it is known already
		}
	}
}

// load reads the lobby and shows it. What was shown stays when it cannot be read.
func (s *Shell) load(ctx context.Context) bool {
	asking, stop := context.WithTimeout(ctx, s.o.Patience)
	defer stop()
	lobby, err := s.o.Hall.Lobby(asking)
	if err != nil {
		if ctx.Err() == nil {
			s.o.Log.Error("the lobby cannot be read", "err", err)
		}
		return false
	}
	m := screen.Moment{Lobby: lobby, Now: s.o.Now()}
	s.ui(func() { s.apply(m) })
	return true
}

func (s *Shell) perform(ctx context.Context, d deed) {
	asking, stop := context.WithTimeout(ctx, s.o.Patience)
	defer stop()
	d.work(asking)
	if ctx.Err() == nil {
		s.ui(func() {
			d.done()
			canvas.Refresh(s.holder)
		})
	}
}
