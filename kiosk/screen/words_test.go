package screen

import (
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

var zone = time.FixedZone("CST", 8*3600)

func at(day, hour, minute int) time.Time {
	return time.Date(2025, 11, day, hour, minute, 0, 0, zone)
}

func TestWhen(t *testing.T) {
	now := at(21, 12, 20) // a Friday
	for _, c := range []struct {
		opens      time.Time
		when, soon string
	}{
		{at(21, 14, 0), "今天下午 2:00", "下午 2:00"},
		{at(21, 12, 30), "今天中午 12:30", "中午 12:30"},
		{at(21, 18, 0), "今天晚上 6:00", "晚上 6:00"},
		{at(22, 8, 30), "明天上午 8:30", "明天上午 8:30"},
		{at(22, 0, 0), "明天凌晨 0:00", "明天凌晨 0:00"},
		{at(24, 8, 30), "周一（11月24日）上午 8:30", "周一上午 8:30"},
		{at(27, 9, 0), "周四（11月27日）上午 9:00", "周四上午 9:00"},
		{at(28, 9, 0), "周五（11月28日）上午 9:00", "11月28日上午 9:00"},
		{time.Time{}, "", ""},
	} {
		if got := when(now, c.opens); got != c.when {
			t.Errorf("when(%v) = %q, want %q", c.opens, got, c.when)
		}
		if got := soon(now, c.opens); got != c.soon {
			t.Errorf("soon(%v) = %q, want %q", c.opens, got, c.soon)
		}
	}
}

func TestState(t *testing.T) {
	closed := func(reason string, opens time.Time) queue.LineStatus {
		return queue.LineStatus{Closed: &queue.ClosedError{Reason: reason, Opens: opens}}
	}
	for name, c := range map[string]struct {
		lines []queue.LineStatus
		sure  bool
		want  string
	}{
		"open":              {[]queue.LineStatus{closed("中午休息", at(21, 14, 0)), {}}, true, "大厅开放中"},
		"no line":           {nil, true, "现在不能取号"},
		"the first to open": {[]queue.LineStatus{closed("今天的号已发完", at(24, 8, 30)), closed("系统维护", time.Time{}), closed("中午休息", at(21, 14, 0))}, true, "中午休息，下午 2:00 开始取号"},
		"nobody knows when": {[]queue.LineStatus{closed("系统维护", time.Time{})}, true, "系统维护"},
		"clock in doubt":    {[]queue.LineStatus{closed("中午休息", at(21, 14, 0))}, false, "中午休息"},
	} {
		m := Moment{Now: at(21, 12, 20), Lobby: queue.Lobby{Lines: c.lines, ClockSure: c.sure}}
		if got := m.state(); got != c.want {
			t.Errorf("%s: state = %q, want %q", name, got, c.want)
		}
	}
}

func TestProgress(t *testing.T) {
	now := at(21, 12, 20)
	today := calendar.DayOf(now)
	for name, c := range map[string]struct {
		t      queue.Ticket
		beside string
		good   bool
	}{
		"waiting":             {queue.Ticket{Day: today, State: queue.Waiting, Ahead: 3}, "前面还有 3 人", true},
		"next":                {queue.Ticket{Day: today, State: queue.Waiting}, "前面没有人，马上就到您", true},
		"called":              {queue.Ticket{Day: today, State: queue.Called, Window: "3"}, "请到 3 号窗口", true},
		"finished":            {queue.Ticket{Day: today, State: queue.Finished}, "已经办完", true},
		"absent":              {queue.Ticket{Day: today, State: queue.Absent}, "已经过号", false},
		"of yesterday":        {queue.Ticket{Day: today - 1, State: queue.Waiting}, "11月20日的号", false},
		"finished yesterday":  {queue.Ticket{Day: today - 1, State: queue.Finished}, "已经办完", true},
		"called one day late": {queue.Ticket{Day: today - 1, State: queue.Called, Window: "3"}, "11月20日的号", false},
	} {
		m := Moment{Now: now, Lobby: queue.Lobby{ClockSure: true}}
		if beside, good, advice := progress(m, c.t); beside != c.beside || good != c.good || advice == "" {
			t.Errorf("%s: %q, %t, %q, want %q, %t and advice", name, beside, good, advice, c.beside, c.good)
		}
	}
}
