package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Minute is a time of day, counted from midnight.
type Minute int

// ParseMinute reads a time of day written 8:30 or 08:30, and 24:00 as the end of
// the day.
func ParseMinute(s string) (Minute, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("time %q: want one such as 8:30", s)
	}
	return Minute(t.Hour()*60 + t.Minute()), nil
}

// String writes the time of day as 8:30.
func (m Minute) String() string { return fmt.Sprintf("%d:%02d", m/60, m%60) }

// A Span is a stretch of one day, From included, To not.
type Span struct{ From, To Minute }

// String writes the span as 8:30-12:00.
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// Hours are the opening hours of an ordinary week, by weekday, each day's spans
// in order and apart.
type Hours [7][]Span

// weekdays are the names a clerk writes, in the order of time.Weekday.
var weekdays = [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// ParseHours reads opening hours as a clerk writes them: days, then spans; parts
// are separated by semicolons.
//
//	周一至周五 8:30-12:00 14:00-17:30; 周六 9:00-11:30
func ParseHours(s string) (Hours, error) {
	var h Hours
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '；' }) {
		fields := strings.Fields(part)
		if len(fields) < 2 {
			return Hours{}, fmt.Errorf("hours %q: want days and times, such as 周一至周五 8:30-12:00 14:00-17:30", strings.TrimSpace(part))
		}
		days, err := parseDays(fields[0])
		if err != nil {
			return Hours{}, err
		}
		var spans []Span
		for _, f := range fields[1:] {
			span, err := parseSpan(f)
			if err != nil {
				return Hours{}, err
			}
			if n := len(spans); n > 0 && span.From < spans[n-1].To {
				return Hours{}, fmt.Errorf("hours %q: %s begins before %s ends", s, span, spans[n-1])
			}
			spans = append(spans, span)
		}
		for _, d := range days {
			if h[d] != nil {
				return Hours{}, fmt.Errorf("hours %q: %s is named twice", s, weekdays[d])
			}
			h[d] = spans
		}
	}
	return h, nil
}

func parseDays(s string) ([]time.Weekday, error) {
	name := func(s string) int { return slices.Index(weekdays[:], s) }
	from, to, isRange := strings.Cut(s, "至")
	first := name(from)
	last := first
	if isRange {
		last = name(to)
	}
	if first < 0 || last < 0 {
		return nil, fmt.Errorf("day %q: want 周一 to 周日, or a range such as 周一至周五", s)
	}
	days := []time.Weekday{time.Weekday(first)}
	for d := first; d != last; {
		d = (d + 1) % 7
		days = append(days, time.Weekday(d))
	}
	return days, nil
}

func parseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(strings.NewReplacer("–", "-", "—", "-", "~", "-", "：", ":").Replace(s), "-")
	if !ok {
		return Span{}, fmt.Errorf("times %q: want a span such as 8:30-12:00", s)
	}
	a, err := ParseMinute(from)
	if err != nil {
		return Span{}, err
	}
	b, err := ParseMinute(to)
	if err != nil {
		return Span{}, err
	}
	if b <= a {
		return Span{}, fmt.Errorf("times %q: the end is not after the beginning", s)
	}
	return Span{a, b}, nil
}

// A Pause says why a place is shut at some moment. It is a word for residents.
type Pause string

// Why a place is shut.
const (
	Open    Pause = ""      // it is not
	Early   Pause = "还未上班"  // before the first span of the day
	Lunch   Pause = "中午休息"  // between two spans
	Evening Pause = "今天已下班" // after the last span of the day
	DayOff  Pause = "今天休息"  // a day without spans
)

// At says whether the place is open at t and, when it is not, when it opens
// again; the zero time when it never does.
func (h Hours) At(t time.Time) (Pause, time.Time) {
	today, m := DayOf(t), Minute(t.Hour()*60+t.Minute())
	spans := h[t.Weekday()]
	pause := Evening
	for i, s := range spans {
		if m >= s.To {
			continue
		}
		if m >= s.From {
			return Open, time.Time{}
		}
		pause = Lunch
		if i == 0 {
			pause = Early
		}
		return pause, today.At(s.From, t.Location())
	}
	if len(spans) == 0 {
		pause = DayOff
	}
	for d := today + 1; d <= today+7; d++ {
		if spans := h[d.Weekday()]; len(spans) > 0 {
			return pause, d.At(spans[0].From, t.Location())
		}
	}
	return pause, time.Time{}
}
