package slip

import "strings"

// A Test is the slip that shows whether a printer and its profile go together.
type Test struct {
	Hall string // 青石镇便民服务中心
	At   string // 2026-11-22 09:05, empty when the clock is not believed
}

func (t Test) lay(s *setter) {
	s.lines(t.Hall)
	s.name("打印测试")
	s.blank()
	s.lines(t.At)
	s.lines(s.p.Name)
	s.lines(s.p.About)
	s.blank()
	s.Line(strings.Repeat("1234567890", s.p.Columns()/10+1)[:s.p.Columns()])
	s.lines("上面一行应从左边排到右边，不折行")
	s.blank()
	s.name("你好 一点通")
	s.blank()
	s.lines("生僻字：䶮 㐱")
	code := "TEST/" + strings.ToUpper(s.p.Name)
	s.code(code, "扫出 "+code+" 即为正常")
}
