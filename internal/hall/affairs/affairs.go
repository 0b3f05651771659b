// Package affairs holds what the township publishes: items of the three affairs
// 党务, 政务 and 便民服务, the regulations 制度 it works by, and its slogans. What is
// in force is decided at the moment of reading, for the day that is passed in.
package affairs

import (
	"cmp"
	"slices"
	"strings"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
)

// An Affair is one of the three 务.
type Affair string

// The affairs. The third is the service to residents, not 村务 or 财务.
const (
	Party      Affair = "党务"
	Government Affair = "政务"
	Service    Affair = "便民服务"
)

// Affairs returns the three in the order in which they are offered.
func Affairs() []Affair { return []Affair{Party, Government, Service} }

// Columns returns the columns 栏目 of an affair in the order in which they are
// offered.
func (a Affair) Columns() []string {
	switch a {
	case Party:
		return []string{"组织机构", "党员发展", "党费收支", "支部活动", "干部任免", "党风廉政"}
	case Government:
		return []string{"机构职能", "政策文件", "财政资金", "农业农村", "土地征收", "社会救助", "筹资筹劳", "应急管理", "工程项目", "人事招聘"}
	case Service:
		return []string{"惠农补贴", "缴费提醒", "农技服务", "法律援助", "就业信息", "停水停电", "集市活动", "办事提醒"}
	}
	return nil
}

// A Scope says whom an item is for.
type Scope string

// Public is the only scope that may stand on a screen in the lobby; 党内 and
// 本单位 may not.
const Public Scope = "社会"

// An Item is one publication.
type Item struct {
	ID        string
	Affair    Affair
	Column    string
	Title     string
	Publisher string
	Number    string       // 文号, may be empty
	Written   calendar.Day // 成文日期
	Published calendar.Day
	Checked   calendar.Day // when somebody last made sure that it still holds
	Until     calendar.Day // the last day it is shown, 0 when there is none
	Village   string       // the village it concerns, empty for the whole township
	Scope     Scope
	Doc       doc.Doc
}

// Check returns nil, or a *doc.FieldError that names the field which is missing
// or contradicts another.
func (i Item) Check() error {
	for _, f := range []struct{ field, value, example string }{
		{"标题", i.Title, "关于秋季护林防火的通知"},
		{"发布单位", i.Publisher, "青石镇人民政府"},
	} {
		if f.value == "" {
			return &doc.FieldError{Field: f.field, Says: "不能空着，如：" + f.example}
		}
	}
	for _, f := range []struct {
		field string
		day   calendar.Day
	}{
		{"成文日期", i.Written},
		{"公布日期", i.Published},
		{"核对日期", i.Checked},
	} {
		if f.day == 0 {
			return &doc.FieldError{Field: f.field, Says: "不能空着，如：2026-11-18"}
		}
	}
	switch {
	case !slices.Contains(i.Affair.Columns(), i.Column):
		return &doc.FieldError{Field: "栏目", Says: string(i.Affair) + "的栏目有：" + strings.Join(i.Affair.Columns(), "、")}
	case i.Published < i.Written:
		return &doc.FieldError{Field: "公布日期", Says: "比成文日期还早，请核对"}
	case i.Checked < i.Written:
		return &doc.FieldError{Field: "核对日期", Says: "比成文日期还早，请核对"}
	case i.Until != 0 && i.Until < i.Published:
		return &doc.FieldError{Field: "有效期", Says: "比公布日期还早，这一条永远不会显示，请核对"}
	case i.Scope != Public:
		return &doc.FieldError{Field: "范围", Says: "只能是“社会”：党内、本单位的内容不能放上触摸屏"}
	case len(i.Doc.Blocks) == 0:
		return &doc.FieldError{Field: "正文", Says: "不能空着"}
	}
	return nil
}

// InForce reports whether residents may read the item today: it is for them, it
// is published, and its last day is not over.
func (i Item) InForce(today calendar.Day) bool {
	return i.Scope == Public && i.Published <= today && (i.Until == 0 || today <= i.Until)
}

