package board

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

const (
	bigCalls  = 4 // what can be read from eight metres
	fewCalls  = 2 // up to so many are drawn larger still
	pastCalls = 6
	pageLines = 8 // of the lines; more take turns
)

// A face is everything on the board, made once for one size and changed in place.
type face struct {
	kit   *theme.Kit
	sheet *fyne.Container

	name   *theme.Label
	places [2]theme.Rect // of the name, without and with 示范数据 beside it
	sample *fyne.Container
	clock  *theme.Label
	date   *theme.Label

	quiet     *fyne.Container
	few, many rows
	past      []*earlier

	none *fyne.Container
	line []*line
	page *theme.Label
	at   int // which page of lines
}

// rows are the large calls.
type rows struct {
	sheet *fyne.Container
	rows  []*row
}

func newFace(k *theme.Kit) *face {
	f := &face{kit: k, sheet: k.Sheet(k.All())}
	mm := k.MM
	k.Fill(f.sheet, k.All(), 0, theme.Paper)
	head, body := k.All().Top(mm(33), 0)
	foot, body := body.Bottom(mm(16), 0)
	f.putHead(head)
	f.putFoot(foot)
	body = body.Pad(mm(9), mm(8))
	var calls, lines theme.Rect
	if k.Wide {
		lines, calls = body.Right(mm(150), mm(8))
	} else {
		lines, calls = body.Bottom(mm(138), mm(7))
	}
	f.putCalls(calls)
	f.putLines(lines)
	return f
}

func (f *face) putHead(r theme.Rect) {
	k, mm := f.kit, f.kit.MM
	k.Card(f.sheet, theme.Card{Top: theme.Red, Bottom: theme.RedDeep, Art: theme.Hills}, r)
	rim, _ := r.Bottom(mm(1.2), 0)
	k.Fill(f.sheet, rim, 0, theme.Gold)
	in := r.Pad(mm(9), mm(4))
	mark, in := in.Left(in.H, mm(6))
	k.Card(f.sheet, theme.Card{Top: 0xFFE9B8, Bottom: 0xF4BE5C, Shine: 160, Radius: mark.W / 2}, mark)
	k.Icon(f.sheet, theme.IconHall, theme.Maroon, mark.Inset(mm(5)))

	times, in := in.Right(mm(62), mm(6))
	upper, lower := times.Top(mm(15), 0)
	f.clock = k.Label(f.sheet, upper, theme.Type{Cap: 11.5, Bold: true, Color: theme.White, Align: fyne.TextAlignTrailing}, "")
	f.date = k.Label(f.sheet, lower, theme.Type{Cap: theme.Lead, Color: theme.White, Align: fyne.TextAlignTrailing}, "")
	tab, beside := in.Right(mm(46), mm(5))
	f.places = [2]theme.Rect{in, beside}
	f.sample = k.Sheet(tab.Middle(tab.W, mm(14)))
	pill := theme.Rect{W: tab.W, H: mm(14)}
	k.Fill(f.sample, pill, mm(4), theme.Gold)
	k.Label(f.sample, pill, theme.Type{Cap: theme.Key, Bold: true, Color: theme.Maroon, Align: fyne.TextAlignCenter}, "示范数据")
	f.sample.Hide()
	f.sheet.Objects = append(f.sheet.Objects, f.sample)
	f.name = k.Label(f.sheet, in, theme.Type{Cap: 13, Min: theme.Lead, Bold: true, Color: theme.White, Lines: 2}, "")
}

func (f *face) putFoot(r theme.Rect) {
	k, mm := f.kit, f.kit.MM
	k.Card(f.sheet, theme.Card{Top: 0x4A0A0D, Bottom: 0x350507}, r)
	right, left := r.Pad(mm(9), mm(1)).Right(mm(92), mm(4))
	k.Label(f.sheet, left, theme.Type{Cap: theme.Key, Min: theme.Lead, Color: theme.Cream}, "叫到您的号，请到对应窗口办理")
	k.Label(f.sheet, right, theme.Type{Cap: theme.Key, Bold: true, Color: theme.Gold, Align: fyne.TextAlignTrailing}, "服务热线 12345")
}

