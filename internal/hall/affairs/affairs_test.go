package affairs_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
)

const today = calendar.Day(20779) // 2026-11-22

var text = doc.Doc{Blocks: []doc.Block{doc.Paragraph{Text: "正文。"}}}

func item() affairs.Item {
	return affairs.Item{
		ID: "tingshui", Affair: affairs.Service, Column: "停水停电", Title: "停水通知", Publisher: "青石镇供水站",
		Written: today, Published: today, Checked: today, Until: today, Scope: affairs.Public, Doc: text,
	}
}

// An item is shown from its first day to its last, both included, and only when
// it is for everybody.
func TestInForce(t *testing.T) {
	for _, tt := range []struct {
		name             string
		published, until calendar.Day
		scope            affairs.Scope
		want             bool
	}{
		{"published tomorrow", today + 1, 0, affairs.Public, false},
		{"published today", today, 0, affairs.Public, true},
		{"its last day is today", today - 9, today, affairs.Public, true},
		{"its last day was yesterday", today - 9, today - 1, affairs.Public, false},
		{"one day only, today", today, today, affairs.Public, true},
		{"without an end", today - 3650, 0, affairs.Public, true},
		{"for the party only", today, 0, "党内", false},
		{"for the office only", today, 0, "本单位", false},
		{"for nobody said", today, 0, "", false},
	} {
		i := item()
		i.Published, i.Until, i.Scope = tt.published, tt.until, tt.scope
		if got := i.InForce(today); got != tt.want {
			t.Errorf("%s: InForce = %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestItemCheck(t *testing.T) {
	whole := item()
	if err := whole.Check(); err != nil {
		t.Fatalf("Check() of a whole item = %v", err)
	}
	for _, tt := range []struct {
		name, field string
		spoil       func(*affairs.Item)
	}{
		{"no title", "标题", func(i *affairs.Item) { i.Title = "" }},
		{"nobody publishes it", "发布单位", func(i *affairs.Item) { i.Publisher = "" }},
		{"not written", "成文日期", func(i *affairs.Item) { i.Written = 0 }},
		{"not published", "公布日期", func(i *affairs.Item) { i.Published = 0 }},
		{"not checked", "核对日期", func(i *affairs.Item) { i.Checked = 0 }},
		{"no column", "栏目", func(i *affairs.Item) { i.Column = "" }},
		{"another affair's column", "栏目", func(i *affairs.Item) { i.Column = "党费收支" }},
		{"no affair", "栏目", func(i *affairs.Item) { i.Affair = "村务" }},
		{"published before it was written", "公布日期", func(i *affairs.Item) { i.Published-- }},
		{"checked before it was written", "核对日期", func(i *affairs.Item) { i.Checked-- }},
		{"over before it begins", "有效期", func(i *affairs.Item) { i.Until-- }},
		{"for the party only", "范围", func(i *affairs.Item) { i.Scope = "党内" }},
		{"no text", "正文", func(i *affairs.Item) { i.Doc = doc.Doc{} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := item()
			tt.spoil(&i)
			var bad *doc.FieldError
			if err := i.Check(); !errors.As(err, &bad) || bad.Field != tt.field {
				t.Errorf("Check() = %v, want one about %s", err, tt.field)
			}
		})
	}
}

func TestRegulationCheck(t *testing.T) {
	whole := affairs.Regulation{ID: "shouwen", Title: "首问负责制", Kind: affairs.Open, Published: today, Doc: text}
	if err := whole.Check(); err != nil {
		t.Fatalf("Check() of a whole regulation = %v", err)
	}
	for field, spoil := range map[string]func(*affairs.Regulation){
		"标题":   func(r *affairs.Regulation) { r.Title = "" },
		"类别":   func(r *affairs.Regulation) { r.Kind = "制度" },
		"公布日期": func(r *affairs.Regulation) { r.Published = 0 },
		"正文":   func(r *affairs.Regulation) { r.Doc = doc.Doc{} },
	} {
		r := whole
		spoil(&r)
		var bad *doc.FieldError
		if err := r.Check(); !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("Check() = %v, want one about %s", err, field)
		}
	}
}

// The third affair is the service to residents, and each has its own columns.
func TestAffairs(t *testing.T) {
	if diff := cmp.Diff([]affairs.Affair{"党务", "政务", "便民服务"}, affairs.Affairs()); diff != "" {
		t.Error(diff)
	}
	seen := make(map[string]affairs.Affair)
	for _, a := range affairs.Affairs() {
		for _, c := range a.Columns() {
			if other, twice := seen[c]; twice {
				t.Errorf("column %s belongs to %s and %s", c, other, a)
			}
			seen[c] = a
		}
	}
	if len(seen) != 24 {
		t.Errorf("%d columns, want 24", len(seen))
	}
}

func TestCatalogue(t *testing.T) {
	entry := func(id string, a affairs.Affair, column, village string, published, until calendar.Day) affairs.Item {
		return affairs.Item{ID: id, Affair: a, Column: column, Title: "关于" + id, Village: village, Published: published, Until: until, Scope: affairs.Public}
	}
	secret := entry("secret", affairs.Party, "党费收支", "", today, 0)
	secret.Scope = "党内"
	c := affairs.Catalogue{
		Items: []affairs.Item{
			entry("old", affairs.Government, "财政资金", "石桥村", today-30, 0),
			entry("first", affairs.Government, "财政资金", "", today-1, 0),
			entry("second", affairs.Government, "政策文件", "", today-1, 0),
			entry("over", affairs.Government, "财政资金", "石桥村", today-9, today-1),
			entry("coming", affairs.Government, "财政资金", "石桥村", today+1, 0),
			entry("new", affairs.Service, "停水停电", "石桥村", today, today),
			secret,
		},
		Regulations: []affairs.Regulation{{ID: "shouwen", Title: "首问负责制"}},
		Slogans: []affairs.Slogan{
			{Text: "always"},
			{Text: "begins tomorrow", From: today + 1},
			{Text: "ended yesterday", Until: today - 1},
			{Text: "ends today", From: today, Until: today},
		},
	}
	ids := func(items []affairs.Item) []string {
		var all []string
		for _, i := range items {
			all = append(all, i.ID)
		}
		return all
	}
	for _, tt := range []struct {
		name      string
		got, want []string
	}{
		{"of an affair, the newest first, the same day in file order", ids(c.Of(affairs.Government, today)), []string{"first", "second", "old"}},
		{"of an affair with nothing public", ids(c.Of(affairs.Party, today)), nil},
		{"in a column", ids(c.In(affairs.Government, "财政资金", today)), []string{"first", "old"}},
		{"of a village", ids(c.OfVillage("石桥村", today)), []string{"new", "old"}},
		{"tomorrow", ids(c.OfVillage("石桥村", today+1)), []string{"coming", "old"}},
		{"the two newest", ids(c.Newest(2, today)), []string{"new", "first"}},
		{"the newest of few", ids(c.Newest(99, today)), []string{"new", "first", "second", "old"}},
		{"searched", ids(c.Search("财政", today)), []string{"first", "old"}},
		{"searched for what is secret", ids(c.Search("secret", today)), nil},
		{"searched for nothing", ids(c.Search(" ", today)), nil},
		{"slogans", c.Shown(today), []string{"always", "ends today"}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, diff)
		}
	}
	for id, want := range map[string]bool{"new": true, "over": false, "coming": false, "secret": false, "nosuch": false} {
		if _, ok := c.Item(id, today); ok != want {
			t.Errorf("Item(%s) found = %t, want %t", id, ok, want)
		}
	}
	if _, ok := c.Regulation("shouwen"); !ok {
		t.Error("Regulation(shouwen) not found")
	}
}
