package slip

import (
	"yidiantong.org/lobby/printer/escpos"
)

// A Probe is the slip that tells a maintenance crew what an unknown printer can
// do: six questions about what it makes of commands that not every printer
// knows. It supposes next to nothing, and uses of the profile only what is known
// of the wire.
type Probe struct {
	Hall string
	At   string // 2026-11-22 09:05, empty when the clock is not believed
}

func (p Probe) layout(int) layout {
	ask := func(question string) block {
		return block{"", func(s *setter) { s.hanging("", question) }}
	}
	try := func(change func(*escpos.Profile), write func(*escpos.Encoder)) block {
		return block{"", func(s *setter) { s.pretend(change, write) }}
	}
	character := func(text string) block {
		return block{"", func(s *setter) {
			s.pretend(func(p *escpos.Profile) { p.Charset = "gb18030" }, func(e *escpos.Encoder) { e.Line(text) })
			s.pretend(func(p *escpos.Profile) { p.Charset = "gb2312" }, func(e *escpos.Encoder) { e.Line(text) })
		}}
	}
	return layout{head: []block{
		{"", func(s *setter) { s.press.Profile.Width = 384 }}, // the narrowest
		{"", lines(p.Hall)},
		{"", lines("打印机检测")},
		{"", lines(p.At)},
		ask("1. 下面的数字是一行还是两行？"),
		try(func(p *escpos.Profile) { p.Width = 576 }, func(e *escpos.Encoder) {
			e.Line("123456789012345678901234567890123456789012345678")
		}),
		ask("2. 下面有二维码吗？"),
		try(func(p *escpos.Profile) { p.QR = "native" }, func(e *escpos.Encoder) {
			e.Feed(1)
			e.QR("TEST/QR")
			e.Feed(2)
		}),
		ask("3. 下面两个方块一样大吗？"),
		try(func(*escpos.Profile) {}, func(e *escpos.Encoder) {
			e.Raster(square(24), true)
			e.Feed(1)
			e.Raster(square(48), false)
			e.Feed(1)
		}),
		ask("4. 下面的 88 是大字吗？"),
		try(func(p *escpos.Profile) { p.Sizes = "any" }, func(e *escpos.Encoder) {
			e.Size(4, 3)
			e.Line("88")
			e.Size(1, 1)
			e.Feed(1)
		}),
		ask("5. A、B、C 哪几样两行一样？"),
		character("A 國镕"),
		character("B 䶮䴙"),
		character("C 㐱㛃"),
		ask("6. 纸在这句话下面切断了吗？"),
		try(func(p *escpos.Profile) { p.Cutter = true }, (*escpos.Encoder).Cut),
	}}
}

// pretend writes as if the printer were another one.
func (s *setter) pretend(change func(*escpos.Profile), write func(*escpos.Encoder)) {
	p := s.press.Profile
	change(&p)
	e := escpos.NewEncoder(s.b, p, s.press.Face)
	write(e)
	if s.err == nil {
		s.err = e.Err()
	}
}

// square is a picture of a black square.
func square(side int) escpos.Bitmap {
	b := escpos.NewBitmap(side, side)
	for i := range side * side {
		b.Set(i%side, i/side)
	}
	return b
}
