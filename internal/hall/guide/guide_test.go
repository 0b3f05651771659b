package guide_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
)

// whole returns a guide with nothing missing.
func whole() guide.Guide {
	return guide.Guide{
		ID: "dibao", Name: "低保", Themes: []guide.Theme{"困难救助"}, Want: "我想申请低保", Department: "minzheng", Person: "maiqiuxia",
		Ways: []guide.Way{guide.Window, guide.Agent}, Level: guide.AtCounty, Place: "5号窗口", Line: "minzheng",
		Promise: guide.Limit{N: 22, Unit: guide.WorkingDays}, Legal: guide.Limit{N: 30, Unit: guide.WorkingDays},
		Fee: "不收费", FeeBasis: "无收费项目", Visits: 1, Basis: "《社会救助暂行办法》", Result: "按月发放",
		Phone: "0000-12345005", Complaint: "12345", Checked: calendar.Day(20000),
		Who:       doc.Doc{Blocks: []doc.Block{doc.Paragraph{Text: "收入低于低保标准的家庭。"}}},
		Materials: []guide.Material{{Name: "身份证", Kind: "原件", Copies: "1份", From: "自己带"}},
		Steps:     []guide.Step{{Text: "到5号窗口申请。"}},
	}
}

// A guide that lacks a field of C4–C7, or says two things that cannot both be
// true, is refused by the name of the field.
func TestGuideCheck(t *testing.T) {
	g := whole()
	if err := g.Check(); err != nil {
		t.Fatalf("Check() of a whole guide = %v", err)
	}
	for _, tt := range []struct {
		name, field string
		spoil       func(*guide.Guide)
	}{
		{"no name", "名称", func(g *guide.Guide) { g.Name = "" }},
		{"no theme", "主题", func(g *guide.Guide) { g.Themes = nil }},
		{"a theme nobody looks under", "主题", func(g *guide.Guide) { g.Themes = append(g.Themes, "其他") }},
		{"no 我想办 sentence", "我想办", func(g *guide.Guide) { g.Want = "" }},
		{"no department", "部门", func(g *guide.Guide) { g.Department = "" }},
		{"nobody answers for it", "责任人", func(g *guide.Guide) { g.Person = "" }},
		{"no way", "办理方式", func(g *guide.Guide) { g.Ways = nil }},
		{"a way that is none", "办理方式", func(g *guide.Guide) { g.Ways = append(g.Ways, "托梦") }},
		{"no level", "层级", func(g *guide.Guide) { g.Level = "" }},
		{"no place", "地点", func(g *guide.Guide) { g.Place = "" }},
		{"a window without a queue", "队列", func(g *guide.Guide) { g.Line = "" }},
		{"a queue that leads to no window", "队列", func(g *guide.Guide) { g.Ways = []guide.Way{guide.County} }},
		{"no promise", "承诺时限", func(g *guide.Guide) { g.Promise = guide.Limit{} }},
		{"a promise beyond the law", "承诺时限", func(g *guide.Guide) { g.Promise.N = 31 }},
		{"no word about fees", "收费", func(g *guide.Guide) { g.Fee = "" }},
		{"no basis of the fee", "收费依据", func(g *guide.Guide) { g.FeeBasis = "" }},
		{"four visits", "到场次数", func(g *guide.Guide) { g.Visits = 4 }},
		{"less than no visit", "到场次数", func(g *guide.Guide) { g.Visits = -1 }},
		{"no basis", "依据", func(g *guide.Guide) { g.Basis = "" }},
		{"no result", "结果", func(g *guide.Guide) { g.Result = "" }},
		{"no phone", "咨询电话", func(g *guide.Guide) { g.Phone = "" }},
		{"no phone for complaints", "投诉电话", func(g *guide.Guide) { g.Complaint = "" }},
		{"never checked", "核对日期", func(g *guide.Guide) { g.Checked = 0 }},
		{"nobody may", "谁能办", func(g *guide.Guide) { g.Who = doc.Doc{} }},
		{"no materials", "材料", func(g *guide.Guide) { g.Materials = nil }},
		{"a material from nowhere", "材料", func(g *guide.Guide) { g.Materials[0].From = "" }},
		{"no steps", "程序", func(g *guide.Guide) { g.Steps = nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := whole()
			tt.spoil(&g)
			var field *doc.FieldError
			if err := g.Check(); !errors.As(err, &field) || field.Field != tt.field {
				t.Errorf("Check() = %v, want one about %s", err, tt.field)
			}
		})
	}
}

