package slip_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/slip"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txt with what is printed now")

//go:embed testdata/ticket.json
var plainTicket []byte

// A paper is a slip that the golden listings show.
type paper struct {
	name   string
	kind   printer.Kind
	values any
	copy   int
	code   string // what a scanner must read
}

const advice = "请在大厅等候，听到叫号、看到大屏显示后到窗口办理。过号请找导办台。"

func papers(t testing.TB) []paper {
	t.Helper()
	var ticket slip.Ticket
	if err := json.Unmarshal(plainTicket, &ticket); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*slip.Ticket)) slip.Ticket {
		v := ticket
		v.Advice, v.Code, v.Public = advice, "T/7K3M9QX2W4B", false
		change(&v)
		return v
	}
	const public, local = "HTTPS://QSZ.GOV.CN/T/7K3M9QX2W4B", "T/7K3M9QX2W4B"
	return []paper{
		{"plain", printer.TicketSlip, ticket, 0, public},
		{"local", printer.TicketSlip, with(func(*slip.Ticket) {}), 0, local},
		{"long", printer.TicketSlip, with(func(v *slip.Ticket) {
			v.Hall, v.Line, v.No = "凤凰山苗族侗族自治县青石镇人民政府便民服务中心（党群服务中心）", "自然资源、宅基地审批与农村危房改造（含不动产登记）", "AB1024"
		}), 0, local},
		{"medium", printer.TicketSlip, with(func(v *slip.Ticket) { v.Line = "残疾人与退役军人事务" }), 0, local}, // double on 80 mm only
		{"rare", printer.TicketSlip, with(func(v *slip.Ticket) {
			v.Line, v.Advice = "䶮河水利", "请到䶮河水利窗口，找张㐱、李𬭳。"
		}), 0, local},
		{"copy", printer.TicketSlip, with(func(v *slip.Ticket) { v.Sample = true }), 1, local},
		{"first", printer.TicketSlip, with(func(v *slip.Ticket) { v.Ahead = 0 }), 0, local},
		{"clockless", printer.TicketSlip, with(func(v *slip.Ticket) { v.Taken = "" }), 0, local},
		{"codeless", printer.TicketSlip, with(func(v *slip.Ticket) { v.Code = "" }), 0, ""},
		{"test", printer.TestSlip, slip.Test{Hall: ticket.Hall, At: ticket.Taken}, 0, ""},
	}
}

func profiles(t testing.TB) []escpos.Profile {
	t.Helper()
	var ps []escpos.Profile
	for _, name := range config.Profiles() {
		p, err := config.Profile(nil, name)
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	return ps
}

func loadFace(t testing.TB) *escpos.Face {
	t.Helper()
	f, err := escpos.LoadFace(assets.Regular)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (p paper) bytes(t testing.TB, profile escpos.Profile, face *escpos.Face) []byte {
	t.Helper()
	values, err := json.Marshal(p.values)
	if err != nil {
		t.Fatal(err)
	}
	b, err := slip.Render(profile, face, p.kind, values, p.copy)
	if err != nil {
		t.Fatalf("%s on %s: %v", p.name, profile.Name, err)
	}
	return b
}

// What is printed is what testdata shows, byte by byte.
func TestSlips(t *testing.T) {
	face := loadFace(t)
	for _, profile := range profiles(t) {
		for _, p := range papers(t) {
			got := escpos.List(p.bytes(t, profile, face))
			file := filepath.Join("testdata", p.name+"-"+profile.Name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-want +got):\n%s", file, diff)
			}
		}
	}
}

// No line is wider than the paper: nothing is cut off, and no printer breaks a
// line where it likes.
func TestLinesFit(t *testing.T) {
	face := loadFace(t)
	for _, profile := range profiles(t) {
		for _, p := range papers(t) {
			width := 1
			for b := p.bytes(t, profile, face); len(b) > 0; {
				n, token, err := escpos.Split(b, true)
				if err != nil {
					t.Fatal(err)
				}
				b = b[n:]
				switch {
				case bytes.HasPrefix(token, []byte("\x1d!")):
					width = int(token[2]>>4) + 1
				case bytes.HasPrefix(token, []byte("\x1dv0")):
					if dots := 8 * int(token[4]); dots > profile.Width {
						t.Errorf("%s on %s: picture of %d dots", p.name, profile.Name, dots)
					}
				case token[0] >= ' ':
					text, err := simplifiedchinese.GB18030.NewDecoder().String(string(token))
					if err != nil {
						t.Fatal(err)
					}
					if cells := escpos.Cells(text) * width; cells > profile.Columns() {
						t.Errorf("%s on %s: %q takes %d of %d columns", p.name, profile.Name, text, cells, profile.Columns())
					}
				}
			}
		}
	}
}

// The paper has white margins, and a scanner reads the code on it.
func TestPaper(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("no zbarimg: apt-get install zbar-tools")
	}
	face := loadFace(t)
	doubling, err := config.Profile(nil, "generic-58")
	if err != nil {
		t.Fatal(err)
	}
	doubling.Name, doubling.Double = "doubling", true
	for _, profile := range append(profiles(t), doubling) {
		for _, p := range papers(t) {
			m, err := escpos.Render(p.bytes(t, profile, face), profile, face)
			if err != nil {
				t.Fatal(err)
			}
			name := p.name + "-" + profile.Name + ".png"
			checkMargins(t, name, m.(*image.Gray), profile)
			file := filepath.Join(t.TempDir(), name)
			writePNG(t, file, m)
			out, err := exec.CommandContext(t.Context(), zbar, "-q", "--raw", file).Output()
			want := p.code
			if p.kind == printer.TestSlip {
				want = "TEST/" + strings.ToUpper(profile.Name)
			}
			if got := strings.TrimSpace(string(out)); got != want || want != "" && err != nil {
				t.Errorf("%s: zbarimg reads %q, want %q, error %v", name, got, want, err)
			}
		}
	}
}

