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
}

func (t Ticket) layout(copy int) layout {
	return layout{
		head: []block{
			{"hall", lines(t.Hall)},
			{"", marks(t.Sample, copy)},
			{"line", name(t.Line)},
			{"", huge(t.No)},
			{"ahead", short(t.ahead())},
			{"taken", short(t.Taken)},
			{"advice", lines(t.Advice)},
		},
		code: block{"code", code(t.Code, caption(t.Public, "扫码看进度", "凭此码在本机查询"))},
	}
}

func (t Ticket) ahead() string {
	if t.Ahead == 0 {
		return "前面没有人，请留意叫号"
	}
	return "前面还有 " + strconv.Itoa(t.Ahead) + " 人"
}