func (f *face) putCalls(r theme.Rect) {
	k, mm := f.kit, f.kit.MM
	strip, big := r.Bottom(mm(33), mm(5))
	f.quiet = k.Sheet(big)
	words := big.Sheet().Middle(big.W, mm(64))
	upper, lower := words.Top(mm(40), mm(4))
	k.Label(f.quiet, upper, theme.Type{Cap: theme.Hero, Bold: true, Color: theme.Ink, Align: fyne.TextAlignCenter}, "请取号等候")
	k.Label(f.quiet, lower, theme.Type{Cap: 11, Color: theme.InkSoft, Align: fyne.TextAlignCenter}, "叫到的号码会显示在这里")
	f.sheet.Objects = append(f.sheet.Objects, f.quiet)
	f.few, f.many = f.putRows(big, fewCalls), f.putRows(big, bigCalls)
	for _, cell := range strip.Grid(3, pastCalls/3, mm(3)) {
		f.past = append(f.past, newEarlier(k, f.sheet, cell))
	}
}

func (f *face) putRows(r theme.Rect, n int) rows {
	rs := rows{sheet: f.kit.Sheet(r)}
	for _, cell := range r.Sheet().Grid(1, n, f.kit.MM(4)) {
		rs.rows = append(rs.rows, newRow(f.kit, rs.sheet, cell))
	}
	rs.sheet.Hide()
	f.sheet.Objects = append(f.sheet.Objects, rs.sheet)
	return rs
}

func (f *face) putLines(r theme.Rect) {
	k, mm := f.kit, f.kit.MM
	head, list := r.Top(mm(17), mm(1))
	page, head := head.Right(mm(40), mm(4))
	k.Label(f.sheet, head, theme.Type{Cap: theme.Title, Bold: true, Color: theme.Ink}, "等候人数")
	f.page = k.Label(f.sheet, page, theme.Type{Cap: theme.Key, Color: theme.InkSoft, Align: fyne.TextAlignTrailing}, "")
	k.Card(f.sheet, k.White(), list)
	columns := 2
	if k.Wide {
		columns = 1
	}
	for _, cell := range list.Pad(mm(5), mm(2)).Grid(columns, pageLines/columns, mm(6)*float32(columns-1)) {
		f.line = append(f.line, newLine(k, f.sheet, cell))
	}
	f.none = k.Sheet(list)
	k.Label(f.none, list.Sheet().Pad(mm(8), mm(4)), theme.Type{Cap: theme.Key, Color: theme.InkSoft, Align: fyne.TextAlignCenter, Lines: 2}, "现在没有可以取号的业务")
	f.sheet.Objects = append(f.sheet.Objects, f.none)
}

// head shows whose board it is.
func (f *face) head(m moment) {
	i := 0
	if m.Sample {
		i = 1
	}
	if m.Sample != f.sample.Visible() || f.name.Words() != m.Hall {
		f.name.Set(m.Hall)
		f.name.Move(f.places[i])
	}
	theme.Show(f.sample, m.Sample)
}

// tick shows the time, when the clock is believed.
func (f *face) tick(m moment) {
	if !m.sure {
		f.clock.Set("")
		f.date.Set("")
		return
	}
	f.clock.Set(m.now.Format("15:04"))
	f.date.Set(date(m.now))
}

// date writes 11月22日 星期日.
func date(t time.Time) string {
	return fmt.Sprintf("%d月%d日 星期%c", t.Month(), t.Day(), []rune("日一二三四五六")[t.Weekday()])
}

// calls shows those the room must act on large, the last called first, and the
// ones before them in the strip below.
func (f *face) calls(all []queue.BoardCall, light func(queue.BoardCall) light) {
	var here, past []queue.BoardCall
	for _, c := range all {
		if c.Here && len(here) < bigCalls {
			here = append(here, c)
		} else {
			past = append(past, c)
		}
	}
	theme.Show(f.quiet, len(here) == 0)
	theme.Show(f.few.sheet, len(here) > 0 && len(here) <= fewCalls)
	theme.Show(f.many.sheet, len(here) > fewCalls)
	rows := f.many.rows
	if len(here) <= fewCalls {
		rows = f.few.rows
	}
	for i, r := range rows {
		theme.Show(r.sheet, i < len(here))
		if i < len(here) {
			r.set(here[i], light(here[i]))
		}
	}
	for i, e := range f.past {
		theme.Show(e.sheet, i < len(past))
		if i < len(past) {
			e.set(past[i], light(past[i]))
		}
	}
}

