package calendar

import (
	"fmt"
	"time"
)

// A Day is a calendar day, counted from 1970-01-01, so that days compare and
// add as numbers. It is written 2026-11-22.
type Day int

// DayOf returns the day on which t falls in t's own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads a day written 2026-11-22.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("day %q: want a date such as 2026-11-22", s)
	}
	return DayOf(t), nil
}

// String writes the day as 2026-11-22.
func (d Day) String() string { return d.midnight(time.UTC).Format(time.DateOnly) }

// MarshalText writes the day as 2026-11-22.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a day written 2026-11-22.
func (d *Day) UnmarshalText(b []byte) error {
	day, err := ParseDay(string(b))
	if err == nil {
		*d = day
	}
	return err
}

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.midnight(time.UTC).Weekday() }

// At returns the moment m on that day in zone.
func (d Day) At(m Minute, zone *time.Location) time.Time {
	return d.midnight(zone).Add(time.Duration(m) * time.Minute)
}

func (d Day) midnight(zone *time.Location) time.Time {
	y, m, day := time.Unix(int64(d)*86400, 0).UTC().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}
