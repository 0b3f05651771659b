// Package guide holds what can be done for residents: the service guides
// 办事指南, what to bring, how long it takes and what it costs, which department
// and which queue; the departments, with where to go for what is not done in the
// hall; and the village points where an agent does it for them free of charge.
package guide

import (
	"slices"
	"strings"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
)

// A Theme is a part of life under which residents look for a matter.
type Theme string

// Themes returns every theme in the order in which they are offered.
func Themes() []Theme {
	return []Theme{
		"出生上户", "上学", "就业创业", "社会保险", "看病医保", "结婚生育", "困难救助", "残疾人", "养老",
		"建房土地", "种地养殖", "退役军人", "证件", "身后事", "办企业开店",
	}
}

// A Way is how a matter can be done 办理方式.
type Way string

// The ways.
const (
	Window  Way = "窗口"
	Agent   Way = "代办" // an agent in the village does it
	Visit   Way = "上门" // staff come to the house
	County  Way = "去县里"
	Station Way = "去站所"
	Online  Way = "网上"
)

// Ways returns every way in the order in which they are offered.
func Ways() []Way { return []Way{Window, Agent, Visit, Station, County, Online} }

// A Level is where a matter is decided.
type Level string

// The levels.
const (
	AtVillage  Level = "村"
	AtTownship Level = "镇"
	AtCounty   Level = "县"
)

// A Material is one thing to bring. Together they are all that may be asked for:
// 一次性告知.
type Material struct {
	Name   string
	Kind   string // 原件, 复印件, 原件和复印件 …
	Copies string // 1份
	From   string // where the resident gets it: 自己带, 窗口领表
	Note   string
}

// A Step is one step of the procedure 程序.
type Step struct {
	Text string
	Time string // how long it takes, 5个工作日; empty where it does not matter
}

// A Guide says everything about one matter: the union of what 六公开, 五公开 and
// 明白卡 demand.
type Guide struct {
	ID         string
	Name       string
	Aliases    []string // older and colloquial names, for finding it
	Themes     []Theme
	Want       string // in the resident's words: 我想给孩子上户口
	Department string // Department.ID
	Person     string // who answers for it, an id of the roster
	Ways       []Way
	Level      Level
	Place      string
	Line       string // the queue to take a number for, empty when none leads to it
	Promise    Limit  // 承诺时限
	Legal      Limit  // 法定时限
	Fee        string // 不收费, or how much
	FeeBasis   string
	Visits     int // how often one must come
	Basis      string
	Result     string // what one gets
	Phone      string
	Complaint  string       // phone for complaints
	Checked    calendar.Day // when somebody last made sure that all this is true

	Who       doc.Doc // 谁能办
	Materials []Material
	Steps     []Step
	Questions doc.Doc // 常见问题, may be empty
	Notes     doc.Doc // 提醒, may be empty
}

// Here reports whether the matter is begun in this hall. When it is not, Place
// says where to go.
func (g Guide) Here() bool { return g.Line != "" }

// By reports whether the matter can be done that way.
func (g Guide) By(w Way) bool { return slices.Contains(g.Ways, w) }

// Check returns nil, or a *doc.FieldError that names the first field which is
// missing or contradicts another: a guide with a gap sends people home.
func (g Guide) Check() error {
	for _, f := range []struct{ field, value, example string }{
		{"名称", g.Name, "最低生活保障（低保）申请"},
		{"我想办", g.Want, "我想申请低保"},
		{"部门", g.Department, "minzheng"},
		{"责任人", g.Person, "maiqiuxia"},
		{"地点", g.Place, "便民服务中心一楼5号窗口"},
		{"收费", g.Fee, "不收费"},
		{"收费依据", g.FeeBasis, "无收费项目"},
		{"依据", g.Basis, "《社会救助暂行办法》"},
		{"结果", g.Result, "批准的，从下月起发低保金"},
		{"咨询电话", g.Phone, "0000-12345005"},
		{"投诉电话", g.Complaint, "0000-12345012"},
	} {
		if f.value == "" {
			return &doc.FieldError{Field: f.field, Says: "不能空着，如：" + f.example}
		}
	}
	switch {
	case !among(g.Themes, Themes()):
		return &doc.FieldError{Field: "主题", Says: "至少写一个，可以写的有：" + joined(Themes())}
	case !among(g.Ways, Ways()):
		return &doc.FieldError{Field: "办理方式", Says: "至少写一个，可以写的有：" + joined(Ways())}
	case g.Level != AtVillage && g.Level != AtTownship && g.Level != AtCounty:
		return &doc.FieldError{Field: "层级", Says: "写“村”“镇”或“县”"}
	case g.Promise == Limit{}:
		return &doc.FieldError{Field: "承诺时限", Says: "不能空着，如：当场办结、3个工作日、15日、1个月"}
	case g.Promise.Longer(g.Legal):
		return &doc.FieldError{Field: "承诺时限", Says: g.Promise.String() + "比法定时限" + g.Legal.String() + "还长，请核对"}
	case g.Visits < 0 || g.Visits > 3:
		return &doc.FieldError{Field: "到场次数", Says: "写 0 到 3 的数"}
	case g.Checked == 0:
		return &doc.FieldError{Field: "核对日期", Says: "不能空着，如：2026-11-02"}
	case g.Line == "" && g.By(Window):
		return &doc.FieldError{Field: "队列", Says: "办理方式里有“窗口”，请写取哪个队列的号"}
	case g.Line != "" && !g.By(Window) && !g.By(Agent):
		return &doc.FieldError{Field: "队列", Says: "能取号，办理方式里就要有“窗口”或“代办”；不能取号就写“无”"}
	case len(g.Who.Blocks) == 0:
		return &doc.FieldError{Field: "谁能办", Says: "不能空着，请在“## 谁能办”下面写清什么人可以办"}
	case len(g.Materials) == 0:
		return &doc.FieldError{Field: "材料", Says: "不能空着，请在“## 材料”下面写一张表；什么都不用带，也写一行说明"}
	case len(g.Steps) == 0:
		return &doc.FieldError{Field: "程序", Says: "不能空着，请在“## 程序”下面写 1. 2. 3. 每步一行"}
	}
	for _, m := range g.Materials {
		if m.Name == "" || m.Kind == "" || m.Copies == "" || m.From == "" {
			return &doc.FieldError{Field: "材料", Says: "每一行都要写材料名称、原件或复印件、份数、从哪里来，请补上“" + m.Name + "”这一行"}
		}
	}
	return nil
}

// among reports whether there are words and all of them are known.
func among[T comparable](words, known []T) bool {
	for _, w := range words {
		if !slices.Contains(known, w) {
			return false
		}
	}
	return len(words) > 0
}

func joined[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, "、")
}
