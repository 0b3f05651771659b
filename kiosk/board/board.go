// Package board is the calling board (叫号大屏) as a window: which number goes to
// which window, read from eight metres. It knows the hall through two functions
// and shows numbers and windows only, nothing about a person.
package board

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// Options are what a Board is made of.
type Options struct {
	Board func(ctx context.Context) (queue.Board, error)
	Clock func(ctx context.Context) (calendar.Reading, error)   // whether the time is believed; nil: it is not shown
	Wait  func(ctx context.Context, after int64) (int64, error) // returns once something has happened after that; the bus does
	Now   func() time.Time                                      // the hall's time, in its zone
	Theme *theme.Theme                                          // the one the toolkit was given, nil for one of its own
	Log   *slog.Logger

	Patience time.Duration // how long the hall may take to answer; 0: ten seconds
}

const (
	flash = 12 * time.Second       // how long a call flashes
	beat  = 600 * time.Millisecond // from bright to dark: it turns heads and is too slow to harm
	turn  = 10 * time.Second       // how long a page of lines stays
)

// A Board is what the room sees. Its methods are called on the goroutine that
// draws, all but Run.
type Board struct {
	o    Options
	root *root
	face *face // nil until there is a size

	ui    func(func())     // comes back to the goroutine that draws
	clock func() time.Time // how time passes, whatever the time is

	shown  moment
	called map[call]time.Time // when each call on the board was first seen; nil before the first reading
	since  time.Time          // since when the page of lines is shown
	dark   bool               // what flashes is in its dark half
}

// A moment is the board as it is now.
type moment struct {
	queue.Board
	now  time.Time
	sure bool // the clock is believed
}

// A call is one calling of a number: calling it again is another.
type call struct {
	no    string
	times int
	at    int64
}

func callOf(c queue.BoardCall) call { return call{c.No, c.Times, c.At.UnixMilli()} }

// New returns the board. It is empty until it has a size.
func New(o Options) *Board {
	if o.Theme == nil {
		o.Theme = theme.New()
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	b := &Board{o: o, ui: fyne.Do, clock: time.Now}
	b.root = newRoot(b.build)
	return b
}

// Content returns what a window shows.
func (b *Board) Content() fyne.CanvasObject { return b.root }

// build makes everything for the size that the window has now, once.
func (b *Board) build(size fyne.Size) fyne.CanvasObject {
	b.face = newFace(theme.NewKit(b.o.Theme, theme.Panel{}, size, theme.NewTouch(b.clock)))
	b.draw()
	return b.face.sheet
}

// apply shows the hall as it was read. What was on the board when it was switched
// on does not flash: the room has seen it.
func (b *Board) apply(m moment) {
	called := make(map[call]time.Time, len(m.Calls))
	for _, c := range m.Calls {
		at, known := b.called[callOf(c)]
		if !known && b.called != nil {
			at = b.clock()
		}
		called[callOf(c)] = at
	}
	b.shown, b.called = m, called
	b.draw()
}

// step is called at every beat: it moves the clock, lets calls flash and turns
// the pages of the lines.
func (b *Board) step(now time.Time) {
	b.shown.now, b.dark = now, !b.dark
	if b.face == nil {
		return
	}
	b.face.tick(b.shown)
	b.face.calls(b.shown.Calls, b.light)
	if at := b.clock(); at.Sub(b.since) >= turn {
		b.since = at
		if b.face.turn(b.shown.Lines) {
			canvas.Refresh(b.face.sheet)
		}
	}
}

func (b *Board) draw() {
	if b.face == nil {
		return
	}
	b.face.head(b.shown)
	b.face.tick(b.shown)
	b.face.calls(b.shown.Calls, b.light)
	b.face.lines(b.shown.Lines)
	canvas.Refresh(b.face.sheet)
}

// A light is how a call is lit.
type light int

const (
	calm light = iota
	bright
	dark
)

func (b *Board) light(c queue.BoardCall) light {
	at := b.called[callOf(c)]
	switch {
	case at.IsZero() || b.clock().Sub(at) >= flash:
		return calm
	case b.dark:
		return dark
	}
	return bright
}

// Run keeps the board up to date until ctx ends; then everything it started has
// ended too.
func (b *Board) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()

	changed := make(chan struct{}, 1)
	if b.o.Wait != nil {
		wg.Go(func() { b.listen(ctx, changed) })
	}
	beats := time.NewTicker(beat)
	defer beats.Stop()
	fresh := b.load(ctx)
	for minute := b.o.Now().Minute(); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
			fresh = b.load(ctx)
		case <-beats.C:
			now := b.o.Now()
			// Lines open and close with the clock, when nothing happens.
			if m := now.Minute(); m != minute || !fresh {
				minute, fresh = m, b.load(ctx)
			}
			b.ui(func() { b.step(now) })
		}
	}
}

// listen turns what happens in the hall into one sign that something has.
func (b *Board) listen(ctx context.Context, changed chan<- struct{}) {
	for after := int64(0); ; {
		seq, err := b.o.Wait(ctx, after)
		if err != nil {
			if ctx.Err() == nil {
				b.o.Log.Error("the board no longer hears of changes", "err", err)
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

// load reads the board and shows it. What was shown stays when it cannot be read.
func (b *Board) load(ctx context.Context) bool {
	asking, stop := context.WithTimeout(ctx, b.o.Patience)
	defer stop()
	m, err := b.read(asking)
	if err != nil {
		if ctx.Err() == nil {
			b.o.Log.Error("the board cannot be read", "err", err)
		}
		return false
	}
	b.ui(func() { b.apply(m) })
	return true
}

func (b *Board) read(ctx context.Context) (moment, error) {
	v, err := b.o.Board(ctx)
	if err != nil {
		return moment{}, err
	}
	m := moment{Board: v, now: b.o.Now()}
	if b.o.Clock != nil {
		reading, err := b.o.Clock(ctx)
		if err != nil {
			return moment{}, err
		}
		m.sure = reading.Doubt == calendar.Sure
	}
	return m, nil
}
