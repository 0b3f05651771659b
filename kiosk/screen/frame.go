package screen

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/theme"
)

// A Frame is what stays while screens change: the hall's name and clock, how it
// stands, 返回 and 首页, and whom to ask for help. Because it stays, those are
// always at the same place.
type Frame struct {
	Place theme.Rect // where screens go

	kit         *theme.Kit
	sheet       *fyne.Container
	name        *theme.Label
	namePlaces  [2]theme.Rect // without and with the clock beside it
	motto       *theme.Label
	mottoPlaces [2]theme.Rect
	clock       *theme.Label
	date        *theme.Label
	dot         *canvas.Circle
	state       *theme.Label
	count       *theme.Label
	phone       *theme.Label
	sample      *fyne.Container
	nav         *fyne.Container
	help        *fyne.Container
	now         time.Time
	sure        bool
}

// NewFrame returns a frame; back and home are called by its buttons.
func NewFrame(k *theme.Kit, back, home func()) *Frame {
	f := &Frame{kit: k, sheet: k.Sheet(k.All())}
	k.Fill(f.sheet, k.All(), 0, theme.Paper)
	if k.Wide {
		f.wide(back, home)
	} else {
		f.upright(back, home)
	}
	f.Inner(false)
	return f
}

// Object returns what is drawn.
func (f *Frame) Object() fyne.CanvasObject { return f.sheet }

// upright lays the frame out as a head and a foot.
func (f *Frame) upright(back, home func()) {
	k, mm := f.kit, f.kit.MM
	head, rest := k.All().Top(mm(70), 0)
	foot, place := rest.Bottom(mm(34), 0)
	f.Place = place

	k.Card(f.sheet, theme.Card{Top: theme.Red, Bottom: theme.RedDeep, Art: theme.Hills}, head)
	line, _ := place.Top(mm(1.2), 0)
	k.Fill(f.sheet, line, 0, theme.Gold)

	inner := head.Pad(mm(theme.Margin), 0)
	_, inner = inner.Top(mm(11), 0)
	row, inner := inner.Top(mm(28), mm(6))
	strip, _ := inner.Top(mm(15.5), 0)

	mark, row := row.Left(row.H, mm(6))
	f.emblem(mark)
	times, left := row.Right(mm(76), mm(4))
	upper, lower := times.Top(mm(18), 0)
	f.clock = k.Label(f.sheet, upper, theme.Type{Cap: 13.5, Bold: true, Color: theme.White, Align: fyne.TextAlignTrailing}, "")
	f.date = k.Label(f.sheet, lower, theme.Type{Cap: theme.Body, Color: theme.Cream, Align: fyne.TextAlignTrailing}, "")
	for i, r := range [2]theme.Rect{row, left} {
		f.namePlaces[i], f.mottoPlaces[i] = r.Top(mm(18), 0)
	}
	f.name = k.Label(f.sheet, f.namePlaces[0], theme.Type{Cap: theme.Head, Min: theme.Lead, Bold: true, Color: theme.White, Lines: 2}, "")
	f.motto = k.Label(f.sheet, f.mottoPlaces[0], theme.Type{Cap: 5.2, Min: theme.Body, Color: theme.Cream}, "")

	k.Fill(f.sheet, strip, strip.H/2, theme.Tone(0).Alpha(66))
	states, counts := strip.Pad(mm(6), 0).Left(mm(132), mm(4))
	f.status(states)
	f.count = k.Label(f.sheet, counts, theme.Type{Cap: theme.Lead, Min: theme.Body, Bold: true, Color: theme.Gold, Align: fyne.TextAlignTrailing}, "")

	tab, _ := place.Pad(mm(theme.Margin), 0).Right(mm(40), 0)
	tab, _ = tab.Top(mm(8.8), 0)
	f.tab(tab)

	k.Card(f.sheet, theme.Card{Top: 0x4A0A0D, Bottom: 0x350507}, foot)
	foot = foot.Pad(mm(theme.Margin), mm(6))
	phones, left := foot.Right(mm(112), mm(6))
	f.phones(phones)
	f.buttons(left, back, home)
	f.helper(left)
}

