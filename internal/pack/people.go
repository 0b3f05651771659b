package pack

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/roster"
)

func (t *Township) readPeople(fsys fs.FS) error {
	const file = "people.csv"
	var lines []int // of the file, by the order of the people
	columns := []string{"编号", "姓名", "职务", "部门", "分工", "电话", "窗口", "AB岗"}
	err := readTable(fsys, file, columns, func(line int, get func(string) string) error {
		p := roster.Person{
			ID: get("编号"), Name: get("姓名"), Post: get("职务"), Department: get("部门"), Work: get("分工"), Phone: get("电话"),
			Window: get("窗口"), Standin: get("AB岗"),
		}
		if err := newID(p.ID, func(id string) bool { _, ok := t.Roster.Person(id); return ok }); err != nil {
			return err
		}
		if err := cmp.Or(p.Check(), phone(p.Phone)); err != nil {
			return err
		}
		if _, ok := t.Book.Department(p.Department); !ok {
			return fmt.Errorf("部门 %q 在 departments.csv 里没有", p.Department)
		}
		if p.Window != "" && !t.window(p.Window) {
			return fmt.Errorf("窗口 %q 在 windows.csv 里没有；不坐窗口就空着", p.Window)
		}
		t.Roster.People = append(t.Roster.People, p)
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		return err
	}
	for i, p := range t.Roster.People {
		if _, ok := t.Roster.Person(p.Standin); p.Standin != "" && !ok {
			return &FileError{file, lines[i], fmt.Sprintf("AB岗 %q 在这张表里没有；没有替岗的人就空着", p.Standin)}
		}
	}
	return nil
}

func (t *Township) readDuty(fsys fs.FS) error {
	return readTable(fsys, "duty.csv", []string{"星期", "领导", "接待时间", "地点"}, func(_ int, get func(string) string) error {
		d := roster.Duty{Leader: get("领导"), Hours: get("接待时间"), Place: get("地点")}
		var err error
		if d.Weekday, d.Day, err = dutyDay(get("星期")); err != nil {
			return err
		}
		p, ok := t.Roster.Person(d.Leader)
		switch {
		case !ok:
			return fmt.Errorf("领导 %q 在 people.csv 里没有", d.Leader)
		case !p.Leads():
			return fmt.Errorf("%s的职务是“%s”，带班领导要副科级以上；职务里请写明级别，如：副镇长（副科级）", p.Name, p.Post)
		case d.Place == "":
			return errors.New("地点不能空着")
		}
		if _, err := calendar.ParseHours("周一 " + d.Hours); err != nil {
			return fmt.Errorf("接待时间 %q 请写成 8:30-12:00 14:00-17:30", d.Hours)
		}
		t.Roster.Duties = append(t.Roster.Duties, d)
		return nil
	})
}

// dutyDay reads 周一 or 2026-11-23.
func dutyDay(s string) (time.Weekday, calendar.Day, error) {
	if i := slices.Index([]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}, s); i >= 0 {
		return time.Weekday(i), 0, nil
	}
	d, err := day(s)
	if err != nil || d == 0 {
		return 0, 0, fmt.Errorf("星期 %q 请写“周一”这样的星期，或者 2026-11-23 这样的日期", s)
	}
	return d.Weekday(), d, nil
}
