// Package roster knows the people of the hall, what they do, who stands in for
// whom, and which leader 带班领导 receives residents on a day.
package roster

import (
	"slices"
	"strings"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
)

// A Person is somebody of the staff as residents may know them.
type Person struct {
	ID         string
	Name       string
	Post       string // 镇长（正科级）
	Department string // a department's id
	Work       string // what they see to
	Phone      string
	Window     string // where they sit, empty when at none
	Standin    string // Person.ID of who acts for them, AB岗; may be empty
}

// Leads reports whether the person's rank is 副科级 or above: only they may be
// the day's leader.
func (p Person) Leads() bool {
	return slices.ContainsFunc([]string{"副科级", "正科级", "副处级", "正处级"}, func(rank string) bool {
		return strings.Contains(p.Post, rank)
	})
}

// Check returns nil or what is wrong, in the clerk's words.
func (p Person) Check() error {
	for _, f := range []struct{ field, value string }{
		{"姓名", p.Name},
		{"职务", p.Post},
		{"部门", p.Department},
		{"分工", p.Work},
		{"电话", p.Phone},
	} {
		if f.value == "" {
			return &doc.FieldError{Field: f.field, Says: "不能空着"}
		}
	}
	if p.Standin == p.ID {
		return &doc.FieldError{Field: "AB岗", Says: "不能写本人"}
	}
	return nil
}

// A Duty is one leader's turn, every week or on one day.
type Duty struct {
	Weekday time.Weekday // when Day is zero
	Day     calendar.Day
	Leader  string // Person.ID
	Hours   string // when they receive residents: 8:30-12:00 14:00-17:30
	Place   string
}

// A Roster is the people and their duties, in the order of the clerk's files.
type Roster struct {
	People []Person
	Duties []Duty
}

// Person returns the person of that id.
func (r Roster) Person(id string) (Person, bool) {
	if i := slices.IndexFunc(r.People, func(p Person) bool { return p.ID == id }); i >= 0 {
		return r.People[i], true
	}
	return Person{}, false
}

// Of returns the people of a department.
func (r Roster) Of(department string) []Person {
	var people []Person
	for _, p := range r.People {
		if p.Department == department {
			people = append(people, p)
		}
	}
	return people
}

// On returns the duties of a day: those written for that very day, else those
// of its weekday.
func (r Roster) On(day calendar.Day) []Duty {
	var dated, weekly []Duty
	for _, d := range r.Duties {
		switch {
		case d.Day == day:
			dated = append(dated, d)
		case d.Day == 0 && d.Weekday == day.Weekday():
			weekly = append(weekly, d)
		}
	}
	if dated != nil {
		return dated
	}
	return weekly
}

// Unled returns the days from Monday to Friday, of the n that begin with from,
// on which no leader is on duty. Each is a warning to the director.
func (r Roster) Unled(from calendar.Day, n int) []calendar.Day {
	var days []calendar.Day
	for d := from; d < from+calendar.Day(n); d++ {
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday && len(r.On(d)) == 0 {
			days = append(days, d)
		}
	}
	return days
}
