package calendar

import "time"

// MaxGap is how long after the last journal row a clock is believed on its own
// word: a hall may be shut over Spring Festival.
const MaxGap = 30 * 24 * time.Hour

// slack is how far a clock may step back before anybody is told: the kernel
// corrects itself by seconds.
const slack = time.Minute

// A Clock is what the hall remembers about time: the business day it is on and
// the time of its last journal row, zero when there is none.
type Clock struct {
	Day  Day
	Last time.Time
}

// A Doubt says why the machine's clock is not believed.
type Doubt string

// The doubts.
const (
	Sure   Doubt = ""       // it is believed
	Behind Doubt = "behind" // before what already happened: a machine that woke in 1970
	Ahead  Doubt = "ahead"  // more than MaxGap after it: a machine that woke in 2035
)

// A Reading is the time and the business day by which the hall acts.
type Reading struct {
	At    time.Time // never before the last journal row
	Day   Day       // never before the last business day
	Doubt Doubt
}

// Read decides what to make of a wall clock, given whether the kernel calls it
// synchronised. earliest is a time that is certainly past, such as that of the
// program's release; it stands in for the last row of a hall that has none.
//
// A clock in doubt stops the hall's time but not the hall: numbers go on under
// the last day until the clock is right again.
func (c Clock) Read(wall time.Time, synced bool, earliest time.Time) Reading {
	if c.Last.IsZero() {
		if wall.Before(earliest) {
			at := earliest.In(wall.Location())
			return Reading{At: at, Day: max(c.Day, DayOf(at)), Doubt: Behind}
		}
		return Reading{At: wall, Day: max(c.Day, DayOf(wall))}
	}
	last := c.Last.In(wall.Location())
	switch {
	case wall.Before(last.Add(-slack)):
		return Reading{At: last, Day: c.Day, Doubt: Behind}
	case wall.Before(last):
		return Reading{At: last, Day: c.Day}
	case wall.Sub(last) > MaxGap && !synced:
		return Reading{At: last, Day: c.Day, Doubt: Ahead}
	}
	return Reading{At: wall, Day: max(c.Day, DayOf(wall))}
}

// Confirm is Read on the word of somebody who stands in front of the clock: the
// wall's time holds, even before the last row, and false is returned only for a
// time before earliest, which is certainly wrong. The day still never goes back.
func (c Clock) Confirm(wall, earliest time.Time) (Reading, bool) {
	if wall.Before(earliest) {
		return Reading{}, false
	}
	return Reading{At: wall, Day: max(c.Day, DayOf(wall))}, true
}
