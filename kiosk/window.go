package kiosk

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/theme"
)

// Open shows the glass in a window of a: of w×h pixels, or over the whole screen
// when they are 0. It is called before the toolkit runs.
func (s *Shell) Open(ctx context.Context, a fyne.App, w, h int) fyne.Window {
	// Read first, so that the first frame does not say that the hall has nothing.
	asking, stop := context.WithTimeout(ctx, s.o.Patience)
	defer stop()
	if lobby, err := s.o.Hall.Lobby(asking); err != nil {
		s.o.Log.Error("the lobby cannot be read", "err", err)
	} else {
		s.moment.Lobby = lobby
	}
	a.Settings().SetTheme(s.o.Theme)
	window := a.NewWindow("一点通")
	s.Setup(window)
	if w > 0 && h > 0 {
		window.Resize(fyne.NewSize(float32(w), float32(h)))
	} else {
		// A guess, so that the first layout, and all cards with it, is made for
		// the size that most likely comes.
		size := fyne.NewSize(1080, 1920)
		if s.o.Panel.Width > s.o.Panel.Height {
			size = fyne.NewSize(1920, 1080)
		}
		window.Resize(size)
		window.SetFullScreen(true)
	}
	window.SetMaster()
	window.Show()
	return window
}

// A Sight is what is on the glass: for tests, for whoever helps from afar, and
// for speech.
type Sight struct {
	W, H    int    // of the glass, in pixels
	Screen  string // home, lines, taking, number, closed, failed or status; empty before the first
	Texts   []string
	Targets []Target
}

// A Target is something to be tapped, in pixels of the window.
type Target struct {
	Label      string
	X, Y, W, H int
}

// Look returns what is on the glass. It may be called from any goroutine but the
// one that draws.
func (s *Shell) Look(ctx context.Context) (Sight, error) {
	seen := make(chan Sight, 1)
	s.ui(func() { seen <- s.sight() })
	select {
	case v := <-seen:
		return v, nil
	case <-ctx.Done():
		return Sight{}, ctx.Err()
	}
}

func (s *Shell) sight() Sight {
	var v Sight
	if s.kit == nil {
		return v
	}
	v.W, v.H = int(s.kit.Size.Width), int(s.kit.Size.Height)
	v.Screen = map[page]string{
		s.home: "home", s.lines: "lines", s.taking: "taking", s.number: "number",
		s.closed: "closed", s.failed: "failed", s.status: "status",
	}[s.shown()]
	v.add(s.frame.Object(), fyne.Position{})
	v.add(s.shown().Object(), fyne.Position{})
	return v
}

// add looks at what o shows; at is where its parent stands.
func (v *Sight) add(o fyne.CanvasObject, at fyne.Position) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" {
			v.Texts = append(v.Texts, o.Text)
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			v.add(child, at)
		}
	case *theme.Tile:
		size := o.Size()
		v.Targets = append(v.Targets, Target{o.Spoken, int(at.X), int(at.Y), int(size.Width), int(size.Height)})
		v.add(o.Sheet, at)
	}
}

// Close ends the toolkit's run. It may be called from any goroutine.
func (s *Shell) Close(a fyne.App) { s.ui(a.Quit) }
