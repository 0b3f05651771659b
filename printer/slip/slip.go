// Package slip lays out what is printed. A slip is made from plain values, in
// which everything stands as it is to be read, so that the same values print
// the same slip on the day they were stored and years later.
//
// A [Press] prints slips on one printer in the [Style] of one hall.
package slip

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// A Press makes the bytes of slips for one printer, in the style of one hall.
type Press struct {
	Profile escpos.Profile
	Face    *escpos.Face // draws what the printer's ROM lacks
	Style   Style
}

// Render returns the bytes of a slip in the plain style: see [Press.Render].
func Render(p escpos.Profile, face *escpos.Face, kind printer.Kind, values json.RawMessage, copy int) ([]byte, error) {
	return Press{Profile: p, Face: face}.Render(kind, values, copy)
}

// Render returns the bytes of a slip of a kind, from the values of a print job,
// marked as the copy it is (0 is the first).
func (p Press) Render(kind printer.Kind, values json.RawMessage, copy int) ([]byte, error) {
	l, part, err := read(kind, values, copy)
	if err != nil {
		return nil, err
	}
	b, err := p.print(kind, l, part, false)
	if err == nil && len(b) > room(p.Profile)-spare {
		b, err = p.print(kind, l, part, true)
	}
	if err != nil {
		return nil, fmt.Errorf("lay out slip: %w", err)
	}
	return b, nil
}

// print returns the bytes of a slip, with thrift those of one that takes less of
// the printer's buffer.
func (p Press) print(kind printer.Kind, l layout, part Part, thrift bool) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(256)
	s := p.setter(&b, kind)
	s.thrift = thrift
	s.begin(l, part)
	from, to := part.of(l)
	s.set(l.body[from:to])
	if part.No == part.Of {
		s.end(l)
	}
	s.Cut()
	return b.Bytes(), s.Err()
}

// Parts divides a slip that is longer than the printer's buffer: it returns the
// values of each of the slips that it takes, which are to be printed in turn.
// Most slips are one.
func (p Press) Parts(kind printer.Kind, values json.RawMessage) ([]json.RawMessage, error) {
	l, part, err := read(kind, values, 0)
	if err != nil {
		return nil, err
	}
	if part.Of > 0 {
		return []json.RawMessage{values}, nil // it is one already
	}
	var b bytes.Buffer
	s := p.setter(&b, kind)
	s.begin(l, Part{})
	head, foot := b.Len()+spare, 0
	ends := make([]int, len(l.body))
	for i := range l.body {
		s.set(l.body[i : i+1])
		ends[i] = b.Len()
	}
	s.end(l)
	if foot = b.Len(); len(ends) > 0 {
		foot -= ends[len(ends)-1]
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("lay out slip: %w", err)
	}
	var parts []Part
	from, start := 0, head-spare
	for i, end := range ends {
		size := head + end - start
		if i == len(ends)-1 {
			size += foot
		}
		if i > from && size > room(p.Profile) {
			parts = append(parts, Part{From: from, To: i})
			from, start = i, ends[i-1]
		}
	}
	if len(parts) == 0 {
		return []json.RawMessage{values}, nil
	}
	return mark(values, append(parts, Part{From: from, To: len(ends)}))
}

// room is how long a slip may be, in bytes. A printer with next to no buffer
// holds the wire instead.
func room(p escpos.Profile) int {
	if p.Buffer < 1024 {
		return 4096
	}
	return p.Buffer
}

// spare is what stands on one of several slips beside its head and its part of
// the text: that it is one of them, a size or a place said again, the cut, and
// what the printer is asked after it.
const spare = 96

// mark returns values once for each part.
func mark(values json.RawMessage, parts []Part) ([]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(values, &fields); err != nil {
		return nil, err
	}
	var all []json.RawMessage
	for i, part := range parts {
		part.No, part.Of = i+1, len(parts)
		var err error
		if fields["Part"], err = json.Marshal(part); err != nil {
			return nil, err
		}
		one, err := json.Marshal(fields)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// A Part says which of several slips one is, and what of their text it has. The
// zero Part is all of it.
type Part struct {
	No, Of   int
	From, To int
}

// of returns from where to where the part goes in l.
func (p Part) of(l layout) (from, to int) {
	if p.Of == 0 {
		return 0, len(l.body)
	}
	to = min(max(p.To, 0), len(l.body))
	return min(max(p.From, 0), to), to
}

// A layout is what stands on a slip. A slip that is too long is divided between
// two blocks of the body; each part has the head, and the last the code.
type layout struct {
	head, body []block
	code       block
}

// A block is the least that is left out or divided.
type block struct {
	name string // by which a style leaves it out, empty where it must stand
	set  func(*setter)
}

// A sheet is what the values of one kind of slip say.
type sheet interface {
	layout(copy int) layout
}

// read returns what the values of a slip say.
func read(kind printer.Kind, values json.RawMessage, copy int) (layout, Part, error) {
	v, err := sheetOf(kind, values)
	if err != nil {
		return layout{}, Part{}, err
	}
	l := v.layout(copy)
	var of struct{ Part Part }
	if len(l.body) > 0 { // or it is one slip, whatever it says
		if err := json.Unmarshal(values, &of); err != nil {
			return layout{}, Part{}, fmt.Errorf("read values of a %s slip: %w", kind, err)
		}
	}
	return l, of.Part, nil
}

func sheetOf(kind printer.Kind, values json.RawMessage) (sheet, error) {
	switch kind {
	case printer.TicketSlip:
		return decode[Ticket](kind, values)
	case printer.AppointmentSlip:
		return decode[Appointment](kind, values)
	case printer.ReceiptSlip:
		return decode[Receipt](kind, values)
	case printer.MissingSlip:
		return decode[Missing](kind, values)
	case printer.GuideSlip:
		return decode[Guide](kind, values)
	case printer.NoticeSlip:
		return decode[Notice](kind, values)
	case printer.DaySlip:
		return decode[Day](kind, values)
	case printer.TestSlip:
		return decode[Test](kind, values)
	case printer.ProbeSlip:
		return decode[Probe](kind, values)
	}
	return nil, fmt.Errorf("no slip of kind %q", kind)
}

func decode[T sheet](kind printer.Kind, values json.RawMessage) (sheet, error) {
	var v T
	if err := json.Unmarshal(values, &v); err != nil {
		return nil, fmt.Errorf("read values of a %s slip: %w", kind, err)
	}
	return v, nil
}

// names returns the names by which blocks of l can be left out.
func (l layout) names() []string {
	var names []string
	for _, b := range slices.Concat(l.head, l.body, []block{l.code}) {
		if b.name != "" && !slices.Contains(names, b.name) {
			names = append(names, b.name)
		}
	}
	return names
}
