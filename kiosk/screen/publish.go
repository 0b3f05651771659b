package screen

import (
	"fmt"
	"strings"
	"time"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/kiosk/theme"
)

// affairFace is an affair as residents know it.
func affairFace(a affairs.Affair) (name, words string, icon theme.Icon, tone theme.Tone) {
	switch a {
	case affairs.Party:
		return "党务公开", "组织、党费、任免", theme.IconFlag, 0x7A0C12
	case affairs.Government:
		return "政务公开", "政策、财务、公示", theme.IconCivic, 0x0F3168
	case affairs.Service:
		return "便民服务", "补贴、缴费、提醒", theme.IconHeart, 0x073521
	}
	return string(a), "", theme.IconHall, theme.Red
}

// ListAffair is the list of an affair's items in force today, the newest first,
// by column.
func ListAffair(c affairs.Catalogue, a affairs.Affair, today calendar.Day, open func(id string)) Listing {
	name, _, _, _ := affairFace(a)
	l := Listing{Title: name, Parts: a.Columns(), None: "这里还没有公开的内容"}
	for _, i := range c.Of(a, today) {
		note := []string{day(i.Published), i.Column}
		if i.Village != "" {
			note = append(note, i.Village)
		}
		l.Entries = append(l.Entries, Entry{
			Title: i.Title, Note: strings.Join(note, " · "),
			New: today-i.Published <= fresh, In: []string{i.Column}, Open: func() { open(i.ID) },
		})
	}
	if n := len(l.Entries); n > 0 {
		l.Below = fmt.Sprintf("共 %d 条，新的在前面，点一下就能看", n)
	}
	return l
}

// fresh is for how many days after its publication an item is 新.
const fresh calendar.Day = 7

// ReadItem is an item to be read.
func ReadItem(i affairs.Item) Reading {
	about := []string{i.Publisher}
	if i.Number != "" {
		about = append(about, i.Number)
	}
	r := Reading{
		Title: i.Title, About: strings.Join(append(about, "成文 "+day(i.Written)), " · "), Doc: i.Doc,
		Fresh: "公布日期 " + day(i.Published) + "，核对日期 " + day(i.Checked),
	}
	if i.Until != 0 {
		r.Fresh += "，公开到 " + day(i.Until)
	}
	return r
}

// day writes 2026年11月22日.
func day(d calendar.Day) string { return d.At(0, time.UTC).Format("2006年1月2日") }