// wide lays the frame out as a rail on the left.
func (f *Frame) wide(back, home func()) {
	k, mm := f.kit, f.kit.MM
	rail, place := k.All().Left(mm(108), 0)
	f.Place = place

	k.Card(f.sheet, theme.Card{Top: theme.Red, Bottom: 0x560509, Art: theme.Hills}, rail)
	line, _ := place.Left(mm(1.2), 0)
	k.Fill(f.sheet, line, 0, theme.Gold)

	inner := rail.Pad(mm(theme.Margin), mm(theme.Margin))
	mark, inner := inner.Top(mm(28), mm(4))
	mark, _ = mark.Left(mark.H, 0)
	f.emblem(mark)
	name, inner := inner.Top(mm(33), mm(3))
	f.name = k.Label(f.sheet, name, theme.Type{Cap: theme.Head, Min: theme.Lead, Bold: true, Color: theme.White, Lines: 3}, "")
	motto, inner := inner.Top(mm(18), mm(7))
	f.motto = k.Label(f.sheet, motto, theme.Type{Cap: theme.Body, Color: theme.Cream, Lines: 2, Upper: true}, "")
	f.namePlaces, f.mottoPlaces = [2]theme.Rect{name, name}, [2]theme.Rect{motto, motto}

	phones, inner := inner.Bottom(mm(31), mm(6))
	f.phones(phones)
	buttons, inner := inner.Bottom(mm(22), mm(6))
	f.buttons(buttons, back, home)
	f.helper(buttons)

	upper, inner := inner.Top(mm(19), 0)
	f.clock = k.Label(f.sheet, upper, theme.Type{Cap: 15, Bold: true, Color: theme.White}, "")
	lower, inner := inner.Top(mm(9), mm(5))
	f.date = k.Label(f.sheet, lower, theme.Type{Cap: theme.Body, Color: theme.Cream}, "")
	strip, _ := inner.Top(mm(45), 0)
	k.Fill(f.sheet, strip, mm(5), theme.Tone(0).Alpha(66))
	states, counts := strip.Pad(mm(5), mm(3)).Top(mm(19.5), 0)
	f.status(states)
	f.count = k.Label(f.sheet, counts, theme.Type{Cap: theme.Lead, Min: theme.Body, Bold: true, Color: theme.Gold, Lines: 2}, "")

	tab, _ := place.Pad(mm(theme.Margin), 0).Right(mm(40), 0)
	tab, _ = tab.Top(mm(8.8), 0)
	f.tab(tab)
}

// emblem is the hall's mark: its roof on gold.
func (f *Frame) emblem(r theme.Rect) {
	disc(f.kit, f.sheet, r, theme.Card{Top: 0xFFE9B8, Bottom: 0xF4BE5C, Shine: 160}, theme.Maroon, theme.IconHall)
}

func (f *Frame) status(r theme.Rect) {
	side := f.kit.MM(4.4)
	mark, rest := r.Left(side, f.kit.MM(3))
	f.dot = canvas.NewCircle(theme.GoodDot)
	theme.Put(f.sheet, f.dot, mark.Middle(side, side))
	f.state = f.kit.Label(f.sheet, rest, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.White, Lines: 2}, "")
}

// tab is the mark of a hall that is not real, hanging into the margin.
func (f *Frame) tab(r theme.Rect) {
	k := f.kit
	f.sample = k.Sheet(r)
	c := k.Fill(f.sample, r.Sheet(), 0, theme.Gold)
	c.BottomLeftCornerRadius, c.BottomRightCornerRadius = k.MM(3), k.MM(3)
	k.Label(f.sample, r.Sheet(), theme.Type{Cap: theme.Body, Bold: true, Color: theme.Maroon, Align: fyne.TextAlignCenter}, "示范数据")
	f.sample.Hide()
	f.sheet.Objects = append(f.sheet.Objects, f.sample)
}

