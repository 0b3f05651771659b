package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yidiantong.org/lobby/internal/hall/calendar"
)

var zone = time.FixedZone("CST", 8*3600)

// at returns a moment of the hall's zone.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

// anyTime draws a moment between 1970 and 2100, to the second.
func anyTime(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(0, 4102444800).Draw(t, name), 0).In(zone)
}

func TestDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		when := anyTime(t, "when")
		day := calendar.DayOf(when)
		back, err := calendar.ParseDay(day.String())
		if err != nil || back != day {
			t.Errorf("ParseDay(%q) = %v, %v, want %d", day, back, err, int(day))
		}
		if got := when.Format(time.DateOnly); day.String() != got {
			t.Errorf("DayOf(%v) is written %s, want %s", when, day, got)
		}
		if day.Weekday() != when.Weekday() {
			t.Errorf("%s is a %v, want %v", day, day.Weekday(), when.Weekday())
		}
		m := calendar.Minute(when.Hour()*60 + when.Minute())
		if got := day.At(m, zone); !got.Equal(when.Truncate(time.Minute)) {
			t.Errorf("%s at %s is %v, want %v", day, m, got, when.Truncate(time.Minute))
		}
		var read calendar.Day
		b, err := day.MarshalText()
		if err != nil || read.UnmarshalText(b) != nil || read != day {
			t.Errorf("%s, written and read as text, is %s (%v)", day, read, err)
		}
	})
	for _, s := range []string{"", "2026-11-31", "22.11.2026", "2026-1-1"} {
		if day, err := calendar.ParseDay(s); err == nil {
			t.Errorf("ParseDay(%q) = %v, want an error", s, day)
		}
	}
}

func TestHours(t *testing.T) {
	hours, err := calendar.ParseHours("周一至周五 8:30-12:00 14:00–17:30； 周六 9：00-11:30")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, now string
		pause     calendar.Pause
		opens     string
	}{
		{"the minute before", "2026-11-23 08:29:59", calendar.Early, "2026-11-23 08:30:00"},
		{"the first minute", "2026-11-23 08:30:00", calendar.Open, ""},
		{"the last minute before lunch", "2026-11-23 11:59:59", calendar.Open, ""},
		{"lunch", "2026-11-23 12:00:00", calendar.Lunch, "2026-11-23 14:00:00"},
		{"the last minute of lunch", "2026-11-23 13:59:59", calendar.Lunch, "2026-11-23 14:00:00"},
		{"the afternoon", "2026-11-23 14:00:00", calendar.Open, ""},
		{"the evening", "2026-11-23 17:30:00", calendar.Evening, "2026-11-24 08:30:00"},
		{"Friday evening", "2026-11-27 20:00:00", calendar.Evening, "2026-11-28 09:00:00"},
		{"Saturday noon", "2026-11-28 11:30:00", calendar.Evening, "2026-11-30 08:30:00"},
		{"Sunday", "2026-11-29 10:00:00", calendar.DayOff, "2026-11-30 08:30:00"},
	} {
		pause, opens := hours.At(at(tt.now))
		got := ""
		if !opens.IsZero() {
			got = opens.Format("2006-01-02 15:04:05")
		}
		if pause != tt.pause || got != tt.opens {
			t.Errorf("%s: %q, opens %s, want %q, %s", tt.name, pause, got, tt.pause, tt.opens)
		}
	}
	if pause, opens := (calendar.Hours{}).At(at("2026-11-23 09:00:00")); pause != calendar.DayOff || !opens.IsZero() {
		t.Errorf("no hours at all: %q, opens %v, want a day off for good", pause, opens)
	}
}

