package screen

import (
	"fmt"
	"strings"

	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/queue"
)

// ListGuides is the list of what can be done, in residents' words, by theme.
func ListGuides(b guide.Book, open func(id string)) Listing {
	l := Listing{Title: "办事指南", None: "还没有办事指南"}
	for _, t := range b.Themes() {
		l.Parts = append(l.Parts, string(t))
	}
	for _, g := range b.Guides {
		e := Entry{Title: g.Want, Note: g.Name, Open: func() { open(g.ID) }}
		for _, t := range g.Themes {
			e.In = append(e.In, string(t))
		}
		l.Entries = append(l.Entries, e)
	}
	if n := len(l.Entries); n > 0 {
		l.Below = fmt.Sprintf("共 %d 件事，要带什么、怎么办、多久办好，都在里面", n)
	}
	return l
}

// ReadGuide is a guide to be read, with what leads on from it: a number for its
// line, or where to go.
func ReadGuide(g guide.Guide, b guide.Book, r roster.Roster, line queue.LineStatus) Reading {
	read := Reading{
		Title: g.Name, About: "承诺" + limit(g.Promise) + " · " + g.Fee + " · " + visits(g.Visits),
		Doc: GuideDoc(g, b, r), Fresh: "核对日期 " + day(g.Checked),
	}
	switch {
	case line.ID != "":
		read.Do = "取号：" + line.Name
	case g.Here():
		read.Advice = "这件事现在取不了号，请到导办台。"
	default:
		read.Advice = "这件事不在本厅办，请到：" + g.Place
	}
	return read
}

// GuideDoc writes a guide as a document: first what to bring.
func GuideDoc(g guide.Guide, b guide.Book, r roster.Roster) doc.Doc {
	var d doc.Doc
	add := func(blocks ...doc.Block) { d.Blocks = append(d.Blocks, blocks...) }
	part := func(title string) { add(doc.Heading{Level: 2, Text: title}) }

	part("要带的材料")
	add(materials(g.Materials))
	part("谁能办")
	add(g.Who.Blocks...)
	part("怎么办")
	steps := doc.List{Ordered: true}
	for _, s := range g.Steps {
		words := s.Text
		if s.Time != "" {
			words += "（" + s.Time + "）"
		}
		steps.Items = append(steps.Items, words)
	}
	add(steps)
	part("多久、多少钱、到哪里")
	add(facts(g, b, r))
	if len(g.Notes.Blocks) > 0 {
		part("提醒")
		add(g.Notes.Blocks...)
	}
	if len(g.Questions.Blocks) > 0 {
		part("常见问题")
		add(g.Questions.Blocks...)
	}
	if points := b.Doing(g.ID); len(points) > 0 {
		part("村里也能代办，不收费")
		add(agents(points))
	}
	return d
}

func materials(all []guide.Material) doc.Table {
	t := doc.Table{
		Head:  []string{"材料", "原件或复印件", "份数", "从哪里来"},
		Align: []doc.Align{doc.Left, doc.Left, doc.Left, doc.Left},
	}
	for _, m := range all {
		name := m.Name
		if m.Note != "" {
			name += "（" + m.Note + "）"
		}
		t.Rows = append(t.Rows, []string{name, m.Kind, m.Copies, m.From})
	}
	return t
}

// facts are the fields of a guide that are one line each.
func facts(g guide.Guide, b guide.Book, r roster.Roster) doc.Table {
	t := doc.Table{Head: []string{"", ""}, Align: []doc.Align{doc.Left, doc.Left}}
	for _, f := range [][2]string{
		{"承诺时限", g.Promise.String()},
		{"法定时限", g.Legal.String()},
		{"收费", g.Fee},
		{"收费依据", g.FeeBasis},
		{"要来几次", visits(g.Visits)},
		{"办理方式", ways(g.Ways)},
		{"地点", g.Place},
		{"责任单位", department(b, g.Department)},
		{"责任人", person(r, g.Person)},
		{"咨询电话", g.Phone},
		{"投诉电话", g.Complaint},
		{"结果", g.Result},
		{"办理依据", g.Basis},
	} {
		if f[1] != "" {
			t.Rows = append(t.Rows, f[:])
		}
	}
	return t
}

func agents(points []guide.Point) doc.Table {
	t := doc.Table{
		Head:  []string{"村", "代办员", "地点", "电话"},
		Align: []doc.Align{doc.Left, doc.Left, doc.Left, doc.Left},
	}
	for _, p := range points {
		t.Rows = append(t.Rows, []string{p.Village, strings.Join(p.Agents, "、"), p.Place, p.Phone})
	}
	return t
}

// limit writes a promise behind 承诺: 当场办结, 22个工作日办好.
func limit(l guide.Limit) string {
	if l.Unit == guide.AtOnce {
		return l.String()
	}
	return l.String() + "内办好"
}

func visits(n int) string {
	if n == 0 {
		return "不用跑"
	}
	return fmt.Sprintf("来 %d 次", n)
}

func ways(all []guide.Way) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, "、")
}

func department(b guide.Book, id string) string {
	d, _ := b.Department(id)
	return d.Name
}

// person writes a person with their post.
func person(r roster.Roster, id string) string {
	p, ok := r.Person(id)
	if !ok {
		return ""
	}
	return p.Name + "，" + p.Post
}
