package slip

import (
	"strconv"
	"strings"

	"yidiantong.org/lobby/printer/escpos"
)

// A Day is the summary that is printed and kept when the hall closes 每日小结.
// The journal's chain head on it pins down all that happened until then: nobody
// can change it later without this paper contradicting him.
type Day struct {
	Hall    string
	Sample  bool
	Date    string // 2026-11-22 星期日
	Lines   []DayLine
	Figures []Figure
	Seq     int64  // of the journal's last row
	Head    string // its hash, in hexadecimal
	Made    string // 2026-11-22 17:30
}

// A DayLine says what became of one line's numbers.
type DayLine struct {
	Name                          string
	Taken, Finished, Absent, Left int
}

// A Figure is a number with what it counts.
type Figure struct{ Name, Value string }

func (d Day) layout(copy int) layout {
	var t table
	t.row("队列", "取号", "办结", "过号", "未办")
	var all DayLine
	for _, l := range d.Lines {
		t.row(l.Name, strconv.Itoa(l.Taken), strconv.Itoa(l.Finished), strconv.Itoa(l.Absent), strconv.Itoa(l.Left))
		all.Taken, all.Finished, all.Absent, all.Left = all.Taken+l.Taken, all.Finished+l.Finished, all.Absent+l.Absent, all.Left+l.Left
	}
	t.row("合计", strconv.Itoa(all.Taken), strconv.Itoa(all.Finished), strconv.Itoa(all.Absent), strconv.Itoa(all.Left))
	body := append([]block{{"", gap}}, t.blocks("lines")...)
	body = append(body, block{"", gap})
	body = append(body, block{"figures", func(s *setter) {
		for _, f := range d.Figures {
			field(f.Name, f.Value)(s)
		}
	}})
	body = append(body,
		block{"", gap},
		block{"", field("流水末行", strconv.FormatInt(d.Seq, 10))},
		block{"", func(s *setter) {
			s.hanging("", "校验码：")
			for _, line := range groups(d.Head, s.columns()) {
				s.centred(line)
			}
		}},
		block{"keep", lines("请把这张小结收好：以后核对记录，以它为准。")},
		block{"sign", field("值班人签名", signature)},
		block{"made", field("打印时间", d.Made)},
	)
	return layout{
		head: []block{
			{"hall", lines(d.Hall)},
			{"", marks(d.Sample, copy)},
			{"", name("每日小结")},
			{"", lines(d.Date)},
		},
		body: body,
	}
}

// groups breaks a long hexadecimal number into groups of eight, and those into
// lines of equal length.
func groups(hex string, columns int) []string {
	perLine := 4
	if 4*9-1 > columns {
		perLine = 2
	}
	var lines, line []string
	for len(hex) > 0 {
		n := min(8, len(hex))
		line = append(line, hex[:n])
		if hex = hex[n:]; len(line) == perLine || hex == "" {
			lines, line = append(lines, strings.Join(line, " ")), nil
		}
	}
	return lines
}

// A table has a name and some numbers in each row, the numbers one below the
// other.
type table struct {
	rows   [][]string
	widths []int // of the numbers
}

func (t *table) row(name string, numbers ...string) {
	if t.widths == nil {
		t.widths = make([]int, len(numbers))
	}
	for i, n := range numbers {
		t.widths[i] = max(t.widths[i], escpos.Cells(n)+1)
	}
	t.rows = append(t.rows, append([]string{name}, numbers...))
}

// blocks makes a block of each row. A name that is too long goes on below.
func (t *table) blocks(name string) []block {
	var blocks []block
	for _, row := range t.rows {
		blocks = append(blocks, block{name, func(s *setter) {
			s.to(escpos.Left)
			s.Size(1, s.height)
			left := s.columns()
			for _, w := range t.widths {
				left -= w
			}
			names := flow(row[0], max(left, 2))
			if len(names) == 0 {
				names = []string{""}
			}
			text := names[0] + strings.Repeat(" ", max(0, left-escpos.Cells(names[0])))
			for i, n := range row[1:] {
				text += strings.Repeat(" ", max(0, t.widths[i]-escpos.Cells(n))) + n
			}
			s.Line(text)
			for _, more := range names[1:] {
				s.Line(more)
			}
		}})
	}
	return blocks
}
