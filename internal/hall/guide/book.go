package guide

import (
	"slices"
	"strings"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
)

// A Presence says whether a department sits in the hall 进驻.
type Presence string

// The presences.
const (
	Present Presence = "已进驻"
	Absent  Presence = "未进驻"
	Planned Presence = "计划进驻"
)

// A Department is one of the township's or county's: 三办四站一所 and those that
// only the county has.
type Department struct {
	ID        string
	Name      string
	Aliases   []string // former names: 土管所, 合疗办
	Kind      string   // 办, 站, 所, 中心, 部门
	Presence  Presence
	Place     string
	Phone     string
	Checked   calendar.Day // when the phone was last tried
	Duty      string
	Elsewhere string // where to go while it is not in the hall
}

// Check returns nil or what is wrong, in the clerk's words.
func (d Department) Check() error {
	for _, f := range []struct{ field, value string }{
		{"名称", d.Name},
		{"地点", d.Place},
		{"电话", d.Phone},
		{"职责", d.Duty},
	} {
		if f.value == "" {
			return &doc.FieldError{Field: f.field, Says: "不能空着"}
		}
	}
	switch {
	case !slices.Contains([]string{"办", "站", "所", "中心", "部门"}, d.Kind):
		return &doc.FieldError{Field: "性质", Says: "写“办”“站”“所”“中心”或“部门”"}
	case !slices.Contains([]Presence{Present, Absent, Planned}, d.Presence):
		return &doc.FieldError{Field: "进驻", Says: "写“已进驻”“未进驻”或“计划进驻”"}
	case d.Presence != Present && d.Elsewhere == "":
		return &doc.FieldError{Field: "去哪里办", Says: "不能空着：没有进驻的部门，要告诉群众去哪里"}
	case d.Checked == 0:
		return &doc.FieldError{Field: "核对日期", Says: "不能空着，如：2026-11-02"}
	}
	return nil
}

// A Point is where agents of a village do a matter for residents 代办点.
type Point struct {
	Village string
	Place   string
	Agents  []string // names
	Phone   string
	Hours   string
	Guides  []string // Guide.ID of what can be done there
	Fee     string   // always 免费, and said so: people suspect otherwise
}

// Check returns nil or what is wrong, in the clerk's words.
func (p Point) Check() error {
	for _, f := range []struct{ field, value string }{
		{"村", p.Village},
		{"地点", p.Place},
		{"代办员", strings.Join(p.Agents, "")},
		{"电话", p.Phone},
		{"服务时间", p.Hours},
		{"可代办", strings.Join(p.Guides, "")},
	} {
		if f.value == "" {
			return &doc.FieldError{Field: f.field, Says: "不能空着"}
		}
	}
	if p.Fee != "免费" {
		return &doc.FieldError{Field: "收费", Says: "只能写“免费”：代办不收一分钱"}
	}
	return nil
}

// A Facility is something in the hall that residents may use: 老花镜, 饮水机.
type Facility struct{ Name, Place, Note string }

// About says what the hall is, where, and when it is open.
type About struct {
	Title, Address, Hours, Transport string
	Doc                              doc.Doc
}

// A Book is everything residents look up about getting things done, in the
// order of the clerk's files.
type Book struct {
	Guides      []Guide
	Departments []Department
	Points      []Point
	Facilities  []Facility
	About       About
}

// Guide returns the guide of that id.
func (b Book) Guide(id string) (Guide, bool) {
	return find(b.Guides, func(g Guide) bool { return g.ID == id })
}

// Department returns the department of that id.
func (b Book) Department(id string) (Department, bool) {
	return find(b.Departments, func(d Department) bool { return d.ID == id })
}

// Themes returns the themes under which there is a guide, in their order.
func (b Book) Themes() []Theme {
	return slices.DeleteFunc(Themes(), func(t Theme) bool { return len(b.OfTheme(t)) == 0 })
}

// OfTheme returns the guides of a theme; their Want is the 我想办 sentence.
func (b Book) OfTheme(t Theme) []Guide {
	return only(b.Guides, func(g Guide) bool { return slices.Contains(g.Themes, t) })
}

// OfDepartment returns the guides of a department.
func (b Book) OfDepartment(id string) []Guide {
	return only(b.Guides, func(g Guide) bool { return g.Department == id })
}

// OfLine returns the guides for which a number of that line is taken.
func (b Book) OfLine(id string) []Guide {
	return only(b.Guides, func(g Guide) bool { return g.Line == id })
}

// Elsewhere returns the guides of what is not done in this hall.
func (b Book) Elsewhere() []Guide {
	return only(b.Guides, func(g Guide) bool { return !g.Here() })
}

// Villages returns the villages that have a point, in the order of the file.
func (b Book) Villages() []string {
	var villages []string
	for _, p := range b.Points {
		if !slices.Contains(villages, p.Village) {
			villages = append(villages, p.Village)
		}
	}
	return villages
}

// OfVillage returns the points of a village.
func (b Book) OfVillage(village string) []Point {
	return only(b.Points, func(p Point) bool { return p.Village == village })
}

// Doing returns the points where a guide's matter can be done.
func (b Book) Doing(guide string) []Point {
	return only(b.Points, func(p Point) bool { return slices.Contains(p.Guides, guide) })
}

// Search returns the guides in whose name, aliases or 我想办 sentence the words
// occur, and after them those whose department goes or went by such a name, so
// that 土管 finds what is now done by 自然资源.
func (b Book) Search(words string) []Guide {
	own := func(g Guide) bool { return occurs(words, append([]string{g.Name, g.Want}, g.Aliases...)) }
	return append(only(b.Guides, own), only(b.Guides, func(g Guide) bool {
		d, ok := b.Department(g.Department)
		return ok && !own(g) && d.goesBy(words)
	})...)
}

// SearchDepartments returns the departments that go or went by such a name.
func (b Book) SearchDepartments(words string) []Department {
	return only(b.Departments, func(d Department) bool { return d.goesBy(words) })
}

func (d Department) goesBy(words string) bool {
	return occurs(words, append([]string{d.Name}, d.Aliases...))
}

// occurs reports whether the words are part of one of the names, whatever the
// case. Nothing occurs nowhere.
func occurs(words string, names []string) bool {
	words = strings.ToLower(strings.TrimSpace(words))
	return words != "" && slices.ContainsFunc(names, func(s string) bool { return strings.Contains(strings.ToLower(s), words) })
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

func only[T any](all []T, is func(T) bool) []T {
	var some []T
	for _, v := range all {
		if is(v) {
			some = append(some, v)
		}
	}
	return some
}