// A field that is added to Guide must be either checked or known to be optional.
func TestGuideCheckMissesNoField(t *testing.T) {
	optional := []string{
		"ID", "Aliases", "Questions", "Notes", "Visits",
		"Legal", // no rule may set one
		"Line",  // TestGuideCheck has its cases
	}
	for i := range reflect.TypeFor[guide.Guide]().NumField() {
		g := whole()
		v := reflect.ValueOf(&g).Elem()
		name := v.Type().Field(i).Name
		v.Field(i).SetZero()
		if err := g.Check(); err == nil && !slices.Contains(optional, name) {
			t.Errorf("Check() accepts a guide without %s", name)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, s := range []string{"当场办结", "1个工作日", "20个工作日", "15日", "3个月", "无规定"} {
		l, err := guide.ParseLimit(s)
		if err != nil || l.String() != s {
			t.Errorf("ParseLimit(%q).String() = %q, %v", s, l, err)
		}
	}
	for _, s := range []string{"", "0日", "-1日", "1000日", "3 个工作日", "3天", "3", "个工作日", "当场"} {
		if l, err := guide.ParseLimit(s); err == nil {
			t.Errorf("ParseLimit(%q) = %v, want an error", s, l)
		}
	}
}

// Only what is certain is called longer: 15 working days and 20 days may be
// either way round.
func TestLimitLonger(t *testing.T) {
	for _, tt := range []struct {
		promise, legal string
		want           bool
	}{
		{"14日", "15日", false},
		{"15日", "15日", false},
		{"16日", "15日", true},
		{"15个工作日", "20日", false},
		{"1个工作日", "当场办结", true},
		{"当场办结", "当场办结", false},
		{"当场办结", "1日", false},
		{"3个月", "无规定", false},
	} {
		promise, err := guide.ParseLimit(tt.promise)
		if err != nil {
			t.Fatal(err)
		}
		legal, err := guide.ParseLimit(tt.legal)
		if err != nil {
			t.Fatal(err)
		}
		if got := promise.Longer(legal); got != tt.want {
			t.Errorf("%s longer than %s = %t, want %t", promise, legal, got, tt.want)
		}
	}
}

func book() guide.Book {
	return guide.Book{
		Departments: []guide.Department{
			{ID: "minzheng", Name: "民政办公室", Aliases: []string{"民政所"}},
			{ID: "yibao", Name: "医疗保障服务站", Aliases: []string{"合疗办", "新农合办"}},
			{ID: "gongzheng", Name: "县公证处"},
		},
		Guides: []guide.Guide{
			{ID: "baoxiao", Name: "医疗费用报销", Themes: []guide.Theme{"看病医保"}, Want: "我想报销", Department: "yibao", Line: "yibao"},
			{ID: "canbao", Name: "居民医保参保", Aliases: []string{"合疗", "新农合"}, Themes: []guide.Theme{"看病医保", "社会保险"}, Want: "我想缴医保", Department: "yibao", Line: "yibao"},
			{ID: "dibao", Name: "最低生活保障", Aliases: []string{"低保"}, Themes: []guide.Theme{"困难救助"}, Want: "我想申请低保", Department: "minzheng", Line: "minzheng"},
			{ID: "gongzheng", Name: "公证", Themes: []guide.Theme{"证件"}, Want: "我想办公证", Department: "gongzheng"},
		},
		Points: []guide.Point{
			{Village: "石桥村", Place: "村委会", Guides: []string{"dibao", "canbao"}},
			{Village: "柳沟村", Place: "村委会", Guides: []string{"canbao"}},
			{Village: "石桥村", Place: "集市", Guides: []string{"canbao"}},
		},
	}
}

func ids(guides []guide.Guide) []string {
	var all []string
	for _, g := range guides {
		all = append(all, g.ID)
	}
	return all
}

func TestBook(t *testing.T) {
	b := book()
	for _, tt := range []struct {
		name      string
		got, want []string
	}{
		{"of a theme", ids(b.OfTheme("看病医保")), []string{"baoxiao", "canbao"}},
		{"of a theme without guides", ids(b.OfTheme("上学")), nil},
		{"of a department", ids(b.OfDepartment("yibao")), []string{"baoxiao", "canbao"}},
		{"of a line", ids(b.OfLine("minzheng")), []string{"dibao"}},
		{"elsewhere", ids(b.Elsewhere()), []string{"gongzheng"}},
		{"by name", ids(b.Search("最低")), []string{"dibao"}},
		{"by what one wants", ids(b.Search("我想申请低保")), []string{"dibao"}},
		{"by an alias, then by the department's", ids(b.Search("合疗")), []string{"canbao", "baoxiao"}},
		{"by a department's name", ids(b.Search("民政")), []string{"dibao"}},
		{"by nothing", ids(b.Search("  ")), nil},
		{"by what nobody does", ids(b.Search("彩票")), nil},
		{"villages", b.Villages(), []string{"石桥村", "柳沟村"}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, diff)
		}
	}
	if got := b.SearchDepartments("新农合"); len(got) != 1 || got[0].ID != "yibao" {
		t.Errorf("departments once called 新农合 = %v, want yibao", got)
	}
	if got, want := len(b.OfVillage("石桥村")), 2; got != want {
		t.Errorf("points of 石桥村 = %d, want %d", got, want)
	}
	if got, want := len(b.Doing("canbao")), 3; got != want {
		t.Errorf("points that do canbao = %d, want %d", got, want)
	}
	if diff := cmp.Diff([]guide.Theme{"社会保险", "看病医保", "困难救助", "证件"}, b.Themes()); diff != "" {
		t.Errorf("themes in use: -want +got\n%s", diff)
	}
	if _, ok := b.Guide("nosuch"); ok {
		t.Error("Guide found one that is not there")
	}
	if d, ok := b.Department("yibao"); !ok || d.Name != "医疗保障服务站" {
		t.Errorf("Department(yibao) = %v, %t", d, ok)
	}
}

func TestDepartmentAndPointCheck(t *testing.T) {
	d := guide.Department{Name: "供电所", Kind: "所", Presence: guide.Planned, Place: "北街", Phone: "95598", Checked: 1, Duty: "用电"}
	p := guide.Point{Village: "石桥村", Place: "村委会", Agents: []string{"甲"}, Phone: "12345", Hours: "每天", Guides: []string{"dibao"}, Fee: "5元"}
	for field, err := range map[string]error{"去哪里办": d.Check(), "收费": p.Check()} {
		var bad *doc.FieldError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("Check() = %v, want one about %s", err, field)
		}
	}
	d.Elsewhere, p.Fee = "北街3号", "免费"
	if err := errors.Join(d.Check(), p.Check()); err != nil {
		t.Errorf("mended: %v", err)
	}
}
