// Package kiosk is the glass in the lobby: it owns what is on the screen, goes
// from screen to screen, and goes home when nobody touches it. It knows the hall
// through a small interface and the window not at all.
package kiosk

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/screen"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A Hall is what the glass asks of the hall.
type Hall interface {
	screen.Dispenser
	screen.Finder
	Lobby(ctx context.Context) (queue.Lobby, error)
}

// Options are what a Shell is made of.
type Options struct {
	Hall  Hall
	Wait  func(ctx context.Context, after int64) (int64, error) // returns once something has happened after that; the bus does
	Now   func() time.Time                                      // the hall's time, in its zone
	Panel theme.Panel                                           // the glass; the zero value is the standard one
	Theme *theme.Theme                                          // the one the toolkit was given, nil for one of its own
	Log   *slog.Logger

	Library Library // what is published, nil for nothing

	Idle     time.Duration // untouched for so long, the glass goes home; 0: a minute
	IdleOnce time.Duration // the same for a number, which the next person must not read for theirs; 0: half a minute
	Patience time.Duration // how long the hall may take to answer; 0: ten seconds
}

// A Shell is the glass. Its methods are called on the goroutine that draws, all
// but Run.
type Shell struct {
	o     Options
	root  *root
	touch *theme.Touch
	scan  scanner
	deeds chan deed

	ui    func(func())     // comes back to the goroutine that draws
	clock func() time.Time // how time passes, whatever the time is

	kit    *theme.Kit
	moment screen.Moment
	frame  *screen.Frame
	holder *fyne.Container
	home   *screen.Home
	lines  *screen.Lines
	taking *screen.Taking
	number *screen.Number
	closed *screen.Closed
	failed *screen.Failed
	status *screen.Status
	items  *screen.List
	item   *screen.Article
	photo  *screen.Photo
	guides *screen.List
	guide  *screen.Article
	way    []page // from home to what is shown

	taps   map[string]string // by line: one number for each line that a visitor chooses
	retake queue.LineStatus  // what 再试一次 takes
}

// A page is something the way has led to.
type page interface{ Object() fyne.CanvasObject }

// A deed is work done away from the glass, and what follows on it.
type deed struct {
	work func(context.Context)
	done func()
}

