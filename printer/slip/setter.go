package slip

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// A setter sets lines that fit the paper.
type setter struct {
	*escpos.Encoder
	press  Press
	b      *bytes.Buffer // what the Encoder writes to
	kind   printer.Kind
	height int          // of text, times the usual
	align  escpos.Align // that the printer was told last
	short  string       // a text that may share its line with the next
	thrift bool         // what has to be drawn is drawn small
	err    error        // beside that of the Encoder
}

func (p Press) setter(b *bytes.Buffer, kind printer.Kind) *setter {
	s := setter{Encoder: escpos.NewEncoder(b, p.Profile, p.Face), press: p, b: b, kind: kind, height: 1}
	if slices.Contains(p.Style.Large, kind) {
		s.height = 2
	}
	return &s
}

// Err returns the first error met.
func (s *setter) Err() error {
	if s.err != nil {
		return s.err
	}
	return s.Encoder.Err()
}

// columns is how wide the paper is, in half-width characters.
func (s *setter) columns() int { return s.press.Profile.Columns() }

// begin sets what stands on top of every slip.
func (s *setter) begin(l layout, part Part) {
	s.Reset()
	s.to(escpos.Centre)
	if logo := s.press.Style.Logo; logo.Height > 0 && part.No <= 1 {
		s.Raster(logo, false)
		gap(s)
	}
	s.set(l.head)
	if part.Of > 1 {
		s.centred("第 " + strconv.Itoa(part.No) + " 张，共 " + strconv.Itoa(part.Of) + " 张")
	}
}

// end sets what stands at the bottom of the last slip.
func (s *setter) end(l layout) {
	for _, note := range s.press.Style.Notes[s.kind] {
		s.centred(note)
	}
	s.set([]block{l.code})
}

// set sets those of the blocks that the hall wants.
func (s *setter) set(blocks []block) {
	omit := s.press.Style.Omit[s.kind]
	for _, b := range blocks {
		if b.set != nil && (b.name == "" || !slices.Contains(omit, b.name)) {
			b.set(s)
		}
	}
	s.to(s.align)
}

// to places the lines that follow, after the one that waits for company.
func (s *setter) to(a escpos.Align) {
	if text := s.short; text != "" {
		s.short = ""
		s.centred(text)
	}
	if a != s.align {
		s.align = a
		s.Align(a)
	}
}

// centred sets text in as many lines as it takes, none for an empty one.
func (s *setter) centred(text string) {
	s.to(escpos.Centre)
	s.Size(1, s.height)
	s.fill(text)
}

// fill sets text in even lines of characters of normal width.
func (s *setter) fill(text string) {
	for paragraph := range paragraphs(text) {
		if escpos.Cells(paragraph) <= s.columns() {
			s.Line(paragraph)
			continue
		}
		for _, line := range wrap(paragraph, s.columns()) {
			s.Line(line)
		}
	}
}

// hanging sets text beside what it begins with, in full lines.
func (s *setter) hanging(first, text string) {
	s.to(escpos.Left)
	s.Size(1, s.height)
	indent := escpos.Cells(first)
	for paragraph := range paragraphs(text) {
		for _, line := range flow(paragraph, s.columns()-indent) {
			s.Line(first + line)
			first = strings.Repeat(" ", indent)
		}
	}
}

// indented sets paragraphs of text in full lines, each paragraph begun two
// characters in.
func (s *setter) indented(text string) {
	s.to(escpos.Left)
	s.Size(1, s.height)
	for paragraph := range paragraphs(text) {
		for _, line := range flow("　　"+paragraph, s.columns()) {
			s.Line(line)
		}
	}
}

// paragraphs yields the lines of text that are not blank, without the space
// around them.
func paragraphs(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for text != "" {
			var p string
			p, text, _ = strings.Cut(text, "\n")
			if p = strings.TrimSpace(p); p != "" && !yield(p) {
				return
			}
		}
	}
}

// blank leaves a line blank.
func (s *setter) blank() {
	s.Size(1, 1)
	s.Feed(1)
}

// What follows makes blocks' setters.

// lines sets text in the middle.
func lines(text string) func(*setter) {
	return func(s *setter) { s.centred(text) }
}

