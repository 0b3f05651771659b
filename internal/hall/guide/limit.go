package guide

import (
	"fmt"
	"regexp"
	"strconv"
)

// A Unit is what a time limit is counted in. 工作日 and 日 are never exchanged:
// which of them holds depends on the rule behind the matter.
type Unit string

// The units.
const (
	WorkingDays Unit = "个工作日"
	Days        Unit = "日" // every day counts
	Months      Unit = "个月"
	AtOnce      Unit = "当场办结"
)

// A Limit is within what time a matter is done. The zero Limit means that no
// rule sets one.
type Limit struct {
	N    int // 0 when AtOnce
	Unit Unit
}

// unlimited is how a clerk writes the zero Limit.
const unlimited = "无规定"

// String writes the limit as it is shown: 当场办结, 3个工作日, 15日, 1个月, 无规定.
func (l Limit) String() string {
	switch {
	case l == Limit{}:
		return unlimited
	case l.Unit == AtOnce:
		return string(AtOnce)
	}
	return strconv.Itoa(l.N) + string(l.Unit)
}

// Longer reports whether l certainly takes longer than m. Limits of different
// units are not compared: how many days a working day is depends on the calendar.
func (l Limit) Longer(m Limit) bool {
	switch {
	case l == Limit{} || m == Limit{}:
		return false
	case m.Unit == AtOnce:
		return l.Unit != AtOnce
	}
	return l.Unit == m.Unit && l.N > m.N
}

var limitForm = regexp.MustCompile(`^([1-9][0-9]{0,2})(个工作日|日|个月)$`)

// ParseLimit reads a limit as String writes it. Its error is for a clerk.
func ParseLimit(s string) (Limit, error) {
	switch s {
	case unlimited:
		return Limit{}, nil
	case string(AtOnce):
		return Limit{Unit: AtOnce}, nil
	}
	m := limitForm.FindStringSubmatch(s)
	if m == nil {
		return Limit{}, fmt.Errorf("请写成“当场办结”“3个工作日”“15日”“1个月”这样，现在是 %q", s)
	}
	n, err := strconv.Atoi(m[1])
	return Limit{N: n, Unit: Unit(m[2])}, err
}
