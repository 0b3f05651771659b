package slip_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/slip"
)

// Everything that the values say stands on the paper, on every printer, and no
// slip is longer than the printer's buffer.
func TestNothingIsLeftOut(t *testing.T) {
	face := loadFace(t)
	small := profile(t, "generic-58")
	small.Name, small.Buffer = "small", 1024
	tiny := small
	tiny.Name, tiny.Buffer, tiny.Flow = "tiny", 45, "rtscts"
	for _, profile := range append(profiles(t), small, tiny) {
		profile.Charset, profile.QR, profile.Sizes = "gb18030", "native", "any" // so that all of it can be read
		for _, p := range append(papers(t), paper{"long guide", printer.GuideSlip, longGuide(), 0, "I/DIBAO"}) {
			if strings.Contains(p.name, "rare") {
				continue // drawn, whatever the printer has
			}
			values, err := json.Marshal(p.values)
			if err != nil {
				t.Fatal(err)
			}
			press := slip.Press{Profile: profile, Face: face}
			parts, err := press.Parts(p.kind, values)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s on %s", p.name, profile.Name)
			var all strings.Builder
			for i, part := range parts {
				b, err := press.Render(p.kind, part, p.copy)
				if err != nil {
					t.Fatal(err)
				}
				if room := max(profile.Buffer, 1024) - 64; len(b) > room && profile.Buffer > 512 {
					t.Errorf("%s: part %d of %d has %d bytes, want at most %d", name, i+1, len(parts), len(b), room)
				}
				text := words(t, b)
				if mark := fmt.Sprintf("第%d张，共%d张", i+1, len(parts)); strings.Contains(text, mark) != (len(parts) > 1) {
					t.Errorf("%s: part %d of %d: says %q: %v", name, i+1, len(parts), mark, len(parts) == 1)
				}
				if strings.Contains(text, p.code) && p.code != "" && i < len(parts)-1 {
					t.Errorf("%s: the code is on part %d of %d", name, i+1, len(parts))
				}
				all.WriteString(text)
			}
			for _, s := range texts(values) {
				if s = squeeze(s); !holds(all.String(), s, p.kind == printer.DaySlip) {
					t.Errorf("%s: %q is not in\n%s", name, s, all.String())
				}
			}
			switch {
			case p.kind == printer.TicketSlip && len(parts) > 1:
				t.Errorf("%s: %d slips for a ticket", name, len(parts))
			case p.name == "long guide" && len(parts) < 2 && profile.Buffer > 512:
				t.Errorf("%s: one slip, so this shows nothing", name)
			}
		}
	}
}

// A slip that cannot be divided fits into the buffer, though some of it is drawn.
func TestSlipsFitTheBuffer(t *testing.T) {
	face := loadFace(t)
	for _, profile := range profiles(t) {
		for _, p := range append(papers(t), probe()) {
			b := p.bytes(t, profile, face)
			if n, most := len(b), profile.Buffer-64; n > most {
				t.Errorf("%s on %s: %d bytes, want at most %d", p.name, profile.Name, n, most)
			}
			if n := strings.Count(words(t, b), "前面"); n != 1 && p.kind == printer.TicketSlip {
				t.Errorf("%s on %s: how many wait is said %d times", p.name, profile.Name, n)
			}
		}
	}
}

// However long the text is, and with a code that is drawn, no part is longer than
// the buffer, which has room for what the printer is asked after it too.
func TestPartsFitTheBuffer(t *testing.T) {
	small := profile(t, "generic-58")
	small.Buffer = 2048
	press := slip.Press{Profile: small, Face: loadFace(t)}
	g := guide()
	g.Materials = nil
	for n := range 60 {
		g.Materials = append(g.Materials, slip.Material{Name: "居民身份证", Need: "原件1份"})
		values, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := press.Parts(printer.GuideSlip, values)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range parts {
			b, err := press.Render(printer.GuideSlip, part, 12)
			if err != nil {
				t.Fatal(err)
			}
			if most := small.Buffer - 16; len(b) > most {
				t.Errorf("%d materials, part %d of %d: %d bytes, want at most %d", n+1, i+1, len(parts), len(b), most)
			}
		}
	}
}

