package slip

import (
	"strconv"
)

// A Ticket is the slip that a villager holds while waiting. Times are as they are
// to be read: values are laid out, not looked up.
type Ticket struct {
	Hall   string // 青石镇便民服务中心
	Sample bool   // 示范数据
	No     string // A001
	Line   string // 社会保险
	Ahead  int    // people ahead when it was taken
	Taken  string // 2026-11-22 09:05, empty when the clock is not believed
	Advice string // what to do
	Code   string // what the QR code holds
	Public bool   // Code is a web address
	Copy   int    // n of 补打 n, 0 on the first
}

func (t Ticket) lay(s *setter) {
	s.lines(t.Hall)
	var marks []string
	if t.Sample {
		marks = append(marks, "示范数据")
	}
	if t.Copy > 0 {
		marks = append(marks, "补打 "+strconv.Itoa(t.Copy))
	}
	s.marks(marks...)
	s.name(t.Line)
	s.huge(t.No)
	s.lines(t.ahead())
	s.lines(t.Taken)
	s.lines(t.Advice)
	if t.Code != "" {
		s.code(t.Code, t.caption())
	}
}

func (t Ticket) ahead() string {
	if t.Ahead == 0 {
		return "前面没有人，请留意叫号"
	}
	return "前面还有 " + strconv.Itoa(t.Ahead) + " 人"
}

func (t Ticket) caption() string {
	if t.Public {
		return "扫码看进度"
	}
	return "凭此码在本机查询"
}
