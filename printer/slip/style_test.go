package slip_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/draw"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"pgregory.net/rapid"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/slip"
)

// A hall writes its style in the configuration.
func TestStyleIsConfiguration(t *testing.T) {
	var style slip.Style
	_, err := toml.Decode(`
		large = ["guide"]
		[omit]
		ticket = ["taken", "advice"]
		receipt = ["person"]
		[notes]
		ticket = ["服务热线 0000-12345678", "办事不收一分钱"]
	`, &style)
	if err != nil {
		t.Fatal(err)
	}
	if err := style.Check(); err != nil {
		t.Error(err)
	}
	values, err := json.Marshal(with(ticket(t), func(v *slip.Ticket) { v.Advice = advice }))
	if err != nil {
		t.Fatal(err)
	}
	press := slip.Press{Profile: profile(t, "epson-80"), Style: style}
	b, err := press.Render(printer.TicketSlip, values, 0)
	if err != nil {
		t.Fatal(err)
	}
	list := escpos.List(b)
	for _, gone := range []string{"2026-11-22", "请在大厅等候"} {
		if strings.Contains(list, gone) {
			t.Errorf("%q is printed, though left out", gone)
		}
	}
	if at := strings.Index(list, "前面还有 3 人"); at < 0 {
		t.Error("what was not left out is not printed")
	}
	note, code := strings.Index(list, "办事不收一分钱"), strings.Index(list, "QR print")
	if note < 0 || note > code || strings.Index(list, "服务热线") > note {
		t.Errorf("the notes do not stand above the code:\n%s", list)
	}
}

func ticket(t testing.TB) slip.Ticket {
	t.Helper()
	var v slip.Ticket
	if err := json.Unmarshal(plainTicket, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestStyleRefuses(t *testing.T) {
	for _, tt := range []struct {
		style slip.Style
		want  string
	}{
		{slip.Style{Large: []printer.Kind{"poster"}}, `"poster"`},
		{slip.Style{Notes: map[printer.Kind][]string{"poster": nil}}, `"poster"`},
		{slip.Style{Omit: map[printer.Kind][]string{"poster": nil}}, `"poster"`},
		{slip.Style{Omit: map[printer.Kind][]string{"ticket": {"hall", "number"}}}, "hall、line、ahead、taken、advice、code"},
		{slip.Style{Omit: map[printer.Kind][]string{"missing": {"lacks"}}}, "omit.missing"},
	} {
		if err := tt.style.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want an error with %q", tt.style, err, tt.want)
		}
	}
}

// Whatever a hall leaves out is gone, and nothing else.
func TestOmit(t *testing.T) {
	fields := map[printer.Kind]string{
		printer.TicketSlip:      "hall line ahead taken advice code",
		printer.AppointmentSlip: "hall title matter person phone officer bring note advice code",
		printer.ReceiptSlip:     "hall title pickup matter person received window phone complain papers advice code",
		printer.MissingSlip:     "hall no person told until window officer phone promise sign code",
		printer.GuideSlip: "hall title who materials steps promise legal fee feebasis ways waysnote place line visits result basis unit " +
			"person phone complaint notes checked code",
		printer.NoticeSlip: "hall no by date until phone code",
		printer.DaySlip:    "hall lines figures keep sign made",
		printer.TestSlip:   "",
	}
	press := slip.Press{Profile: profile(t, "epson-80"), Face: loadFace(t)}
	for _, p := range papers(t) {
		if !slices.Contains([]string{"plain", "appointment", "receipt", "missing", "guide", "notice", "day", "test"}, p.name) {
			continue
		}
		values, err := json.Marshal(p.values)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := press.Render(p.kind, values, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range strings.Fields(fields[p.kind]) {
			without := press
			without.Style.Omit = map[printer.Kind][]string{p.kind: {field}}
			if err := without.Style.Check(); err != nil {
				t.Error(err)
			}
			b, err := without.Render(p.kind, values, 0)
			if err != nil || len(b) >= len(whole) {
				t.Errorf("%s without %s: %d of %d bytes, error %v", p.name, field, len(b), len(whole), err)
			}
		}
		// The error lists what there is: no more and no less.
		err = slip.Style{Omit: map[printer.Kind][]string{p.kind: {"?"}}}.Check()
		if want := "可以不印的有 " + strings.ReplaceAll(fields[p.kind], " ", "、"); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v, want %q", p.name, err, want)
		}
	}
}

// A logo stands on top, and fits every printer.
func TestLogo(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 1000, 500))
	draw.Draw(m, image.Rect(100, 100, 900, 400), image.White, image.Point{}, draw.Src)
	logo := slip.Logo(m)
	if logo.Width != 160 || logo.Height != 80 {
		t.Errorf("%d by %d dots, want 160 by 80", logo.Width, logo.Height)
	}
	for _, profile := range profiles(t) {
		press := slip.Press{Profile: profile, Face: loadFace(t), Style: slip.Style{Logo: logo}}
		b, err := press.Render(printer.TicketSlip, plainTicket, 0)
		if err != nil {
			t.Fatal(err)
		}
		if head := []byte("\x1b@\x1c&\x1cS\x00\x00\x1ba\x01\x1dv0\x00\x14\x00\x50\x00"); !bytes.HasPrefix(b, head) {
			t.Errorf("%s: begins % x", profile.Name, b[:len(head)])
		}
	}
}

