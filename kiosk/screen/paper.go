package screen

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/kiosk/theme"
)

// A piece is what is never parted when a document is cut into pages: a line, a
// table's row, a picture.
type piece struct {
	high  float32
	gap   float32 // above it, unless it begins a page
	keep  bool    // never the last of a page: what follows belongs to it
	head  *piece  // stands above it again where it begins a page: a table's head
	write func(w *theme.Writer, y float32)
	photo *photo // instead of write
}

// A photo is a picture in its place on the page.
type photo struct {
	doc.Picture
	x, w, h float32
}

// A setter turns a document into pieces for a page of some size. It measures and
// draws nothing.
type setter struct {
	k      *theme.Kit
	width  float32
	high   float32                                    // of a page
	aspect func(name string) (ratio float32, ok bool) // of a picture, width to height
	pieces []piece
}

// set returns the pieces of a document.
func (s *setter) set(d doc.Doc) []piece {
	for i, block := range d.Blocks {
		switch b := block.(type) {
		case doc.Heading:
			gap := float32(7)
			if b.Level > 2 {
				gap = 5
			}
			if i == 0 {
				gap = 0
			}
			s.heading(b, gap)
		case doc.Paragraph:
			s.lines("　　"+b.Text, prose, 0, 4)
		case doc.List:
			s.list(b)
		case doc.Table:
			s.table(b)
		case doc.Picture:
			s.picture(b)
		}
	}
	return s.pieces
}

// Running text, as capitals in millimetres.
const (
	prose  = 5.8
	figure = 5.2 // what is written in tables, where there is room; else theme.Body
)

func (s *setter) heading(h doc.Heading, gap float32) {
	size, ink := float32(theme.Key), theme.Red
	if h.Level > 2 {
		size, ink = 6.2, theme.Ink
	}
	em := s.k.Em(size)
	step := em * 1.4
	lines := s.k.Break(h.Text, em, true, s.width)
	for i, line := range lines {
		p := piece{high: step, keep: true, write: func(w *theme.Writer, y float32) { w.Line(line, 0, y, step, em, true, ink) }}
		if i == 0 {
			p.gap = s.k.MM(gap)
		}
		s.pieces = append(s.pieces, p)
	}
}

// lines sets running text at a distance from the left; the first and the last
// two lines of a paragraph stay together.
func (s *setter) lines(words string, size, indent, gap float32) {
	em := s.k.Em(size)
	step := em * theme.Reading
	lines := s.k.Break(words, em, false, s.width-indent)
	for i, line := range lines {
		p := piece{high: step, keep: len(lines) > 1 && (i == 0 || i == len(lines)-2), write: func(w *theme.Writer, y float32) {
			w.Line(line, indent, y, step, em, false, theme.Ink)
		}}
		if i == 0 {
			p.gap = s.k.MM(gap)
		}
		s.pieces = append(s.pieces, p)
	}
}

// list sets items beside their numbers.
func (s *setter) list(l doc.List) {
	em := s.k.Em(prose)
	step := em * theme.Reading
	mark := func(i int) string {
		if l.Ordered {
			return fmt.Sprintf("%d.", i+1)
		}
		return "·"
	}
	indent := s.k.Width(mark(len(l.Items)-1), em, true) + em/2
	if !l.Ordered {
		indent = 1.2 * em
	}
	for i, item := range l.Items {
		from := len(s.pieces)
		s.lines(item, prose, indent, 2.5)
		first := &s.pieces[from]
		write := first.write
		first.write = func(w *theme.Writer, y float32) {
			w.Line(mark(i), 0, y, step, em, true, theme.Red)
			write(w, y)
		}
	}
}

// table sets a table in columns when its amounts have room side by side and no
// row is higher than a page, else as one list of words for each row: nothing in a
// table is ever cut.
func (s *setter) table(t doc.Table) {
	for _, size := range []float32{figure, theme.Body} {
		if rows, ok := s.columns(t, size); ok {
			s.pieces = append(s.pieces, rows...)
			return
		}
	}
	for _, row := range t.Rows {
		gap := float32(5)
		for i, cell := range row {
			if cell == "" {
				continue
			}
			if t.Head[i] != "" {
				cell = t.Head[i] + "：" + cell
			}
			s.lines(cell, prose, 0, gap)
			gap = 0
		}
	}
}

