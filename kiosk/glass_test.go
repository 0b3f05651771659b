package kiosk

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// TestMain makes one app for all tests: each new one would read the faces anew.
func TestMain(m *testing.M) {
	test.NewApp()
	os.Exit(m.Run())
}

// house is one theme for all tests: reading its faces takes a while.
var house = sync.OnceValue(theme.New)

// A hall is what the glass asks, in memory.
type hall struct {
	lobby queue.Lobby
	taken map[string]queue.Ticket // by tap
	taps  []string
	fail  error // of the next Take
	day   calendar.Day
}

func (h *hall) Lobby(context.Context) (queue.Lobby, error) { return h.lobby, nil }

func (h *hall) Take(_ context.Context, line string, class queue.Class, tap string) (queue.Ticket, error) {
	h.taps = append(h.taps, tap)
	if err := h.fail; err != nil {
		h.fail = nil
		return queue.Ticket{}, err
	}
	if t, ok := h.taken[tap]; ok {
		return t, nil
	}
	n := len(h.taken) + 1
	t := queue.Ticket{Line: line, Day: h.day, Seq: n, No: queue.Number("A", n), Token: "0123456789A", Class: class, State: queue.Waiting, Ahead: n - 1}
	h.taken[tap] = t
	return t, nil
}

func (h *hall) Ticket(_ context.Context, token string) (queue.Ticket, error) {
	for _, t := range h.taken {
		if t.Token == token {
			return t, nil
		}
	}
	return queue.Ticket{}, queue.ErrNoTicket
}

// A glass is a shell with a finger on it and a clock that a test moves.
type glass struct {
	*Shell
	t    *testing.T
	hall *hall
	time time.Time
}

func newGlass(t *testing.T) *glass {
	t.Helper()
	return newGlassAt(t, time.Date(2025, 11, 21, 9, 41, 0, 0, time.UTC), nil)
}

// newGlassAt is a glass in a hall that publishes what is in a library.
func newGlassAt(t *testing.T, now time.Time, l Library) *glass {
	t.Helper()
	g := &glass{t: t, time: now, hall: &hall{lobby: canned(now, 8).Lobby, taken: make(map[string]queue.Ticket), day: calendar.DayOf(now)}}
	g.Shell = New(Options{Hall: g.hall, Now: func() time.Time { return g.time }, Theme: house(), Log: slog.New(slog.DiscardHandler), Library: l})
	g.clock = func() time.Time { return g.time }
	g.ui = func(f func()) { f() }
	g.Content().Resize(fyne.NewSize(540, 960))
	g.load(t.Context())
	return g
}

// work does what the glass has asked, away from it and back.
func (g *glass) work() {
	for {
		select {
		case d := <-g.deeds:
			g.perform(g.t.Context(), d)
		default:
			return
		}
	}
}

// tile finds the tile that says words.
func (g *glass) tile(words string) (*theme.Tile, fyne.Position) {
	g.t.Helper()
	for _, it := range look(g.Content()) {
		if tile, ok := it.o.(*theme.Tile); ok && tile.Spoken == words {
			return tile, it.pos
		}
	}
	g.t.Fatalf("no tile %q on the glass; it says %q", words, said(g.Content()))
	return nil, fyne.Position{}
}

// tap taps the tile that says words, and the hall answers.
func (g *glass) tap(words string) {
	g.t.Helper()
	tile, pos := g.tile(words)
	at := pos.Add(fyne.NewPos(tile.Size().Width/2, tile.Size().Height/2))
	g.time = g.time.Add(time.Second)
	g.slide(at, at)
	g.work()
}

// slide puts the finger down at one place and takes it off at another, in the
// order in which the toolkit tells of it.
func (g *glass) slide(from, to fyne.Position) {
	down, rel := under(g.Content(), from)
	event := func(at, rel fyne.Position) *desktop.MouseEvent {
		return &desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at, Position: rel}}
	}
	if m, ok := down.(desktop.Mouseable); ok {
		m.MouseDown(event(from, rel))
	}
	for i := float32(1); i <= 8; i++ {
		step := from.Add(fyne.NewPos((to.X-from.X)*i/8, (to.Y-from.Y)*i/8))
		g.root.MouseMoved(event(step, step))
	}
	up, rel := under(g.Content(), to)
	if m, ok := up.(desktop.Mouseable); ok {
		m.MouseUp(event(to, rel))
	}
	if tapped, ok := up.(fyne.Tappable); ok && up == down {
		tapped.Tapped(&event(to, rel).PointEvent)
	}
}

// under returns the topmost thing that feels a touch, as the toolkit finds it.
func under(o fyne.CanvasObject, at fyne.Position) (fyne.CanvasObject, fyne.Position) {
	var found fyne.CanvasObject
	var rel fyne.Position
	for _, it := range look(o) {
		size := it.o.Size()
		p := at.Subtract(it.pos)
		if p.X < 0 || p.Y < 0 || p.X >= size.Width || p.Y >= size.Height {
			continue
		}
		if _, ok := it.o.(desktop.Mouseable); ok {
			found, rel = it.o, p
		}
	}
	return found, rel
}

// A seen is one visible thing, where it is on the glass, and what holds it.
type seen struct {
	o      fyne.CanvasObject
	pos    fyne.Position
	parent fyne.CanvasObject
	at     fyne.Position // of the parent
}

// look lists everything that is visible, in the order in which it is drawn.
func look(o fyne.CanvasObject) []seen {
	var all []seen
	var walk func(o, parent fyne.CanvasObject, at fyne.Position)
	walk = func(o, parent fyne.CanvasObject, at fyne.Position) {
		if !o.Visible() {
			return
		}
		pos := at.Add(o.Position())
		all = append(all, seen{o, pos, parent, at})
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, o, pos)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c, o, pos)
			}
		}
	}
	walk(o, nil, fyne.Position{})
	return all
}

// said lists the words on the glass.
func said(o fyne.CanvasObject) []string {
	var words []string
	for _, it := range look(o) {
		if t, ok := it.o.(*canvas.Text); ok {
			words = append(words, t.Text)
		}
	}
	return words
}

// reads fails unless the glass says all of words.
func (g *glass) reads(words ...string) {
	g.t.Helper()
	on := said(g.Content())
	for _, w := range words {
		if !strings.Contains(strings.Join(on, ""), w) { // a sentence may run over lines
			g.t.Errorf("the glass does not say %q, but %q", w, on)
		}
	}
}

var errDisk = errors.New("disk full")