// checkMargins finds ink beside what can be printed on. Paper of 58 mm lies at
// 28 dots, and so does that of 80 mm.
func checkMargins(t *testing.T, name string, m *image.Gray, p escpos.Profile) {
	t.Helper()
	const table = 28
	margin := (m.Rect.Dx() - 2*table - p.Width) / 2
	if margin < 3*escpos.DotsPerMM {
		t.Errorf("%s: margin of %d dots", name, margin)
	}
	for y := table; y < m.Rect.Max.Y-2*table; y++ {
		for x := range margin {
			if l, r := m.GrayAt(table+x, y).Y, m.GrayAt(m.Rect.Max.X-1-table-x, y).Y; min(l, r) < 0xF0 {
				t.Errorf("%s: ink in the margin at %d from above", name, y)
				return
			}
		}
	}
}

func writePNG(t *testing.T, file string, m image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The mark of a copy follows the job, not the values, which are those of the
// first slip.
func TestCopy(t *testing.T) {
	for copies, want := range map[int]string{0: "", 1: "补打 1", 12: "补打 12"} {
		b, err := slip.Render(profiles(t)[0], nil, printer.TicketSlip, []byte(`{"No":"A001","Copy":7}`), copies)
		if err != nil {
			t.Fatal(err)
		}
		if list := escpos.List(b); strings.Contains(list, "补打") != (want != "") || !strings.Contains(list, want) {
			t.Errorf("copy %d, want %q:\n%s", copies, want, list)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	p := profiles(t)[0]
	for name, tt := range map[string]struct {
		kind   printer.Kind
		values string
	}{
		"unknown kind": {"poster", `{}`},
		"no values":    {printer.TicketSlip, ``},
		"bad values":   {printer.TestSlip, `{"Hall": 1}`},
		"bad code":     {printer.TicketSlip, `{"Code": "一"}`},
	} {
		if b, err := slip.Render(p, nil, tt.kind, []byte(tt.values), 0); err == nil {
			t.Errorf("%s: %d bytes, want an error", name, len(b))
		}
	}
}

// What stands beside text and code must stay little: at 9600 baud a byte takes a
// millisecond.
func TestSlipIsShort(t *testing.T) {
	epson, err := config.Profile(nil, "epson-80")
	if err != nil {
		t.Fatal(err)
	}
	doubled := epson
	doubled.QR = "raster"
	face := loadFace(t)
	p := papers(t)[0]
	native := p.bytes(t, epson, face)
	if got, limit := len(native), 180; got > limit {
		t.Errorf("%d bytes with a native code, want at most %d", got, limit)
	}
	if got, limit := len(p.bytes(t, doubled, face)), 500; got > limit {
		t.Errorf("%d bytes with a code drawn and doubled, want at most %d", got, limit)
	}
	words := len(p.code)
	for b := native; len(b) > 0; {
		n, token, err := escpos.Split(b, true)
		if err != nil {
			t.Fatal(err)
		}
		if token[0] >= ' ' {
			words += n
		}
		b = b[n:]
	}
	if got, limit := len(native)-words, 100; got > limit {
		t.Errorf("%d bytes beside text and code, want at most %d", got, limit)
	}
}

func BenchmarkTicket(b *testing.B) {
	epson, err := config.Profile(nil, "epson-80")
	if err != nil {
		b.Fatal(err)
	}
	doubled, drawn := epson, epson
	doubled.QR, drawn.QR, drawn.Double = "raster", "raster", false
	face := loadFace(b)
	for _, bb := range []struct {
		name      string
		p         escpos.Profile
		most      float64 // bytes
		microsecs float64
	}{
		{"native", epson, 180, 5},
		{"doubled", doubled, 500, 200},
		{"drawn", drawn, 1500, 200},
	} {
		b.Run(bb.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				out, err := slip.Render(bb.p, face, printer.TicketSlip, plainTicket, 0)
				if err != nil {
					b.Fatal(err)
				}
				n = len(out)
			}
			b.ReportMetric(float64(n), "B/slip")
			b.ReportMetric(bb.most, "B/limit")
			b.ReportMetric(bb.microsecs*1e3, "ns/limit")
		})
	}
}
