package screen

import (
	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// Number shows the number that was taken, huge, with its code: what it says does
// not depend on the printer.
type Number struct {
	kit   *theme.Kit
	sheet *fyne.Container
	stub  *stub
	print *banner
	Done  *theme.Tile

	printed bool // the printer could print when the number was shown
}

// NewNumber returns the screen; done is called by 知道了.
func NewNumber(k *theme.Kit, place theme.Rect, done func()) *Number {
	mm := k.MM
	n := &Number{kit: k, sheet: k.Sheet(place)}
	in := place.Sheet().Inset(mm(theme.Margin))
	if k.Wide {
		card, right := in.Left(mm(214), mm(9))
		n.stub = newStub(k, n.sheet, card)
		button, right := right.Bottom(mm(34), mm(9))
		words, right := right.Top(mm(62), mm(12))
		n.print = newBanner(k, n.sheet, words, theme.IconPrinter)
		putSteps(k, n.sheet, right, next[:])
		n.Done = k.Button(n.sheet, button, k.Golden(), theme.Maroon, theme.IconCheck, "知道了", done)
		return n
	}
	button, rest := in.Bottom(mm(30), mm(8))
	steps, rest := rest.Bottom(mm(22), mm(7))
	putSteps(k, n.sheet, steps, next[:])
	words, card := rest.Bottom(mm(26), mm(8))
	n.print = newBanner(k, n.sheet, words, theme.IconPrinter)
	n.stub = newStub(k, n.sheet, card)
	n.Done = k.Button(n.sheet, button, k.Golden(), theme.Maroon, theme.IconCheck, "知道了", done)
	return n
}

// next is what to do with a number.
var next = [3]step{{theme.IconTicket, "记住号码"}, {theme.IconSpeaker, "听叫号、看大屏"}, {theme.IconDesk, "叫到再去窗口"}}

// Object returns what is drawn.
func (n *Number) Object() fyne.CanvasObject { return n.sheet }

// Show shows a ticket.
func (n *Number) Show(m Moment, t queue.Ticket) error {
	n.printed = m.Printer
	n.Set(m)
	use := "凭右边的码，可在本机查进度"
	if m.Base != "" {
		use = "手机扫右边的码，可看排到哪里"
	}
	return n.stub.show(m, t, ahead(t.Ahead), use)
}

// Set shows what the printer does now.
func (n *Number) Set(m Moment) {
	switch {
	case m.Printer:
		n.print.set(true, "正在打印小票，请取走")
	case n.printed: // the slip may be out already
		n.print.set(false, "小票没打出来的话，请记住号码，或用手机拍下")
	default:
		n.print.set(false, "小票暂时打不出，请记住号码，或用手机拍下")
	}
}

// A stub is a ticket as the glass shows it.
type stub struct {
	name   *theme.Label
	number *theme.Label
	beside *theme.Label
	below  *theme.Label
	qr     *theme.QR
}

// newStub puts an empty one on a sheet.
func newStub(k *theme.Kit, sheet *fyne.Container, r theme.Rect) *stub {
	mm := k.MM
	s := &stub{}
	card := k.White()
	card.Radius = mm(9)
	lower := mm(84)
	if k.Wide {
		lower = mm(86)
	}
	card.Notch = r.H - lower
	on := panel(k, sheet, card, r)
	in := r.Sheet()
	bottom, top := in.Bottom(lower, 0)

	head, top := top.Pad(mm(10), mm(8)).Top(mm(19), mm(2))
	s.name = k.Label(on, head, theme.Type{Cap: theme.Title, Min: theme.Key, Bold: true, Color: theme.Ink, Align: fyne.TextAlignCenter}, "")
	label, top := top.Top(mm(10), 0)
	k.Label(on, label, theme.Type{Cap: theme.Lead, Color: theme.InkSoft, Align: fyne.TextAlignCenter}, "您的号码")
	s.number = k.Label(on, top, theme.Type{Cap: theme.Number, Min: theme.Large, Bold: true, Color: theme.Red, Align: fyne.TextAlignCenter}, "")

	dash := mm(4)
	for x := mm(13); x < in.W-mm(13); x += 2 * dash {
		k.Fill(on, theme.Rect{X: x, Y: card.Notch - 1, W: dash, H: 2}, 0, theme.Hairline)
	}
	code, words := bottom.Pad(mm(10), mm(5)).Right(mm(74), mm(4))
	s.qr = k.QR(on, code)
	words = words.Middle(words.W, mm(56))
	upper, under := words.Top(mm(32), mm(2))
	s.beside = k.Label(on, upper, theme.Type{Cap: theme.Title, Min: theme.Key, Bold: true, Color: theme.Ink, Lines: 2}, "")
	s.below = k.Label(on, under, theme.Type{Cap: theme.Lead, Min: theme.Body, Color: theme.InkSoft, Lines: 2, Upper: true}, "")
	return s
}

// show shows a ticket, and two lines beside its code.
func (s *stub) show(m Moment, t queue.Ticket, beside, below string) error {
	s.name.Set(m.Line(t.Line).Name)
	s.number.Set(t.No)
	s.beside.Set(beside)
	s.below.Set(below)
	return s.qr.Set(t.Code(m.Base))
}

// A banner says one thing that matters, in green or in amber.
type banner struct {
	good, bad *fyne.Container
	words     [2]*theme.Label
}

func newBanner(k *theme.Kit, sheet *fyne.Container, r theme.Rect, good theme.Icon) *banner {
	b := &banner{}
	put := func(i int, ground, ink theme.Tone, icon theme.Icon) *fyne.Container {
		on := k.Sheet(r)
		k.Card(on, theme.Card{Top: ground, Bottom: ground, Radius: k.MM(theme.Radius)}, r.Sheet())
		words := theme.Type{Cap: theme.Key, Min: theme.Lead, Bold: true, Color: ink, Lines: 4}
		in, side := r.Sheet().Pad(k.MM(8), k.MM(4)), k.MM(13)
		mark, rest := in.Left(side, k.MM(6))
		if r.H > r.W {
			side = k.MM(34)
			words.Cap, words.Align = theme.Title, fyne.TextAlignCenter
			mark, rest = in.Middle(in.W, k.MM(104)).Top(side, k.MM(6))
		}
		k.Icon(on, icon, ink, mark.Middle(side, side))
		b.words[i] = k.Label(on, rest, words, "")
		sheet.Objects = append(sheet.Objects, on)
		return on
	}
	b.good = put(0, theme.Good, theme.GoodInk, good)
	b.bad = put(1, theme.Warn, theme.WarnInk, theme.IconAlert)
	return b
}

func (b *banner) set(good bool, words string) {
	i := 1
	if good {
		i = 0
	}
	b.words[i].Set(words)
	theme.Show(b.good, good)
	theme.Show(b.bad, !good)
}
