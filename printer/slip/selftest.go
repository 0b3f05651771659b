package slip

import "strings"

// A Test is the slip that shows whether a printer and its profile go together.
type Test struct {
	Hall string // 青石镇便民服务中心
	At   string // 2026-11-22 09:05, empty when the clock is not believed
}

func (t Test) layout(int) layout {
	return layout{head: []block{
		{"", lines(t.Hall)},
		{"", name("打印测试")},
		{"", (*setter).blank},
		{"", lines(t.At)},
		{"", func(s *setter) {
			s.centred(s.press.Profile.Name)
			s.centred(s.press.Profile.About)
			s.blank()
			s.Line(strings.Repeat("1234567890", s.columns()/10+1)[:s.columns()])
			s.centred("上面一行应从左边排到右边，不折行")
			s.blank()
		}},
		{"", name("你好 一点通")},
		{"", (*setter).blank},
		{"", lines("生僻字：䶮 㐱 𬭳")},
		{"", func(s *setter) {
			test := "TEST/" + strings.ToUpper(s.press.Profile.Name)
			code(test, "扫出 "+test+" 即为正常")(s)
		}},
	}}
}
