package pack

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
)

var phoneForm = regexp.MustCompile(`^[0-9][0-9*-]{2,17}(转[0-9]{1,5})?$`)

// phone returns what is wrong with a phone number, or several separated by 、.
func phone(s string) error {
	for _, n := range list(s) {
		if !phoneForm.MatchString(n) {
			return fmt.Errorf("电话 %q 请用数字和短横线写，如 0000-12345678；几个号码用顿号隔开", n)
		}
	}
	return nil
}

func (t *Township) readDepartments(fsys fs.FS) error {
	const file = "departments.csv"
	columns := []string{"编号", "名称", "又称", "性质", "进驻", "地点", "电话", "核对日期", "职责", "去哪里办"}
	return readTable(fsys, file, columns, func(_ int, get func(string) string) error {
		d := guide.Department{
			ID: get("编号"), Name: get("名称"), Aliases: list(get("又称")), Kind: get("性质"), Presence: guide.Presence(get("进驻")),
			Place: get("地点"), Phone: get("电话"), Duty: get("职责"), Elsewhere: get("去哪里办"),
		}
		if err := newID(d.ID, func(id string) bool { _, ok := t.Book.Department(id); return ok }); err != nil {
			return err
		}
		var err error
		if d.Checked, err = day(get("核对日期")); err != nil {
			return err
		}
		if err := cmp.Or(d.Check(), phone(d.Phone)); err != nil {
			return err
		}
		t.Book.Departments = append(t.Book.Departments, d)
		return nil
	})
}

// newID returns what is wrong with the id of a row that is to be added.
func newID(id string, taken func(string) bool) error {
	switch {
	case !fileForm.MatchString(id):
		return fmt.Errorf("编号 %q 请用 2 到 40 个小写字母、数字或 -，如 minzheng", id)
	case taken(id):
		return fmt.Errorf("编号 %s 写了两次", id)
	}
	return nil
}

func (t *Township) readGuides(fsys fs.FS) error {
	err := eachPage(fsys, "guides", func(name, id string) error {
		g, err := t.readGuide(fsys, name, id)
		if err == nil {
			t.Book.Guides = append(t.Book.Guides, g)
		}
		return err
	})
	if err == nil && len(t.Book.Guides) == 0 {
		err = &FileError{File: "guides", Says: "至少要有一份办事指南"}
	}
	return err
}

// The 键 of a guide, all of which are required but 又称.
var guideKeys = []string{
	"名称", "又称", "主题", "我想办", "部门", "责任人", "办理方式", "层级", "地点", "队列", "承诺时限", "法定时限",
	"收费", "收费依据", "到场次数", "依据", "结果", "咨询电话", "投诉电话", "核对日期",
}

func (t *Township) readGuide(fsys fs.FS, name, id string) (guide.Guide, error) {
	p, err := readPage(fsys, name, guideKeys...)
	if err != nil {
		return guide.Guide{}, err
	}
	text := func(key string) string { return p.front[key].text }
	g := guide.Guide{
		ID: id, Name: text("名称"), Aliases: list(text("又称")), Want: text("我想办"), Department: text("部门"), Person: text("责任人"),
		Level: guide.Level(text("层级")), Place: text("地点"), Line: text("队列"), Fee: text("收费"), FeeBasis: text("收费依据"),
		Basis: text("依据"), Result: text("结果"), Phone: text("咨询电话"), Complaint: text("投诉电话"),
	}
	for _, s := range list(text("主题")) {
		g.Themes = append(g.Themes, guide.Theme(s))
	}
	for _, s := range list(text("办理方式")) {
		g.Ways = append(g.Ways, guide.Way(s))
	}
	if g.Promise, err = guide.ParseLimit(text("承诺时限")); err != nil {
		return g, p.bad("承诺时限", err.Error())
	}
	if g.Legal, err = guide.ParseLimit(text("法定时限")); err != nil {
		return g, p.bad("法定时限", err.Error()+"；没有法规规定就写“无规定”")
	}
	if g.Visits, err = strconv.Atoi(text("到场次数")); err != nil {
		return g, p.bad("到场次数", "写 0 到 3 的数")
	}
	if g.Checked, err = p.day("核对日期"); err != nil {
		return g, err
	}
	if g.Line == "" {
		return g, p.bad("队列", "写 lines.csv 里的编号；不在大厅取号就写“无”，并在“地点”里写明去哪里办")
	}
	if g.Line == "无" {
		g.Line = ""
	}
	if err := t.readSections(p, &g); err != nil {
		return g, err
	}
	if err := g.Check(); err != nil {
		return g, p.wrong(err)
	}
	return g, t.linkGuide(p, g)
}

// linkGuide makes sure that what a guide names exists.
func (t *Township) linkGuide(p page, g guide.Guide) error {
	if _, ok := t.Book.Department(g.Department); !ok {
		return p.bad("部门", "“"+g.Department+"”在 departments.csv 里没有")
	}
	if _, ok := t.Roster.Person(g.Person); !ok {
		return p.bad("责任人", "“"+g.Person+"”在 people.csv 里没有")
	}
	if g.Line != "" && !t.line(g.Line) {
		return p.bad("队列", "“"+g.Line+"”在 lines.csv 里没有")
	}
	for key, number := range map[string]string{"咨询电话": g.Phone, "投诉电话": g.Complaint} {
		if err := phone(number); err != nil {
			return p.bad(key, err.Error())
		}
	}
	return nil
}