func TestParseHours(t *testing.T) {
	for s, want := range map[string]string{
		"周一 8:30-12:00":             "[] [8:30-12:00] [] [] [] [] []",
		"周五至周一 8:30-12:00":          "[8:30-12:00] [8:30-12:00] [] [] [] [8:30-12:00] [8:30-12:00]",
		"周二 8:30-12:00 12:00-13:00": "[] [] [8:30-12:00 12:00-13:00] [] [] [] []",
		"":                          "[] [] [] [] [] [] []",
	} {
		got, err := calendar.ParseHours(s)
		if err != nil || fmt.Sprint(got) != "["+want+"]" {
			t.Errorf("ParseHours(%q) = %v, %v, want [%s]", s, got, err, want)
		}
	}
	for _, s := range []string{
		"周一", "周八 8:30-12:00", "周一至 8:30-12:00", "Mon 8:30-12:00", "周一 8:30", "周一 8:30-25:00", "周一 12:00-8:30", "周一 8:30-8:30",
		"周一 8:30-12:00 11:00-13:00", "周一至周五 8:30-12:00; 周三 9:00-10:00", "周一 x-12:00",
	} {
		if got, err := calendar.ParseHours(s); err == nil {
			t.Errorf("ParseHours(%q) = %v, want an error", s, got)
		}
	}
}

// TestHoursKeepTheirWord takes any hours at their word: they open when they say,
// and not before.
func TestHoursKeepTheirWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var hours calendar.Hours
		for d := range hours {
			from := 0
			for range rapid.IntRange(0, 2).Draw(t, "spans") {
				a := rapid.IntRange(from, 1438).Draw(t, "from")
				b := rapid.IntRange(a+1, 1439).Draw(t, "to")
				hours[d] = append(hours[d], calendar.Span{From: calendar.Minute(a), To: calendar.Minute(b)})
				if from = b; from > 1437 {
					break
				}
			}
		}
		now := anyTime(t, "now")
		pause, opens := hours.At(now)
		if pause == calendar.Open {
			if !opens.IsZero() {
				t.Errorf("open, and opens at %v", opens)
			}
			return
		}
		never := fmt.Sprint(hours) == fmt.Sprint(calendar.Hours{})
		if opens.IsZero() != never {
			t.Fatalf("opens at %v, never: %t", opens, never)
		}
		if never {
			return
		}
		if still, _ := hours.At(opens); still != calendar.Open {
			t.Errorf("at %v they open at %v, and then %q", now, opens, still)
		}
		before := now.Add(time.Duration(rapid.Int64Range(0, int64(opens.Sub(now))-1).Draw(t, "before")))
		if early, _ := hours.At(before); early == calendar.Open {
			t.Errorf("at %v they open at %v, but are open at %v", now, opens, before)
		}
	})
}

func TestClockRead(t *testing.T) {
	earliest := at("2026-11-01 00:00:00")
	monday := calendar.DayOf(at("2026-11-23 00:00:00"))
	known := calendar.Clock{Day: monday, Last: at("2026-11-23 09:00:00")}
	for _, tt := range []struct {
		name   string
		clock  calendar.Clock
		wall   string
		synced bool
		at     string
		day    calendar.Day
		doubt  calendar.Doubt
	}{
		{"the next minute", known, "2026-11-23 09:01:00", false, "2026-11-23 09:01:00", monday, calendar.Sure},
		{"midnight", known, "2026-11-24 00:00:00", false, "2026-11-24 00:00:00", monday + 1, calendar.Sure},
		{"the kernel corrects itself", known, "2026-11-23 08:59:10", false, "2026-11-23 09:00:00", monday, calendar.Sure},
		{"a minute back", known, "2026-11-23 08:59:00", false, "2026-11-23 09:00:00", monday, calendar.Sure},
		{"more than a minute back", known, "2026-11-23 08:58:59", false, "2026-11-23 09:00:00", monday, calendar.Behind},
		{"1970", known, "1970-01-01 08:00:00", false, "2026-11-23 09:00:00", monday, calendar.Behind},
		{"1970, called synchronised", known, "1970-01-01 08:00:00", true, "2026-11-23 09:00:00", monday, calendar.Behind},
		{"Spring Festival", known, "2026-12-23 09:00:00", false, "2026-12-23 09:00:00", monday + 30, calendar.Sure},
		{"longer than a festival", known, "2026-12-23 09:00:01", false, "2026-11-23 09:00:00", monday, calendar.Ahead},
		{"longer, synchronised", known, "2026-12-23 09:00:01", true, "2026-12-23 09:00:01", monday + 30, calendar.Sure},
		{"2035", known, "2035-05-05 09:00:00", false, "2026-11-23 09:00:00", monday, calendar.Ahead},
		{"first start", calendar.Clock{}, "2026-11-23 09:00:00", false, "2026-11-23 09:00:00", monday, calendar.Sure},
		{"first start in 1970", calendar.Clock{}, "1970-01-01 08:00:00", false, "2026-11-01 00:00:00", monday - 22, calendar.Behind},
	} {
		got := tt.clock.Read(at(tt.wall), tt.synced, earliest)
		if !got.At.Equal(at(tt.at)) || got.Day != tt.day || got.Doubt != tt.doubt {
			t.Errorf("%s: %v, %s, %q, want %s, %s, %q", tt.name, got.At, got.Day, got.Doubt, tt.at, tt.day, tt.doubt)
		}
		if got.At.Location() != zone {
			t.Errorf("%s: the time is in %v, want the hall's zone", tt.name, got.At.Location())
		}
	}
}

