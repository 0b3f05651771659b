package queue

import (
	"errors"
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
)

// ErrNoLine is returned for a line that the hall does not have.
var ErrNoLine = errors.New("no such line")

// A ClosedError says why a line issues no numbers now and when it will again.
type ClosedError struct {
	Reason string    // for the resident, in Chinese: 中午休息
	Opens  time.Time // zero when not known
}

func (e *ClosedError) Error() string { return "line closed: " + e.Reason }

// A Line is the people waiting for one kind of business on one day. What it is
// comes from the hall's files; the fields below Day are kept by the caller
// between deeds.
type Line struct {
	ID     string         // as other files name it: shebao
	Letter string         // before its numbers, one capital letter: A
	Name   string         // 社会保险
	About  string         // what it is for, in a resident's words
	Hours  calendar.Hours // when numbers are given
	Cap    int            // numbers a day, 0 for no limit

	Day     calendar.Day
	Unsure  bool   // the clock is not believed: neither the hour nor the day is known
	Stopped string // why a clerk closed it today; empty while open
	Issued  int    // numbers given on Day
	Waiting int    // people waiting now
}

// Open returns nil while the line gives numbers at now, and otherwise why not
// and when it will again. While the clock is in doubt only a clerk closes a
// line: people stand in front of it whatever the machine believes.
func (l *Line) Open(now time.Time) *ClosedError {
	pause, opens := l.Hours.At(now)
	switch {
	case l.Stopped != "" && l.Unsure:
		return &ClosedError{Reason: l.Stopped}
	case l.Stopped != "":
		return &ClosedError{Reason: l.Stopped, Opens: l.nextDay(now)}
	case l.Unsure:
		return nil
	case l.Cap > 0 && l.Issued >= l.Cap: // before the hours: at noon it must not promise the afternoon
		return &ClosedError{Reason: "今天的号已发完", Opens: l.nextDay(now)}
	case pause != calendar.Open:
		return &ClosedError{Reason: string(pause), Opens: opens}
	}
	return nil
}

// nextDay returns when a line that is shut for the rest of now's day opens
// again: not after lunch.
func (l *Line) nextDay(now time.Time) time.Time {
	midnight := (calendar.DayOf(now) + 1).At(0, now.Location())
	pause, opens := l.Hours.At(midnight)
	if pause == calendar.Open {
		return midnight
	}
	return opens
}

// Take gives the next number of the day to one person. The error is a
// *ClosedError when the line is closed.
func (l *Line) Take(now time.Time, class Class) (Ticket, error) {
	if closed := l.Open(now); closed != nil {
		return Ticket{}, closed
	}
	l.Issued++
	t := Ticket{
		Line: l.ID, Day: l.Day, Seq: l.Issued, No: Number(l.Letter, l.Issued),
		Class: class, State: Waiting, Taken: now, Ahead: l.Waiting,
	}
	l.Waiting++
	return t, nil
}

// Number writes a ticket's number as it is printed and called: A001. Beyond 999
// it grows by a digit: A1000.
func Number(letter string, seq int) string { return fmt.Sprintf("%s%03d", letter, seq) }
