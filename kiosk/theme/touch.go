package theme

import (
	"time"

	"fyne.io/fyne/v2"
)

// A Touch follows the one finger that a panel reports. It keeps the tile under
// it dark, tells a tap from a swipe, and drops the second of two taps that an
// unsteady hand makes of one.
type Touch struct {
	Swiped func(dx, dy float32) // the finger went this far and left; may be nil

	now    func() time.Time
	slide  float32
	tile   *Tile // under the finger, dark
	origin fyne.Position
	down   fyne.Position
	held   bool
	seen   time.Time // when anything was last heard of the finger
	swiped bool
	last   time.Time // of the last tap that counted
	lastAt fyne.Position
}

// bounce is how soon a second tap on the same spot is the first one's echo.
const bounce = 400 * time.Millisecond

// NewTouch returns a Touch. now tells how time passes and need not tell the time.
func NewTouch(now func() time.Time) *Touch { return &Touch{now: now} }

// Wake counts as a touch.
func (t *Touch) Wake() { t.seen = t.now() }

// Idle is how long the glass has not been touched.
func (t *Touch) Idle() time.Duration { return t.now().Sub(t.seen) }

// Down is told where the finger came down.
func (t *Touch) Down(at fyne.Position) {
	t.Wake()
	t.lift()
	t.down, t.held, t.swiped = at, true, false
}

// Moved is told where the finger is.
func (t *Touch) Moved(at fyne.Position) {
	t.Wake()
	if !t.held {
		return
	}
	d := at.Subtract(t.down)
	if hypot(d.X, d.Y) > t.slide {
		t.swiped = true
	}
	if t.tile != nil && (t.swiped || !t.tile.covers(at.Subtract(t.origin))) {
		t.lift()
	}
}

// Up is told where the finger left.
func (t *Touch) Up(at fyne.Position) {
	t.Moved(at)
	t.lift()
	if t.held && t.swiped && t.Swiped != nil {
		d := at.Subtract(t.down)
		t.Swiped(d.X, d.Y)
	}
	t.held = false
}

// press darkens the tile under the finger.
func (t *Touch) press(tile *Tile, at, within fyne.Position) {
	t.Down(at)
	t.tile, t.origin = tile, at.Subtract(within)
	tile.darken(true)
}

// lift takes the dark off.
func (t *Touch) lift() {
	if t.tile != nil {
		t.tile.darken(false)
		t.tile = nil
	}
}

// tap reports whether a tap counts.
func (t *Touch) tap(at fyne.Position) bool {
	t.lift()
	if t.swiped {
		t.swiped = false
		return false
	}
	now := t.now()
	d := at.Subtract(t.lastAt)
	if !t.last.IsZero() && now.Sub(t.last) < bounce && hypot(d.X, d.Y) < t.slide {
		return false
	}
	t.last, t.lastAt = now, at
	return true
}