// Large text is twice as high, and no line is lost for it.
func TestLarge(t *testing.T) {
	large := slip.Style{Large: []printer.Kind{printer.GuideSlip}}
	values, err := json.Marshal(guide())
	if err != nil {
		t.Fatal(err)
	}
	for _, profile := range profiles(t) {
		plain := slip.Press{Profile: profile, Face: loadFace(t)}
		high := plain
		high.Style = large
		a, err := plain.Render(printer.GuideSlip, values, 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := high.Render(printer.GuideSlip, values, 0)
		if err != nil {
			t.Fatal(err)
		}
		if words(t, a) != words(t, b) {
			t.Errorf("%s: the words differ", profile.Name)
		}
		if n := bytes.Count(b, []byte("\x1d!\x01")); n == 0 {
			t.Errorf("%s: nothing is large", profile.Name)
		}
	}
}

// Whatever the values are, lines fit, rules hold, and nothing in them is a
// command.
func TestAnyValues(t *testing.T) {
	face := loadFace(t)
	all := profiles(t)
	known := []string{"ESC @", "ESC a", "ESC d", "ESC J", "FS &", "FS S", "FS !", "GS !", "GS v 0", "GS ( k", "GS V", "LF", `"`}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.OneOf(
			rapid.SampledFrom([]rune("便民服务中心，。（）“”、：A1 29.-")),
			rapid.SampledFrom([]rune("䶮𪚥\x1b@\x1d!\n\t　—…😀")),
		), 0, 40, -1)
		some := rapid.SliceOfN(text, 0, 3)
		s := func(name string) string { return text.Draw(t, name) }
		profile := rapid.SampledFrom(all).Draw(t, "profile")
		var lacks []slip.Lack
		var lines []slip.DayLine
		for _, name := range some.Draw(t, "names") {
			lacks = append(lacks, slip.Lack{Name: name, Need: s("need"), Why: s("why")})
			lines = append(lines, slip.DayLine{Name: name, Taken: rapid.IntRange(0, 99999).Draw(t, "taken")})
		}
		for kind, v := range map[printer.Kind]any{
			printer.TicketSlip:      slip.Ticket{Hall: s("hall"), No: s("no"), Line: s("line"), Taken: s("taken"), Advice: s("advice")},
			printer.AppointmentSlip: slip.Appointment{No: s("no"), When: s("when"), Note: s("note"), Advice: s("advice")},
			printer.ReceiptSlip:     slip.Receipt{Pickup: s("pickup"), Matter: s("matter"), Papers: some.Draw(t, "papers")},
			printer.MissingSlip:     slip.Missing{Matter: s("matter"), Lacks: lacks},
			printer.GuideSlip:       slip.Guide{Name: s("name"), Who: s("who"), Notes: some.Draw(t, "notes")},
			printer.NoticeSlip:      slip.Notice{Title: s("title"), Digest: s("digest")},
			printer.DaySlip:         slip.Day{Date: s("date"), Lines: lines, Head: s("head")},
		} {
			values, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			b, err := slip.Render(profile, face, kind, values, 0)
			if err != nil {
				t.Fatalf("%s on %s: %v", kind, profile.Name, err)
			}
			checkLines(widths{t}, string(kind)+" on "+profile.Name, b, profile)
			for _, line := range strings.Split(strings.TrimSpace(escpos.List(b)), "\n") {
				if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(line, k) }) || strings.Contains(line, "short") {
					t.Errorf("%s on %s: %s", kind, profile.Name, line)
				}
			}
		}
	})
}

// widths hears of what is too wide only: where text is nothing but marks, one of
// them has to begin a line.
type widths struct{ *rapid.T }

func (w widths) Errorf(format string, args ...any) {
	if !strings.Contains(format, "begins or ends") {
		w.T.Errorf(format, args...)
	}
}
