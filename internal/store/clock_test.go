package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

// TestMidnight makes sure that the first deed after midnight is the new day's,
// and that nobody of yesterday's is counted or called, or lost.
func TestMidnight(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	old := take(t, s, "shebao")
	take(t, s, "shebao")
	served, err := s.Call(ctx, "wangfang", "1")
	must(t, err)

	c.set("2026-11-24 09:00")
	desk, err := s.Desk(ctx, "1")
	must(t, err)
	if desk.Current != nil || len(desk.Waiting) != 0 {
		t.Errorf("the next morning the window has %v and waiting %v, want nobody", desk.Current, desk.Waiting)
	}
	if _, err := s.Call(ctx, "wangfang", "1"); !errors.Is(err, queue.ErrNobody) {
		t.Errorf("Call the next morning: %v, want ErrNobody", err)
	}
	if _, err := s.Finish(ctx, "wangfang", "1", served.ID); !errors.Is(err, queue.ErrStale) {
		t.Errorf("Finish on a screen left open overnight: %v, want ErrStale", err)
	}
	if got := take(t, s, "shebao"); got.No != "A001" || got.Day != old.Day+1 || got.Ahead != 0 {
		t.Errorf("the first number is %s of %s with %d ahead, want A001 of the next day with none", got.No, got.Day, got.Ahead)
	}
	if got, err := s.Ticket(ctx, old.Token); err != nil || got.Day != old.Day || got.Ahead != 0 {
		t.Errorf("yesterday's ticket: %+v, %v, want it kept", got, err)
	}
	board, err := s.Board(ctx)
	must(t, err)
	if len(board.Calls) != 0 {
		t.Errorf("the board shows yesterday's calls: %v", board.Calls)
	}
}

// TestClockInDoubt starts the program under a clock that is wrong: numbers go on
// under the last day whatever the hour, and it heals when the clock is right.
func TestClockInDoubt(t *testing.T) {
	for name, tt := range map[string]struct {
		wrong, right string
		doubt        calendar.Doubt
		day          string // at right
	}{
		"1970, the same day":     {"1970-01-01 00:05", "2026-11-23 10:00", calendar.Behind, "2026-11-23"},
		"1970, the next morning": {"1970-01-01 00:05", "2026-11-24 10:00", calendar.Behind, "2026-11-24"},
		"2035":                   {"2035-05-05 03:00", "2026-11-23 10:00", calendar.Ahead, "2026-11-23"},
		"2035, the next morning": {"2035-05-05 03:00", "2026-11-24 10:00", calendar.Ahead, "2026-11-24"},
		"back by a day":          {"2026-11-22 09:00", "2026-11-23 09:30", calendar.Behind, "2026-11-23"},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := opened(t)
			ctx := t.Context()
			take(t, s, "shebao")
			c.set(tt.wrong)

			now, err := s.Clock(ctx)
			must(t, err)
			if now.Doubt != tt.doubt || now.Day.String() != "2026-11-23" || !now.At.Equal(at("2026-11-23 09:00")) {
				t.Errorf("Clock = %+v, want %s, standing still", now, tt.doubt)
			}
			if lobby, err := s.Lobby(ctx); err != nil || lobby.ClockSure || lobby.Lines[0].Closed != nil {
				t.Errorf("Lobby = %+v, %v, want unsure and open", lobby, err)
			}
			doubtful := take(t, s, "shebao")
			if doubtful.No != "A002" || doubtful.Ahead != 1 {
				t.Errorf("in doubt the number is %s with %d ahead, want A002 with 1", doubtful.No, doubtful.Ahead)
			}
			jobs, err := s.Jobs(ctx, 1)
			must(t, err)
			if !strings.Contains(string(jobs[0].Values), `"sure":false`) {
				t.Errorf("its slip says %s, want no time", jobs[0].Values)
			}

			c.set(tt.right)
			got := take(t, s, "shebao")
			if got.No != "A003" || got.Day.String() != tt.day {
				t.Errorf("healed, the number is %s of %s, want A003 of %s: who came in doubt holds A002", got.No, got.Day, tt.day)
			}
			called, err := s.Call(ctx, "wangfang", "1")
			must(t, err)
			first := "A001"
			if tt.day != "2026-11-23" {
				first = "A002" // A001 was yesterday's; A002 stands here and waits
			}
			if called.No != first {
				t.Errorf("healed, the first called is %s, want %s", called.No, first)
			}
			var verbs []string
			events, err := s.Journal(ctx, 0, 100)
			must(t, err)
			for _, e := range events {
				if strings.HasPrefix(string(e.Verb), "clock.") {
					verbs = append(verbs, string(e.Verb))
				}
			}
			if got := strings.Join(verbs, " "); got != "clock.doubted clock.righted" {
				t.Errorf("the journal says %q of the clock, want that it was doubted and righted", got)
			}
			// The day after, nobody of today's is moved again.
			c.set("2026-11-25 09:00")
			if got := take(t, s, "shebao"); got.No != "A001" || got.Ahead != 0 {
				t.Errorf("the day after, the number is %s with %d ahead, want A001 with none", got.No, got.Ahead)
			}
			// And when the clock fails once more, only those move who came in that time.
			c.set(tt.wrong)
			take(t, s, "shebao")
			c.set("2026-11-26 09:00")
			if got := take(t, s, "shebao"); got.No != "A003" || got.Ahead != 1 {
				t.Errorf("healed once more, the number is %s with %d ahead, want A003 with 1", got.No, got.Ahead)
			}
			must(t, s.Verify(ctx))
		})
	}
}