func (f *Frame) phones(r theme.Rect) {
	k := f.kit
	upper, lower := r.Top(k.MM(12), 0)
	align, side, lines := fyne.TextAlignTrailing, k.MM(9), 1
	if k.Wide {
		align, lines = fyne.TextAlignLeading, 2
		mark, rest := upper.Left(side, k.MM(3))
		k.Icon(f.sheet, theme.IconPhone, theme.Gold, mark.Middle(side, side))
		upper = rest
	}
	k.Label(f.sheet, upper, theme.Type{Cap: theme.Key, Min: theme.Lead, Bold: true, Color: theme.Gold, Align: align}, "服务热线 12345")
	f.phone = k.Label(f.sheet, lower, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.Cream, Align: align, Lines: lines, Upper: k.Wide}, "")
}

func (f *Frame) buttons(r theme.Rect, back, home func()) {
	k := f.kit
	f.nav = k.Sheet(r)
	cells := r.Sheet().Grid(2, 1, k.MM(4))
	card := theme.Card{Top: 0xFFF6E4, Bottom: 0xFFE3B0, Radius: k.MM(5)}
	k.Button(f.nav, cells[0], card, theme.Maroon, theme.IconBack, "返回", back)
	k.Button(f.nav, cells[1], card, theme.Maroon, theme.IconHome, "首页", home)
	f.sheet.Objects = append(f.sheet.Objects, f.nav)
}

// helper stands where the buttons are on inner screens.
func (f *Frame) helper(r theme.Rect) {
	k := f.kit
	f.help = k.Sheet(r)
	side := k.MM(15)
	mark, rest := r.Sheet().Left(side, k.MM(5))
	k.Icon(f.help, theme.IconDesk, theme.Gold, mark.Middle(side, side))
	upper, lower := rest.Middle(rest.W, k.MM(21)).Top(k.MM(11.5), 0)
	k.Label(f.help, upper, theme.Type{Cap: theme.Key, Bold: true, Color: theme.White}, "需要帮忙？")
	k.Label(f.help, lower, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.Cream}, "导办台有人帮您")
	f.sheet.Objects = append(f.sheet.Objects, f.help)
}

// Inner shows 返回 and 首页, or hides them at home.
func (f *Frame) Inner(on bool) {
	theme.Show(f.nav, on)
	theme.Show(f.help, !on)
}

// Set shows the lobby as it is now.
func (f *Frame) Set(m Moment) {
	f.now, f.sure = m.Now, m.ClockSure
	i := 0
	if m.ClockSure {
		i = 1
	}
	f.name.Move(f.namePlaces[i])
	f.motto.Move(f.mottoPlaces[i])
	f.name.Set(m.Name)
	f.motto.Set(m.Motto)
	f.state.Set(m.state())
	f.count.Set(count(m))
	dot := theme.GoodDot
	if m.open() == 0 {
		dot = theme.WarnDot
	}
	if f.dot.FillColor != dot {
		f.dot.FillColor = dot
		f.dot.Refresh()
	}
	phone := ""
	if m.Phone != "" {
		phone = "本厅电话 " + m.Phone
	}
	f.phone.Set(phone)
	theme.Show(f.sample, m.Sample)
	f.Tick(m.Now)
}

func count(m Moment) string {
	s := "没有人在等"
	if m.Waiting > 0 {
		s = fmt.Sprintf("等候 %d 人", m.Waiting)
	}
	if m.Windows > 0 {
		s += fmt.Sprintf(" · 开放窗口 %d 个", m.Windows)
	}
	return s
}

// Tick shows the time, when the clock is believed.
func (f *Frame) Tick(now time.Time) {
	if !f.sure {
		f.clock.Set("")
		f.date.Set("")
		return
	}
	f.clock.Set(now.Format("15:04"))
	f.date.Set(date(now))
}