// pages is how many pages n lines take.
func pages(n int) int { return max(1, (n+pageLines-1)/pageLines) }

// turn goes on to the next page of lines, if there is one.
func (f *face) turn(all []queue.LineStatus) bool {
	if pages(len(all)) == 1 {
		return false
	}
	f.at++
	f.lines(all)
	return true
}

// lines shows how many wait in each line, a page of them.
func (f *face) lines(all []queue.LineStatus) {
	n := pages(len(all))
	f.at %= n
	words := ""
	if n > 1 {
		words = fmt.Sprintf("%d / %d", f.at+1, n)
	}
	f.page.Set(words)
	theme.Show(f.none, len(all) == 0)
	for i, l := range f.line {
		i += f.at * pageLines
		theme.Show(l.sheet, i < len(all))
		if i < len(all) {
			l.set(all[i], theme.LineTones()[i%len(theme.LineTones())])
		}
	}
}

// A row is one large call: B012 请到 3 号窗口 社保医保.
type row struct {
	sheet          *fyne.Container
	ground         *canvas.Rectangle
	edge           float32
	speaker        *canvas.Image // marks what flashes for those who see no red
	no, window     *theme.Label
	to, unit, desk *theme.Label
}

func newRow(k *theme.Kit, sheet *fyne.Container, r theme.Rect) *row {
	mm := k.MM
	w := &row{sheet: k.Sheet(r), edge: mm(1)}
	w.ground = k.Fill(w.sheet, r.Sheet(), mm(6.5), theme.White)
	in := r.Sheet().Pad(mm(6), mm(2))
	tall := in.H > mm(48)
	desk := theme.Type{Cap: 8.5, Min: theme.Lead, Color: theme.InkSoft, Lines: 2}
	big := theme.Type{Cap: 24, Min: 12, Bold: true, Color: theme.Red}
	small := theme.Type{Cap: 9.5, Min: theme.Key, Color: theme.Ink, Align: fyne.TextAlignCenter}
	share := []float32{0.07, 0.37, 0.11, 0.15, 0.14} // speaker, number, 请到, window, 号窗口; the desk has the rest
	if tall || !k.Wide {
		in = in.Middle(in.W, min(in.H, mm(62)))
		var below theme.Rect
		below, in = in.Bottom(mm(13), mm(1))
		_, below = below.Left(in.W*0.12, 0)
		desk.Lines = 1
		share = []float32{0.10, 0.39, 0.14, 0.19, 0.18}
		w.desk = k.Label(w.sheet, below, desk, "")
		if tall && k.Wide {
			big.Cap, small.Cap = 34, 12
		}
	}
	width := in.W
	var cells []theme.Rect
	for _, s := range share {
		var cell theme.Rect
		cell, in = in.Left(width*s, 0)
		cells = append(cells, cell)
	}
	side := min(cells[0].W*0.8, mm(26))
	w.speaker = k.Icon(w.sheet, theme.IconSpeaker, theme.Gold, cells[0].Middle(side, side))
	w.speaker.Hide()
	w.no = k.Label(w.sheet, cells[1].Pad(mm(2), 0), big, "")
	w.to = k.Label(w.sheet, cells[2], small, "请到")
	big.Align, big.Min = fyne.TextAlignTrailing, 8
	w.window = k.Label(w.sheet, cells[3], big, "")
	small.Align = fyne.TextAlignLeading
	w.unit = k.Label(w.sheet, cells[4].Pad(mm(1), 0), small, "号窗口")
	if w.desk == nil {
		w.desk = k.Label(w.sheet, in.Pad(mm(2), 0), desk, "")
	}
	sheet.Objects = append(sheet.Objects, w.sheet)
	return w
}

func (w *row) set(c queue.BoardCall, l light) {
	w.no.Set(c.No)
	w.window.Set(c.Window)
	w.desk.Set(c.Desk)
	theme.Show(w.speaker, l != calm)
	number, words, soft := theme.Red, theme.Ink, theme.InkSoft
	if l != calm {
		number, words, soft = theme.White, theme.White, theme.White
	}
	w.no.Tint(number)
	w.window.Tint(number)
	w.to.Tint(words)
	w.unit.Tint(words)
	w.desk.Tint(soft)
	paint(w.ground, l, theme.White, w.edge)
}