// New returns the glass. It is empty until it has a size.
func New(o Options) *Shell {
	if o.Theme == nil {
		o.Theme = theme.New()
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Idle == 0 {
		o.Idle = time.Minute
	}
	if o.IdleOnce == 0 {
		o.IdleOnce = 30 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	s := &Shell{o: o, ui: fyne.Do, clock: time.Now, deeds: make(chan deed, 8)}
	s.touch = theme.NewTouch(func() time.Time { return s.clock() })
	s.touch.Swiped = s.swiped
	s.root = newRoot(s)
	s.moment.Now = o.Now()
	return s
}

// Content returns what a window shows.
func (s *Shell) Content() fyne.CanvasObject { return s.root }

// Setup gives a window the glass and its keys. The window's size and whether it
// fills the screen are its owner's business.
func (s *Shell) Setup(w fyne.Window) {
	w.SetPadded(false)
	w.SetContent(s.root)
	w.Canvas().SetOnTypedRune(s.typedRune)
	w.Canvas().SetOnTypedKey(s.typedKey)
}

// build makes every screen for the size that the glass has now. They are made
// once and shown again and again: the toolkit keeps what was drawn for a while,
// and a screen made anew at every step would fill the memory.
func (s *Shell) build(size fyne.Size) {
	k := theme.NewKit(s.o.Theme, s.o.Panel, size, s.touch)
	s.kit = k
	if real := k.Real(); real < 0.98 {
		s.o.Log.Warn("the glass is small: what is to be tapped is less than 20 mm", "mm", theme.Target*real)
	}
	s.frame = screen.NewFrame(k, s.back, s.goHome)
	place := s.frame.Place
	offers := screen.Offers{All: s.showLines, Pick: s.pick}
	if s.o.Library != nil {
		s.buildLibrary(k, place, &offers)
	}
	s.home = screen.NewHome(k, place, offers)
	s.lines = screen.NewLines(k, place, s.pick)
	s.taking = screen.NewTaking(k, place, s.o.Hall, s.run)
	s.taking.Given, s.taking.Closed, s.taking.Failed = s.given, s.showClosed, s.showFailed
	s.number = screen.NewNumber(k, place, s.goHome)
	s.closed = screen.NewClosed(k, place, s.pick)
	s.failed = screen.NewFailed(k, place, func() { s.take(s.retake) })
	s.status = screen.NewStatus(k, place, s.o.Hall, s.run, s.goHome)
	s.status.Failed = func(err error) { s.o.Log.Error("a ticket could not be looked up", "err", err) }
	s.holder = &fyne.Container{}
	s.root.fill(s.frame.Object(), s.holder)
	s.goHome()
	s.apply(s.moment)
}

// apply shows the lobby as it is now, on every screen.
func (s *Shell) apply(m screen.Moment) {
	s.moment = m
	if s.kit == nil {
		return
	}
	s.frame.Set(m)
	s.home.Set(m)
	s.lines.Set(m)
	s.number.Set(m)
	s.closed.Set(m)
	canvas.Refresh(s.holder)
}

// tick is called every second: it moves the clock and goes home when nobody has
// touched the glass.
func (s *Shell) tick(now time.Time) {
	if s.kit == nil {
		return
	}
	s.moment.Now = now
	s.frame.Tick(now)
	idle := s.o.Idle
	switch s.shown().(type) {
	case *screen.Number, *screen.Status:
		idle = s.o.IdleOnce
	case *screen.Article, *screen.Photo: // whoever reads slowly does not touch
		idle *= 3
	}
	if len(s.way) > 1 && s.touch.Idle() >= idle {
		s.goHome()
	}
}

// show goes on to a page, or to the one shown anyway. Waiting and failing are
// passed through: 返回 does not lead to them.
func (s *Shell) show(p page) {
	for len(s.way) > 0 && (s.shown() == p || s.shown() == page(s.taking) || s.shown() == page(s.failed)) {
		s.way = s.way[:len(s.way)-1]
	}
	s.way = append(s.way, p)
	s.draw()
}

func (s *Shell) shown() page { return s.way[len(s.way)-1] }

func (s *Shell) draw() {
	s.touch.Wake()
	if l, ok := s.shown().(interface{ Renew() }); ok {
		l.Renew()
	}
	s.frame.Inner(len(s.way) > 1)
	s.holder.Objects = []fyne.CanvasObject{s.shown().Object()}
	canvas.Refresh(s.holder)
}

// goHome ends a visit: whoever comes next takes numbers of their own.
func (s *Shell) goHome() {
	s.way = []page{s.home}
	s.taps = make(map[string]string)
	s.retake = queue.LineStatus{}
	s.lines.Rewind()
	s.draw()
}

func (s *Shell) back() {
	if len(s.way) > 2 {
		s.way = s.way[:len(s.way)-1]
		s.draw()
		return
	}
	s.goHome()
}

func (s *Shell) showLines() {
	s.lines.Rewind()
	s.show(s.lines)
}

// pick acts on a line that a resident chose.
func (s *Shell) pick(line queue.LineStatus) {
	if line.Closed != nil {
		s.showClosed(line)
		return
	}
	s.take(line)
}

// take takes a number. One visit has one tap for each line, so that choosing it
// again, or trying again, gives the same number.
func (s *Shell) take(line queue.LineStatus) {
	tap, ok := s.taps[line.ID]
	if !ok {
		tap = rand.Text()
		s.taps[line.ID] = tap
	}
	if s.taking.Take(line, tap) {
		s.show(s.taking)
	}
}

func (s *Shell) given(t queue.Ticket) {
	if err := s.number.Show(s.moment, t); err != nil {
		s.o.Log.Error("a ticket's code cannot be drawn", "no", t.No, "err", err)
	}
	s.show(s.number)
}

func (s *Shell) showClosed(line queue.LineStatus) {
	s.closed.Show(s.moment, line)
	s.show(s.closed)
}

func (s *Shell) showFailed(line queue.LineStatus, err error) {
	s.o.Log.Error("no number could be taken", "line", line.ID, "err", err)
	s.retake = line
	s.show(s.failed)
}

// swiped turns the pages of what is shown, when it has any.
func (s *Shell) swiped(dx, dy float32) {
	if p, ok := s.shown().(interface{ Swipe(dx, dy float32) }); ok {
		p.Swipe(dx, dy)
	}
}

// scanned shows the ticket whose code was held before the scanner.
func (s *Shell) scanned(token string) {
	if s.kit == nil || s.shown() == page(s.taking) {
		return
	}
	s.status.Find(s.moment, token)
	s.show(s.status)
}

// run hands a deed to Run. When there is no room nobody is answered, and the
// glass goes home by itself.
func (s *Shell) run(work func(context.Context), done func()) {
	select {
	case s.deeds <- deed{work, done}:
	default:
		s.o.Log.Error("the glass asks more than is answered")
	}
}