// longGuide is one that no buffer holds.
func longGuide() slip.Guide {
	g := guide()
	for i := range 60 {
		g.Materials = append(g.Materials, slip.Material{Name: fmt.Sprintf("第%d样材料，名称也不算短", i), Need: "原件1份", From: "窗口领取", Note: "照实写，不会写的，工作人员代写"})
	}
	return g
}

// words returns what is to be read on a slip, without blanks.
func words(t *testing.T, b []byte) string {
	t.Helper()
	var s strings.Builder
	for _, line := range strings.Split(escpos.List(b), "\n") {
		if text, ok := strings.CutPrefix(line, "GS ( k 180 QR holds "); ok {
			line = text
		}
		if strings.HasPrefix(line, `"`) {
			s.WriteString(squeeze(strings.Trim(line, `"`)))
		}
	}
	return s.String()
}

func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "　", "", "\n", "").Replace(s)
}

// texts returns all strings in values.
func texts(values json.RawMessage) []string {
	var any any
	if err := json.Unmarshal(values, &any); err != nil {
		return nil
	}
	var all []string
	collect(any, &all)
	return all
}

func collect(v any, all *[]string) {
	switch v := v.(type) {
	case string:
		*all = append(*all, v)
	case []any:
		for _, e := range v {
			collect(e, all)
		}
	case map[string]any:
		for _, e := range v {
			collect(e, all)
		}
	}
}

// holds reports whether text has s, or, in a table, at least its characters in
// their order.
func holds(text, s string, table bool) bool {
	if !table {
		return strings.Contains(text, s)
	}
	for _, r := range s {
		i := strings.IndexRune(text, r)
		if i < 0 {
			return false
		}
		text = text[i:]
	}
	return true
}

// Everything that is missing is said, and said once, over all slips.
func TestMissingIsSaidOnce(t *testing.T) {
	press := slip.Press{Profile: profile(t, "epson-80")}
	m := missing()
	for i := range 100 {
		m.Lacks = append(m.Lacks, slip.Lack{Name: fmt.Sprintf("证明<%d>", i), Need: "原件1份"})
	}
	m.Lacks = append(m.Lacks, m.Lacks...)
	values, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := press.Parts(printer.MissingSlip, values)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, part := range parts {
		b, err := press.Render(printer.MissingSlip, part, 0)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(words(t, b))
	}
	for _, l := range m.Lacks {
		if n := strings.Count(all.String(), l.Name); n != 1 {
			t.Errorf("%s stands on the slips %d times", l.Name, n)
		}
	}
	if !strings.Contains(all.String(), "104.") || strings.Contains(all.String(), "105.") {
		t.Error("they are not counted through")
	}
}

// What is a part already stays one, and one that fits is not touched.
func TestPartsOfParts(t *testing.T) {
	press := slip.Press{Profile: profile(t, "generic-58"), Face: loadFace(t)}
	values, err := json.Marshal(longGuide())
	if err != nil {
		t.Fatal(err)
	}
	parts, err := press.Parts(printer.GuideSlip, values)
	if err != nil || len(parts) < 2 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	again, err := press.Parts(printer.GuideSlip, parts[1])
	if err != nil || len(again) != 1 || string(again[0]) != string(parts[1]) {
		t.Errorf("a part has %d parts, %v", len(again), err)
	}
	if _, err := press.Parts("poster", values); err == nil {
		t.Error("parts of an unknown kind, and no error")
	}
	// Values that were stored before a field was added may point too far.
	if _, err := press.Render(printer.GuideSlip, []byte(`{"Name":"低保","Part":{"No":2,"Of":2,"From":900,"To":999}}`), 0); err != nil {
		t.Error(err)
	}
}