// TestFirstStartIn1970 makes a hall on a machine that has never known the time.
func TestFirstStartIn1970(t *testing.T) {
	o, c := options(t)
	c.set("1970-01-01 08:00")
	s := open(t, o)
	must(t, s.LoadHall(t.Context(), "setup", sample()))
	if got := take(t, s, "shebao"); got.No != "A001" || got.Taken.Before(earliest()) {
		t.Errorf("the first number is %s at %v, want A001, not before the program was written", got.No, got.Taken)
	}
	if err := s.ConfirmClock(t.Context(), "wangfang"); !errors.Is(err, ErrClock) {
		t.Errorf("ConfirmClock in 1970: %v, want ErrClock", err)
	}
	c.set("2026-11-23 09:00")
	if got := take(t, s, "shebao"); got.No != "A002" || got.Day.String() != "2026-11-23" {
		t.Errorf("healed, the number is %s of %s, want A002 of 2026-11-23", got.No, got.Day)
	}
}

// TestConfirmClock has a clerk vouch for the clock after two months of holidays,
// and for one that was set back.
func TestConfirmClock(t *testing.T) {
	for name, when := range map[string]string{"ahead": "2027-01-25 09:00", "behind": "2026-11-16 09:00"} {
		t.Run(name, func(t *testing.T) {
			s, c := opened(t)
			ctx := t.Context()
			take(t, s, "shebao")
			rows, err := s.Seq(ctx)
			must(t, err)
			must(t, s.ConfirmClock(ctx, "wangfang")) // nobody doubts it
			if now, err := s.Seq(ctx); err != nil || now != rows {
				t.Errorf("confirming a clock that is believed wrote %d rows (%v), want none", now-rows, err)
			}
			c.set(when)
			must(t, s.ConfirmClock(ctx, "wangfang"))
			now, err := s.Clock(ctx)
			must(t, err)
			if now.Doubt != calendar.Sure || !now.At.Equal(at(when)) {
				t.Errorf("confirmed, Clock = %+v, want sure of %s", now, when)
			}
			want := max(calendar.DayOf(at(when)), calendar.DayOf(at("2026-11-23 09:00")))
			if now.Day != want {
				t.Errorf("confirmed, the day is %s, want %s: it never goes back", now.Day, want)
			}
			c.pass(time.Minute)
			if now, err = s.Clock(ctx); err != nil || now.Doubt != calendar.Sure {
				t.Errorf("a minute later Clock = %+v, %v, want sure", now, err)
			}
			events, err := s.Journal(ctx, rows, 10)
			must(t, err)
			last := events[len(events)-1]
			if last.Verb != "clock.confirmed" || last.Actor != "wangfang" {
				t.Errorf("the journal ends with %s by %s, want clock.confirmed by wangfang", last.Verb, last.Actor)
			}
		})
	}
}

// TestSyncedClock believes the kernel across any gap.
func TestSyncedClock(t *testing.T) {
	o, c := options(t)
	o.Synced = func() bool { return true }
	s := open(t, o)
	fill(t, s)
	take(t, s, "shebao")
	c.set("2027-03-01 09:00")
	if got := take(t, s, "shebao"); got.No != "A001" || got.Day.String() != "2027-03-01" {
		t.Errorf("after a winter, synchronised, the number is %s of %s, want A001 of that day", got.No, got.Day)
	}
}
