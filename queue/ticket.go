package queue

import (
	"errors"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
)

// Errors of a call, told apart with errors.Is.
var (
	ErrNobody   = errors.New("nobody waiting")
	ErrNoWindow = errors.New("no such window")
	ErrBusy     = errors.New("the window still serves somebody")
	ErrStale    = errors.New("that ticket is no longer at this window")
	ErrNoTicket = errors.New("no such ticket")
)

// A Class orders people who wait in the same line.
type Class string

// Classes of waiting. Special is 特别通道: the old, the disabled, soldiers.
const (
	Normal  Class = "normal"
	Special Class = "special"
	Booked  Class = "booked"
)

// A State is where a ticket stands between being taken and being done with.
type State string

// The states of a ticket.
const (
	Waiting  State = "waiting"
	Called   State = "called"   // to a window, and being served there
	Finished State = "finished" // 办结
	Absent   State = "absent"   // called and did not come 过号
)

// A Ticket is one person's place in one line. It is taken, waits, is called to
// a window, perhaps more than once, and ends finished or absent. It carries no
// name: the paper is the person.
type Ticket struct {
	ID     int64        // the caller's key, never shown
	Line   string       // Line.ID
	Day    calendar.Day // the business day it was taken on
	Seq    int          // 1, 2, 3 … within Line and Day
	No     string       // as printed and called: A001
	Token  string       // 11 Crockford base-32 characters; what the QR code holds
	Class  Class
	State  State
	Taken  time.Time
	Ahead  int       // people ahead of it when it was read
	Window string    // Window.ID it was last called to, else empty
	Called time.Time // last call, else zero
	Calls  int       // times called
}

// A Window is a desk where people are served.
type Window struct {
	ID    string   // as it is called: 3
	Name  string   // 社保医保
	Lines []string // Line.ID of those it serves
}

// Next calls to w the person who has waited longest of those given, who wait in
// w's lines, the first of them first. current is the ticket still at the window,
// nil when there is none: a window serves one person at a time, so that nobody's
// service ends without a word about how.
func (w Window) Next(now time.Time, current *Ticket, waiting []Ticket) (Ticket, error) {
	if current != nil {
		return Ticket{}, ErrBusy
	}
	if len(waiting) == 0 {
		return Ticket{}, ErrNobody
	}
	t := waiting[0]
	for _, other := range waiting[1:] {
		if other.before(t) {
			t = other
		}
	}
	t.State, t.Window, t.Called, t.Calls, t.Ahead = Called, w.ID, now, 1, 0
	return t, nil
}

// before reports whether t's person came first.
func (t Ticket) before(u Ticket) bool {
	if !t.Taken.Equal(u.Taken) {
		return t.Taken.Before(u.Taken)
	}
	return t.ID < u.ID
}

// Again calls the person once more to the window w.
func (t *Ticket) Again(now time.Time, w string) error {
	if err := t.at(w); err != nil {
		return err
	}
	t.Called = now
	t.Calls++
	return nil
}

// Finish ends the service at the window w.
func (t *Ticket) Finish(w string) error {
	if err := t.at(w); err != nil {
		return err
	}
	t.State = Finished
	return nil
}

// MarkAbsent ends the wait of a person who was called to the window w and did
// not come.
func (t *Ticket) MarkAbsent(w string) error {
	if err := t.at(w); err != nil {
		return err
	}
	t.State = Absent
	return nil
}

// at returns ErrStale unless the ticket is called to the window w: a screen that
// was left open must not act on somebody else.
func (t *Ticket) at(w string) error {
	if t.State != Called || t.Window != w {
		return ErrStale
	}
	return nil
}

// Code returns what the ticket's QR code holds: a web address when the hall has a
// public one, else a word that the hall's own scanners read. It is upper case
// throughout because that makes a smaller code.
func (t Ticket) Code(base string) string {
	if base == "" {
		return "T/" + t.Token
	}
	return base + "/T/" + t.Token
}
