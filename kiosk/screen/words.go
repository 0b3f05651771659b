package screen

import (
	"fmt"
	"slices"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

// clock writes a time of day as people say it: 下午 2:00.
func clock(t time.Time) string {
	part := "晚上"
	switch h := t.Hour(); {
	case h < 6:
		part = "凌晨"
	case h < 12:
		part = "上午"
	case h == 12:
		part = "中午"
	case h < 18:
		part = "下午"
	}
	hour := t.Hour()
	if hour > 12 {
		hour -= 12
	}
	return fmt.Sprintf("%s %d:%02d", part, hour, t.Minute())
}

// weekday writes 周一.
func weekday(t time.Time) string { return "周" + string([]rune("日一二三四五六")[t.Weekday()]) }

// date writes 2026年11月22日 星期日.
func date(t time.Time) string {
	return fmt.Sprintf("%d年%d月%d日 星期%c", t.Year(), t.Month(), t.Day(), []rune("日一二三四五六")[t.Weekday()])
}

// when writes the moment at which a line opens again, from now: 今天下午 2:00,
// 明天上午 8:30, 周一（11月24日）上午 8:30. It is empty when that is not known.
func when(now, opens time.Time) string {
	if opens.IsZero() {
		return ""
	}
	switch calendar.DayOf(opens) - calendar.DayOf(now) {
	case 0:
		return "今天" + clock(opens)
	case 1:
		return "明天" + clock(opens)
	}
	return fmt.Sprintf("%s（%d月%d日）%s", weekday(opens), opens.Month(), opens.Day(), clock(opens))
}

// soon is when in fewer words, for a tile: 下午 2:00, 明天上午 8:30, 周一上午 8:30.
func soon(now, opens time.Time) string {
	switch days := calendar.DayOf(opens) - calendar.DayOf(now); {
	case opens.IsZero():
		return ""
	case days == 0:
		return clock(opens)
	case days == 1:
		return "明天" + clock(opens)
	case days < 7:
		return weekday(opens) + clock(opens)
	}
	return fmt.Sprintf("%d月%d日%s", opens.Month(), opens.Day(), clock(opens))
}

// A Moment is the lobby as it is now. Times are only named when the machine's
// clock is believed.
type Moment struct {
	queue.Lobby
	Now time.Time
}

// opens writes when a closed line opens again, empty when nobody can say.
func (m Moment) opens(c *queue.ClosedError) string {
	if !m.ClockSure {
		return ""
	}
	return when(m.Now, c.Opens)
}

// soon is opens in fewer words.
func (m Moment) soon(c *queue.ClosedError) string {
	if !m.ClockSure {
		return ""
	}
	return soon(m.Now, c.Opens)
}

// open counts the lines that give numbers.
func (m Moment) open() int {
	n := 0
	for _, l := range m.Lines {
		if l.Closed == nil {
			n++
		}
	}
	return n
}

// pause returns why no line gives numbers: the reason of the one that opens
// first. It is nil while any does or when there is none.
func (m Moment) pause() *queue.ClosedError {
	var first *queue.ClosedError
	for _, l := range m.Lines {
		c := l.Closed
		if c == nil {
			return nil
		}
		if first == nil || !c.Opens.IsZero() && (first.Opens.IsZero() || c.Opens.Before(first.Opens)) {
			first = c
		}
	}
	return first
}

// state says whether the hall gives numbers, in a few words.
func (m Moment) state() string {
	pause := m.pause()
	switch {
	case len(m.Lines) == 0:
		return "现在不能取号"
	case pause == nil:
		return "大厅开放中"
	}
	if opens := m.soon(pause); opens != "" {
		return pause.Reason + "，" + opens + " 开始取号"
	}
	return pause.Reason
}

// Line returns the line with the given ID, the zero value when there is none.
func (m Moment) Line(id string) queue.LineStatus {
	if i := m.nth(id); i >= 0 {
		return m.Lines[i]
	}
	return queue.LineStatus{}
}

// nth returns a line's place in the hall, -1 when it has none.
func (m Moment) nth(id string) int {
	return slices.IndexFunc(m.Lines, func(l queue.LineStatus) bool { return l.ID == id })
}

// ahead says how many people come first.
func ahead(n int) string {
	if n == 0 {
		return "前面没有人，马上就到您"
	}
	return fmt.Sprintf("前面还有 %d 人", n)
}
