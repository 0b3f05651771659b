package roster_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/roster"
)

// A duty written for one day takes the place of the weekly one on that day only.
func TestOn(t *testing.T) {
	const monday = calendar.Day(20780) // 2026-11-23
	if monday.Weekday() != time.Monday {
		t.Fatalf("%s is a %s", monday, monday.Weekday())
	}
	r := roster.Roster{Duties: []roster.Duty{
		{Weekday: time.Monday, Leader: "gu"},
		{Weekday: time.Monday, Leader: "lin"},
		{Day: monday, Weekday: time.Monday, Leader: "mi"},
		{Weekday: time.Wednesday, Leader: "ru"},
	}}
	leaders := func(d calendar.Day) []string {
		var all []string
		for _, duty := range r.On(d) {
			all = append(all, duty.Leader)
		}
		return all
	}
	for d, want := range map[calendar.Day][]string{
		monday:     {"mi"},
		monday + 7: {"gu", "lin"},
		monday + 2: {"ru"},
		monday + 1: nil,
	} {
		if diff := cmp.Diff(want, leaders(d)); diff != "" {
			t.Errorf("leaders on %s: -want +got\n%s", d, diff)
		}
	}
	if diff := cmp.Diff([]calendar.Day{monday + 1, monday + 3, monday + 4, monday + 8}, r.Unled(monday, 9)); diff != "" {
		t.Errorf("days without a leader, weekends apart: -want +got\n%s", diff)
	}
}

func TestLeads(t *testing.T) {
	for post, want := range map[string]bool{
		"镇长（正科级）": true, "副镇长（副科级）": true, "县长（正处级）": true, "民政办公室主任": false, "科级干事": false, "": false,
	} {
		if got := (roster.Person{Post: post}).Leads(); got != want {
			t.Errorf("Leads() of %q = %t, want %t", post, got, want)
		}
	}
}

func TestPersonCheck(t *testing.T) {
	whole := roster.Person{ID: "gu", Name: "谷明远", Post: "镇长", Department: "dangzheng", Work: "全面工作", Phone: "0000-12345001", Standin: "lin"}
	if err := whole.Check(); err != nil {
		t.Fatalf("Check() of a whole person = %v", err)
	}
	for field, spoil := range map[string]func(*roster.Person){
		"姓名":  func(p *roster.Person) { p.Name = "" },
		"职务":  func(p *roster.Person) { p.Post = "" },
		"部门":  func(p *roster.Person) { p.Department = "" },
		"分工":  func(p *roster.Person) { p.Work = "" },
		"电话":  func(p *roster.Person) { p.Phone = "" },
		"AB岗": func(p *roster.Person) { p.Standin = p.ID },
	} {
		p := whole
		spoil(&p)
		var bad *doc.FieldError
		if err := p.Check(); !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("Check() = %v, want one about %s", err, field)
		}
	}
}

func TestPeopleOfDepartment(t *testing.T) {
	r := roster.Roster{People: []roster.Person{{ID: "a", Department: "x"}, {ID: "b", Department: "y"}, {ID: "c", Department: "x"}}}
	if got := r.Of("x"); len(got) != 2 || got[0].ID != "a" || got[1].ID != "c" {
		t.Errorf("Of(x) = %v, want a and c", got)
	}
	if _, ok := r.Person("nosuch"); ok {
		t.Error("Person found one that is not there")
	}
}