// readSections reads what stands below the ## headings of a guide.
func (t *Township) readSections(p page, g *guide.Guide) error {
	all, err := t.parts(p)
	if err != nil {
		return err
	}
	const known = "可以写的有：谁能办、材料、程序、常见问题、提醒"
	sections := make(map[string]bool)
	for len(all) > 0 {
		h, ok := all[0].Block.(doc.Heading)
		if !ok || h.Level != 2 {
			return &FileError{p.name, all[0].line, "正文要从“## 谁能办”开始，每一部分前面都有“## ”标题，" + known}
		}
		next := slices.IndexFunc(all[1:], func(p part) bool { h, ok := p.Block.(doc.Heading); return ok && h.Level < 3 })
		body := all[1:]
		if next >= 0 {
			body = all[1 : next+1]
		}
		if sections[h.Text] {
			return &FileError{p.name, all[0].line, "“## " + h.Text + "”写了两次，请合在一起"}
		}
		sections[h.Text] = true
		switch h.Text {
		case "谁能办":
			g.Who = whole(body)
		case "材料":
			g.Materials, err = materials(p, all[0].line, body)
		case "程序":
			g.Steps, err = steps(p, all[0].line, body)
		case "常见问题":
			g.Questions = whole(body)
		case "提醒":
			g.Notes = whole(body)
		default:
			err = &FileError{p.name, all[0].line, "不认识“## " + h.Text + "”，" + known}
		}
		if err != nil {
			return err
		}
		all = all[1+len(body):]
	}
	return nil
}

func materials(p page, line int, body []part) ([]guide.Material, error) {
	columns := []string{"材料", "原件或复印件", "份数", "从哪里来", "说明"}
	if len(body) != 1 {
		return nil, &FileError{p.name, line, "“## 材料”下面只放一张表，别的话写在“说明”一格里，或者“## 提醒”下面"}
	}
	table, ok := body[0].Block.(doc.Table)
	if !ok || !slices.Equal(table.Head, columns) {
		return nil, &FileError{p.name, body[0].line, "“## 材料”下面要一张表，表头是：| " + strings.Join(columns, " | ") + " |"}
	}
	var all []guide.Material
	for _, row := range table.Rows {
		all = append(all, guide.Material{Name: row[0], Kind: row[1], Copies: row[2], From: row[3], Note: row[4]})
	}
	return all, nil
}

// stepForm finds the time at the end of a step.
var stepForm = regexp.MustCompile(`^(.+)（(当[场天]\p{Han}{0,4}|[0-9]+(?:分钟|小时|个工作日|日|天|个月)\p{Han}{0,4})）[。；]?$`)

func steps(p page, line int, body []part) ([]guide.Step, error) {
	if len(body) != 1 {
		return nil, &FileError{p.name, line, "“## 程序”下面只写 1. 2. 3. 的步骤，别的话写在“## 提醒”下面"}
	}
	l, ok := body[0].Block.(doc.List)
	if !ok || !l.Ordered {
		return nil, &FileError{p.name, body[0].line, "“## 程序”下面每步一行，前面写 1. 2. 3."}
	}
	var all []guide.Step
	for _, item := range l.Items {
		if m := stepForm.FindStringSubmatch(item); m != nil {
			all = append(all, guide.Step{Text: m[1], Time: m[2]})
			continue
		}
		all = append(all, guide.Step{Text: item})
	}
	return all, nil
}

func (t *Township) readPoints(fsys fs.FS) error {
	const file = "agents.csv"
	columns := []string{"村", "地点", "代办员", "电话", "服务时间", "可代办", "收费"}
	return readTable(fsys, file, columns, func(_ int, get func(string) string) error {
		p := guide.Point{
			Village: get("村"), Place: get("地点"), Agents: list(get("代办员")), Phone: get("电话"), Hours: get("服务时间"),
			Guides: list(get("可代办")), Fee: get("收费"),
		}
		if err := cmp.Or(p.Check(), phone(p.Phone)); err != nil {
			return err
		}
		for _, id := range p.Guides {
			g, ok := t.Book.Guide(id)
			if !ok {
				return fmt.Errorf("可代办里的 %q 在 guides 文件夹里没有", id)
			}
			if !g.By(guide.Agent) {
				return fmt.Errorf("可代办里有 %s，但是 guides/%s.md 的办理方式里没有“代办”，请改其中一处", id, id)
			}
		}
		t.Book.Points = append(t.Book.Points, p)
		return nil
	})
}

func (t *Township) readFacilities(fsys fs.FS) error {
	return readTable(fsys, "facilities.csv", []string{"名称", "位置", "说明"}, func(_ int, get func(string) string) error {
		f := guide.Facility{Name: get("名称"), Place: get("位置"), Note: get("说明")}
		if f.Name == "" || f.Place == "" {
			return errors.New("名称和位置不能空着，如：老花镜,填写台,用完请放回")
		}
		t.Book.Facilities = append(t.Book.Facilities, f)
		return nil
	})
}

func (t *Township) readAbout(fsys fs.FS) error {
	p, err := readPage(fsys, "about.md", "标题", "地址", "服务时间", "交通")
	if err != nil {
		return err
	}
	for _, key := range []string{"标题", "地址", "服务时间", "交通"} {
		if p.front[key].text == "" {
			return p.bad(key, "不能空着")
		}
	}
	body, err := t.document(p)
	if err == nil && len(body.Blocks) == 0 {
		err = &FileError{p.name, p.line, "正文不能空着：请写能办什么、不收费、有哪些权利"}
	}
	t.Book.About = guide.About{
		Title: p.front["标题"].text, Address: p.front["地址"].text, Hours: p.front["服务时间"].text, Transport: p.front["交通"].text, Doc: body,
	}
	return err
}
