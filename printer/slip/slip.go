// Package slip lays out what is printed. A slip is made from plain values, in
// which everything stands as it is to be read, so that the same values print
// the same slip on the day they were stored and years later.
package slip

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// Render returns the bytes of a slip for a printer of profile p: of a kind, from
// the values of a print job, marked as the copy it is (0 is the first). The
// face draws what the printer's ROM lacks.
func Render(p escpos.Profile, face *escpos.Face, kind printer.Kind, values json.RawMessage, copy int) ([]byte, error) {
	switch kind {
	case printer.TicketSlip:
		var t Ticket
		if err := json.Unmarshal(values, &t); err != nil {
			return nil, fmt.Errorf("read values of a ticket: %w", err)
		}
		t.Copy = copy
		return set(p, face, t.lay)
	case printer.TestSlip:
		var t Test
		if err := json.Unmarshal(values, &t); err != nil {
			return nil, fmt.Errorf("read values of a test slip: %w", err)
		}
		return set(p, face, t.lay)
	}
	return nil, fmt.Errorf("no slip of kind %q", kind)
}

// set makes the bytes of what lay lays out.
func set(p escpos.Profile, face *escpos.Face, lay func(*setter)) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(256)
	s := setter{escpos.NewEncoder(&b, p, face), p}
	s.Reset()
	s.Align(escpos.Centre)
	lay(&s)
	s.Cut()
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("lay out slip: %w", err)
	}
	return b.Bytes(), nil
}

// A setter sets lines that fit the paper.
type setter struct {
	*escpos.Encoder
	p escpos.Profile
}

// lines sets text in as many lines as it takes, none for an empty one.
func (s *setter) lines(text string) {
	s.Size(1, 1)
	s.fill(text)
}

// name sets a name double or, when it would not fit into one line, only tall.
func (s *setter) name(text string) {
	if 2*escpos.Cells(text) <= s.p.Columns() {
		s.Size(2, 2)
		s.Line(text)
		return
	}
	s.Size(1, 2)
	s.fill(text)
}

// fill sets text in lines as wide as the paper, in characters of normal width.
func (s *setter) fill(text string) {
	for text != "" {
		var paragraph string
		paragraph, text, _ = strings.Cut(text, "\n")
		paragraph = strings.TrimSpace(paragraph)
		switch {
		case paragraph == "":
		case escpos.Cells(paragraph) <= s.p.Columns():
			s.Line(paragraph)
		default:
			for _, line := range wrap(paragraph, s.p.Columns()) {
				s.Line(line)
			}
		}
	}
}

// blank leaves a line blank.
func (s *setter) blank() {
	s.Size(1, 1)
	s.Feed(1)
}

// huge sets a short text as large as the paper is wide.
func (s *setter) huge(text string) {
	width := min(s.p.Columns()/max(1, escpos.Cells(text)), 8)
	if width < 1 {
		s.lines(text)
		return
	}
	s.Size(width, (3*width+3)/4) // characters are narrow
	s.Line(text)
}

// code sets a QR code with its quiet zone, and what to do with it.
func (s *setter) code(code, caption string) {
	s.blank()
	s.QR(code)
	s.blank()
	s.lines(caption)
}

// marks sets what distinguishes a slip from the real and first one.
func (s *setter) marks(marks ...string) {
	if text := strings.Join(marks, " · "); text != "" {
		s.lines(text)
	}
}