// An earlier is a call of before, in the strip.
type earlier struct {
	sheet      *fyne.Container
	ground     *canvas.Rectangle
	edge       float32
	no, window *theme.Label
}

func newEarlier(k *theme.Kit, sheet *fyne.Container, r theme.Rect) *earlier {
	mm := k.MM
	e := &earlier{sheet: k.Sheet(r), edge: mm(0.5)}
	e.ground = k.Fill(e.sheet, r.Sheet(), mm(4), theme.Closed)
	no, window := r.Sheet().Pad(mm(4), 0).Left(r.W*0.42, mm(2))
	e.no = k.Label(e.sheet, no, theme.Type{Cap: 9, Min: theme.Lead, Bold: true, Color: theme.Ink}, "")
	e.window = k.Label(e.sheet, window, theme.Type{Cap: theme.Key, Min: theme.Body, Color: theme.Ink, Align: fyne.TextAlignTrailing}, "")
	sheet.Objects = append(sheet.Objects, e.sheet)
	return e
}

func (e *earlier) set(c queue.BoardCall, l light) {
	e.no.Set(c.No)
	e.window.Set(c.Window + " 号窗口")
	ink := theme.Ink
	if l != calm {
		ink = theme.White
	}
	e.no.Tint(ink)
	e.window.Tint(ink)
	paint(e.ground, l, theme.Closed, e.edge)
}

// paint gives a call its ground: its own while it is calm, red within a golden
// edge while it flashes.
func paint(r *canvas.Rectangle, l light, own theme.Tone, edge float32) {
	fill, stroke := own, theme.Red
	switch l {
	case calm:
		if own != theme.White {
			stroke, edge = theme.Hairline, 1
		}
	case bright:
		fill, stroke, edge = theme.Red, theme.Gold, 2*edge
	case dark:
		fill, stroke, edge = 0x560509, theme.Gold, 2*edge
	}
	if r.FillColor == fill && r.StrokeColor == stroke {
		return
	}
	r.FillColor, r.StrokeColor, r.StrokeWidth = fill, stroke, edge
	r.Refresh()
}

// A line is how many wait in one line, and why it is closed.
type line struct {
	sheet  *fyne.Container
	badge  *canvas.Rectangle
	letter *theme.Label
	name   *theme.Label
	places [2]theme.Rect // of the name, open and closed
	reason *theme.Label
	count  *theme.Label
	closed bool
}

func newLine(k *theme.Kit, sheet *fyne.Container, r theme.Rect) *line {
	mm := k.MM
	l := &line{sheet: k.Sheet(r)}
	side := mm(14)
	mark, in := r.Sheet().Left(side, mm(4))
	mark = mark.Middle(side, side)
	l.badge = k.Fill(l.sheet, mark, mm(3), theme.Red)
	l.letter = k.Label(l.sheet, mark, theme.Type{Cap: theme.Key, Min: theme.Body, Bold: true, Color: theme.White, Align: fyne.TextAlignCenter}, "")
	count, in := in.Right(mm(25), mm(2))
	l.count = k.Label(l.sheet, count, theme.Type{Cap: 11, Min: theme.Key, Bold: true, Color: theme.Red, Align: fyne.TextAlignTrailing}, "")
	upper, lower := in.Pad(0, mm(1)).Top(mm(11.5), 0)
	l.places = [2]theme.Rect{in, upper}
	l.name = k.Label(l.sheet, in, theme.Type{Cap: theme.Key, Min: theme.Lead, Bold: true, Color: theme.Ink, Lines: 2}, "")
	l.reason = k.Label(l.sheet, lower, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.WarnInk}, "")
	sheet.Objects = append(sheet.Objects, l.sheet)
	return l
}

func (l *line) set(s queue.LineStatus, tone theme.Tone) {
	reason, i := "", 0
	if s.Closed != nil {
		tone, reason, i = theme.Stone, s.Closed.Reason, 1
	}
	if l.badge.FillColor != tone {
		l.badge.FillColor = tone
		l.badge.Refresh()
	}
	l.letter.Set(s.Letter)
	l.name.Set(s.Name)
	if closed := s.Closed != nil; closed != l.closed {
		l.closed = closed
		l.name.Move(l.places[i])
	}
	l.reason.Set(reason)
	l.count.Set(fmt.Sprint(s.Waiting))
}