// columns sets a table with words of some size and reports whether it has room.
func (s *setter) columns(t doc.Table, size float32) ([]piece, bool) {
	k := s.k
	em := k.Em(size)
	pad := k.MM(2.6)
	widths, ok := s.widths(t, em, pad)
	if !ok {
		return nil, false
	}
	row := func(cells []string, bold bool, ground color.Color) piece {
		step := em * 1.42
		wrapped := make([][]string, len(cells))
		most := 1
		for i, cell := range cells {
			wrapped[i] = k.Break(cell, em, bold, widths[i]-2*pad)
			most = max(most, len(wrapped[i]))
		}
		high := step*float32(most) + 2*pad
		return piece{high: high, write: func(w *theme.Writer, y float32) {
			if ground != nil {
				w.Fill(theme.Rect{Y: y, W: s.width, H: high}, ground)
			}
			w.Fill(theme.Rect{Y: y + high, W: s.width, H: 1}, theme.Hairline)
			x := float32(0)
			for i, lines := range wrapped {
				for j, line := range lines {
					left := x + pad
					switch room := widths[i] - 2*pad - k.Width(line, em, bold); t.Align[i] {
					case doc.Right:
						left += room
					case doc.Center:
						left += room / 2
					case doc.Left:
					}
					w.Line(line, left, y+pad+float32(j)*step, step, em, bold, theme.Ink)
				}
				x += widths[i]
			}
		}}
	}
	var head *piece
	var rows []piece
	if slices.ContainsFunc(t.Head, func(s string) bool { return s != "" }) {
		h := row(t.Head, true, theme.GoldTop.Mix(theme.White, 0.62))
		h.gap, h.keep = k.MM(4), true
		head = &h
		rows = append(rows, h)
	}
	for i, cells := range t.Rows {
		var ground color.Color
		if sums(cells) {
			ground = theme.Paper
		}
		p := row(cells, sums(cells), ground)
		p.head = head
		if head == nil && i == 0 {
			p.gap = k.MM(4)
		}
		room := s.high
		if head != nil {
			room -= head.high
		}
		if p.high > room {
			return nil, false
		}
		rows = append(rows, p)
	}
	return rows, true
}

// sums reports whether a row adds up the others.
func sums(row []string) bool {
	return strings.HasPrefix(row[0], "合计") || strings.HasPrefix(row[0], "总计")
}

// widths shares the page's width out among columns. Amounts, and whatever else
// stands at the right, keep their whole width; words give way down to a few
// characters; what is left over goes to the words.
func (s *setter) widths(t doc.Table, em, pad float32) ([]float32, bool) {
	n := len(t.Head)
	full, least := make([]float32, n), make([]float32, n)
	words := make([]bool, n)
	for i := range n {
		words[i] = t.Align[i] != doc.Right
		measure := func(cell string, bold, yields bool) {
			w := s.k.Width(cell, em, bold) + 1
			full[i] = max(full[i], w)
			if yields {
				w = min(w, 4.2*em)
			}
			least[i] = max(least[i], w)
		}
		measure(t.Head[i], true, true)
		for _, row := range t.Rows {
			measure(row[i], sums(row), words[i])
		}
		full[i] += 2 * pad
		least[i] += 2 * pad
	}
	sum := func(ws []float32) float32 {
		total := float32(0)
		for _, w := range ws {
			total += w
		}
		return total
	}
	if sum(least) > s.width {
		return nil, false
	}
	widths := make([]float32, n)
	if want := sum(full); want > s.width {
		share := (s.width - sum(least)) / (want - sum(least))
		for i := range n {
			widths[i] = least[i] + share*(full[i]-least[i])
		}
		return widths, true
	}
	// Words take what is left, in the measure of their length; a table of nothing
	// but amounts shares it evenly.
	left, wordy := s.width-sum(full), float32(0)
	for i := range n {
		if words[i] {
			wordy += full[i]
		}
	}
	for i := range n {
		widths[i] = full[i]
		switch {
		case wordy == 0:
			widths[i] += left / float32(n)
		case words[i]:
			widths[i] += left * full[i] / wordy
		}
	}
	return widths, true
}

// picture sets a picture with its caption below.
func (s *setter) picture(p doc.Picture) {
	ratio, ok := s.aspect(p.Name)
	if ok {
		caption := s.k.MM(14)
		h := min(s.width/ratio, s.high-caption, s.k.MM(150))
		w := min(h*ratio, s.width)
		s.pieces = append(s.pieces, piece{high: h, gap: s.k.MM(5), keep: true, photo: &photo{p, (s.width - w) / 2, w, h}})
	}
	em := s.k.Em(theme.Body)
	step := em * theme.Reading
	hint := p.Caption
	if ok {
		hint += "（点一下图片可以放大）"
	}
	for i, line := range s.k.Break(hint, em, false, s.width) {
		x := (s.width - s.k.Width(line, em, false)) / 2
		c := piece{high: step, write: func(w *theme.Writer, y float32) { w.Line(line, x, y, step, em, false, theme.InkSoft) }}
		if i == 0 {
			c.gap = s.k.MM(1.5)
		}
		s.pieces = append(s.pieces, c)
	}
}

// cut parts pieces into pages of some height.
func cut(pieces []piece, high float32) [][]piece {
	var pages [][]piece
	for len(pieces) > 0 {
		y, n := float32(0), 0
		for i, p := range pieces {
			h := p.high + p.gap
			if i == 0 {
				h = p.high
				if p.head != nil {
					h += p.head.high
				}
			}
			if i > 0 && y+h > high+1 {
				break
			}
			y += h
			n++
		}
		if n < len(pieces) {
			m := n
			for m > 1 && pieces[m-1].keep {
				m--
			}
			if m > 1 || !pieces[0].keep {
				n = m
			}
		}
		pages = append(pages, pieces[:n])
		pieces = pieces[n:]
	}
	return pages
}