// TestTimeNeverGoesBack lets a hall act by whatever clocks: neither its time nor
// its day ever goes back, and a clock that is right again is believed at once.
func TestTimeNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		earliest := at("2026-11-01 00:00:00")
		c := calendar.Clock{Day: calendar.Day(rapid.IntRange(0, 40000).Draw(t, "day"))} // perhaps far ahead of its time
		for range rapid.IntRange(1, 20).Draw(t, "deeds") {
			got := c.Read(anyTime(t, "wall"), rapid.Bool().Draw(t, "synced"), earliest)
			if got.At.Before(c.Last) || got.Day < c.Day || got.At.Before(earliest) {
				t.Fatalf("from %v, %s to %v, %s", c.Last, c.Day, got.At, got.Day)
			}
			if got.Day < calendar.DayOf(got.At) {
				t.Fatalf("the day %s is before its time %v", got.Day, got.At)
			}
			c = calendar.Clock{Day: got.Day, Last: got.At}
			next := c.Last.Add(time.Minute)
			if healed := c.Read(next, false, earliest); healed.Doubt != calendar.Sure || !healed.At.Equal(next) || healed.Day < c.Day {
				t.Fatalf("a minute after %v the clock is %+v, want it believed", c.Last, healed)
			}
		}
	})
}

func TestClockConfirm(t *testing.T) {
	earliest := at("2026-11-01 00:00:00")
	c := calendar.Clock{Day: calendar.DayOf(at("2026-11-23 09:00:00")), Last: at("2026-11-23 09:00:00")}
	for wall, want := range map[string]calendar.Day{"2035-05-05 09:00:00": calendar.DayOf(at("2035-05-05 09:00:00")), "2026-11-20 09:00:00": c.Day} {
		got, ok := c.Confirm(at(wall), earliest)
		if !ok || !got.At.Equal(at(wall)) || got.Day != want || got.Doubt != calendar.Sure {
			t.Errorf("Confirm(%s) = %+v, %t, want %s, sure", wall, got, ok, want)
		}
	}
	if got, ok := c.Confirm(at("1970-01-01 08:00:00"), earliest); ok {
		t.Errorf("Confirm(1970) = %+v, want it refused", got)
	}
}

// A township's hours: what to tell who comes at noon.
func ExampleHours_At() {
	hours, _ := calendar.ParseHours("周一至周五 8:30-12:00 14:00-17:30")
	pause, opens := hours.At(time.Date(2026, time.November, 23, 12, 10, 0, 0, time.UTC))
	fmt.Println(pause, opens.Format("15:04"))
	// Output: 中午休息 14:00
}