// A Kind tells regulations that are for residents from those of the house.
type Kind string

// The kinds of regulation.
const (
	Open     Kind = "公开制度"
	Internal Kind = "内部制度"
)

// A Regulation is a 制度 the hall works by.
type Regulation struct {
	ID        string
	Title     string
	Kind      Kind
	Published calendar.Day
	Doc       doc.Doc
}

// Check returns nil, or a *doc.FieldError that names the field which is missing.
func (r Regulation) Check() error {
	switch {
	case r.Title == "":
		return &doc.FieldError{Field: "标题", Says: "不能空着，如：首问负责制"}
	case r.Kind != Open && r.Kind != Internal:
		return &doc.FieldError{Field: "类别", Says: "写“公开制度”或“内部制度”"}
	case r.Published == 0:
		return &doc.FieldError{Field: "公布日期", Says: "不能空着，如：2026-11-18"}
	case len(r.Doc.Blocks) == 0:
		return &doc.FieldError{Field: "正文", Says: "不能空着"}
	}
	return nil
}

// A Slogan 标语 is shown from From to Until, both included; zero means always.
type Slogan struct {
	Text        string
	From, Until calendar.Day
}

// A Catalogue is everything the township publishes.
type Catalogue struct {
	Items       []Item
	Regulations []Regulation
	Slogans     []Slogan
}

// Item returns the item of that id when it is in force today.
func (c Catalogue) Item(id string, today calendar.Day) (Item, bool) {
	i := slices.IndexFunc(c.Items, func(i Item) bool { return i.ID == id })
	if i < 0 || !c.Items[i].InForce(today) {
		return Item{}, false
	}
	return c.Items[i], true
}

// Regulation returns the regulation of that id.
func (c Catalogue) Regulation(id string) (Regulation, bool) {
	i := slices.IndexFunc(c.Regulations, func(r Regulation) bool { return r.ID == id })
	if i < 0 {
		return Regulation{}, false
	}
	return c.Regulations[i], true
}

// Of returns the items of an affair in force today, the newest first.
func (c Catalogue) Of(a Affair, today calendar.Day) []Item {
	return c.only(today, func(i Item) bool { return i.Affair == a })
}

// In returns the items of one column of an affair in force today, the newest
// first.
func (c Catalogue) In(a Affair, column string, today calendar.Day) []Item {
	return c.only(today, func(i Item) bool { return i.Affair == a && i.Column == column })
}

// OfVillage returns the items that concern a village and are in force today, the
// newest first.
func (c Catalogue) OfVillage(village string, today calendar.Day) []Item {
	return c.only(today, func(i Item) bool { return i.Village == village })
}

// Newest returns the n newest items in force today, of all affairs.
func (c Catalogue) Newest(n int, today calendar.Day) []Item {
	items := c.only(today, func(Item) bool { return true })
	return items[:min(n, len(items))]
}

// Search returns the items in force today in whose title, column, publisher,
// number or village the words occur, the newest first.
func (c Catalogue) Search(words string, today calendar.Day) []Item {
	words = strings.ToLower(strings.TrimSpace(words))
	if words == "" {
		return nil
	}
	return c.only(today, func(i Item) bool {
		return slices.ContainsFunc([]string{i.Title, i.Column, i.Publisher, i.Number, i.Village}, func(s string) bool {
			return strings.Contains(strings.ToLower(s), words)
		})
	})
}

// Shown returns the slogans of today, in the order of the file.
func (c Catalogue) Shown(today calendar.Day) []string {
	var texts []string
	for _, s := range c.Slogans {
		if (s.From == 0 || s.From <= today) && (s.Until == 0 || today <= s.Until) {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// only returns the items in force that is wants, the newest first; those of the
// same day keep the order of the files.
func (c Catalogue) only(today calendar.Day, is func(Item) bool) []Item {
	var items []Item
	for _, i := range c.Items {
		if i.InForce(today) && is(i) {
			items = append(items, i)
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(b.Published, a.Published) })
	return items
}