// short sets a short text on one line with the short one before it, where both
// fit.
func short(text string) func(*setter) {
	return func(s *setter) {
		both := text // a slip may be laid out twice, and text is to stay
		if before := s.short; before != "" && text != "" && escpos.Cells(before)+1+escpos.Cells(text) <= s.columns() {
			s.short = ""
			both = before + " " + text
		}
		s.to(escpos.Centre)
		s.short = both
	}
}

// name sets a name double or, when it would not fit into one line, only tall.
func name(text string) func(*setter) {
	return func(s *setter) {
		s.to(escpos.Centre)
		if s.thrift && !s.press.Profile.Prints(text) {
			s.centred(text)
			return
		}
		if 2*escpos.Cells(text) <= s.columns() && text != "" {
			s.Size(2, 2)
			s.Line(text)
			return
		}
		s.Size(1, 2)
		s.fill(text)
	}
}

// huge sets a short text as large as the paper is wide, within reason.
func huge(text string) func(*setter) {
	return func(s *setter) {
		width := min(s.columns()/max(1, escpos.Cells(text)), 6)
		if most := s.press.Profile.MaxSize(); most < width && !s.thrift {
			width = min(width, 4) // it will be drawn, and bytes take time
		} else {
			width = min(width, most)
		}
		if width < 1 {
			s.centred(text)
			return
		}
		s.to(escpos.Centre)
		s.Size(width, (2*width+2)/3) // characters are narrow
		s.Line(text)
	}
}

// code sets what to do with a QR code, and the code with its quiet zone. It ends
// the slip: what is blank below it belongs to it too.
func code(code, caption string) func(*setter) {
	return func(s *setter) {
		if code == "" {
			return
		}
		s.centred(caption)
		s.blank()
		s.QR(code)
	}
}

// caption says what a code is for.
func caption(public bool, web, here string) string {
	if public {
		return web
	}
	return here
}

// marks sets what distinguishes a slip from the real and first one.
func marks(sample bool, copy int) func(*setter) {
	return func(s *setter) {
		switch {
		case sample && copy > 0:
			s.centred("示范数据 · 补打 " + strconv.Itoa(copy))
		case sample:
			s.centred("示范数据")
		case copy > 0:
			s.centred("补打 " + strconv.Itoa(copy))
		}
	}
}

// signature is where somebody signs.
const signature = "＿＿＿＿＿＿＿＿"

// gap leaves some blank before what is new.
func gap(s *setter) {
	s.to(s.align)
	s.FeedDots(10)
}

// field sets what a text is and the text, nothing where there is none.
func field(label, text string) func(*setter) {
	return func(s *setter) { s.hanging(spread(label)+"：", text) }
}

// spread makes labels of two, three and four characters equally wide, so that
// what stands beside them is aligned.
func spread(label string) string {
	switch r := []rune(label); {
	case escpos.Cells(label) == 4 && len(r) == 2:
		return string(r[0]) + "　　" + string(r[1])
	case escpos.Cells(label) == 6 && len(r) == 3:
		return string(r[0]) + " " + string(r[1]) + " " + string(r[2])
	}
	return label
}

// title sets what kind of section begins.
func (s *setter) title(text string) {
	gap(s)
	s.hanging("", "【"+text+"】")
}

// section makes a block of each of the texts, the first below the title.
func section(name, title string, texts ...string) []block {
	var blocks []block
	for _, text := range texts {
		if strings.TrimSpace(text) == "" {
			continue
		}
		first := len(blocks) == 0
		blocks = append(blocks, block{name, func(s *setter) {
			if first {
				s.title(title)
			}
			s.indented(text)
		}})
	}
	if blocks == nil {
		blocks = []block{{name, nil}} // there is the name to it, at least
	}
	return blocks
}

// list is a section whose texts are numbered.
func list(name, title string, texts []string) []block {
	blocks := make([]block, len(texts))
	for i, text := range texts {
		blocks[i] = block{name, func(s *setter) {
			if i == 0 {
				s.title(title)
			}
			s.hanging(strconv.Itoa(i+1)+". ", text)
		}}
	}
	if len(blocks) == 0 {
		blocks = []block{{name, nil}}
	}
	return blocks
}
