package queue_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

// TestCode writes what a QR code holds: in capitals, which makes it smaller.
func TestCode(t *testing.T) {
	tk := queue.Ticket{Token: "7ZZZZZZZZZ0"}
	for base, want := range map[string]string{
		"":                  "T/7ZZZZZZZZZ0",
		"HTTPS://HALL.TOWN": "HTTPS://HALL.TOWN/T/7ZZZZZZZZZ0",
	} {
		if got := tk.Code(base); got != want {
			t.Errorf("Code(%q) = %q, want %q", base, got, want)
		}
	}
}

// TestNextIsFair calls whoever waited longest, however the waiting are ordered,
// and two who came at the same moment by who was first.
func TestNextIsFair(t *testing.T) {
	start := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		waiting := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) queue.Ticket {
			return queue.Ticket{
				State: queue.Waiting, ID: rapid.Int64Range(1, 1e6).Draw(t, "id"),
				Taken: start.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "minute")) * time.Minute),
			}
		}), 1, 9).Draw(t, "waiting")
		got, err := queue.Window{ID: "3"}.Next(start.Add(time.Hour), nil, waiting)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range waiting {
			if other.Taken.Before(got.Taken) || other.Taken.Equal(got.Taken) && other.ID < got.ID {
				t.Errorf("called ticket %d of %v, but %d waits since %v", got.ID, got.Taken, other.ID, other.Taken)
			}
			if other.State != queue.Waiting {
				t.Error("Next changed what it was given")
			}
		}
	})
}

// TestClosedLineOpensWhenItSays takes a line at its word: at the moment it names
// it is open, and at none before.
func TestClosedLineOpensWhenItSays(t *testing.T) {
	hours, err := calendar.ParseHours("周一至周四 8:30-12:00 14:00-17:30; 周六 0:00-1:30 23:00-23:59; 周日 0:00-2:00")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, time.November, 23, 0, rapid.IntRange(0, 14*24*60).Draw(t, "minute"), 0, 0, time.UTC)
		l := queue.Line{Letter: "A", Hours: hours, Cap: rapid.IntRange(0, 2).Draw(t, "cap"), Issued: rapid.IntRange(0, 2).Draw(t, "issued")}
		if rapid.Bool().Draw(t, "stopped") {
			l.Stopped = "系统检修"
		}
		closed := l.Open(now)
		if closed == nil {
			return
		}
		if closed.Reason == "" {
			t.Errorf("closed at %v without a reason", now)
		}
		today := calendar.DayOf(now)
		for when := now; when.Before(closed.Opens); when = when.Add(time.Minute) {
			if calendar.DayOf(when) > today { // a new day begins without stops and numbers
				l.Stopped, l.Issued = "", 0
			}
			if l.Open(when) == nil {
				t.Fatalf("at %v it is closed until %v, but it opens at %v", now, closed.Opens, when)
			}
		}
		if calendar.DayOf(closed.Opens) > today {
			l.Stopped, l.Issued = "", 0
		}
		if still := l.Open(closed.Opens); still != nil {
			t.Errorf("at %v it is closed until %v, and then %v", now, closed.Opens, still)
		}
	})
}
