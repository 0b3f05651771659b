package slip_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
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

// profile returns a shipped one.
func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	p, err := config.Profile(nil, name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func profiles(t testing.TB) []escpos.Profile {
	t.Helper()
	var ps []escpos.Profile
	for _, name := range config.Profiles() {
		ps = append(ps, profile(t, name))
	}
	return ps
}

func loadFace(t testing.TB) *escpos.Face {
	t.Helper()
	rare, err := os.ReadFile("../../assets/fonts/HanaMinB.ttf")
	if err != nil {
		t.Fatalf("%v: make assets fetches it from Debian's fonts-hanazono", err)
	}
	f, err := escpos.LoadFace(assets.Regular, rare)
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
	for _, profile := range []escpos.Profile{profile(t, "generic-58"), profile(t, "epson-80")} { // one of either width
		for _, p := range append(papers(t), probe()) {
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
// line where it likes. None begins or ends with a mark that must not stand there.
func TestLinesFit(t *testing.T) {
	face := loadFace(t)
	for _, profile := range profiles(t) {
		for _, p := range papers(t) {
			checkLines(t, p.name+" on "+profile.Name, p.bytes(t, profile, face), profile)
		}
	}
}

// A reporter is told what is wrong.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func checkLines(t reporter, name string, b []byte, profile escpos.Profile) {
	t.Helper()
	width := 1
	for len(b) > 0 {
		n, token, err := escpos.Split(b, true)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b = b[n:]
		switch {
		case bytes.HasPrefix(token, []byte("\x1d!")):
			width = int(token[2]>>4) + 1
		case bytes.HasPrefix(token, []byte("\x1dv0")):
			dots := 8 * int(token[4])
			if token[3] == 3 {
				dots *= 2
			}
			if dots > profile.Width {
				t.Errorf("%s: picture of %d dots", name, dots)
			}
			for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(token, []byte(command)) {
					t.Errorf("%s: a picture holds % x, which printers obey", name, command)
				}
			}
		case token[0] >= ' ':
			text, err := simplifiedchinese.GB18030.NewDecoder().String(string(token))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if cells := escpos.Cells(text) * width; cells > profile.Columns() {
				t.Errorf("%s: %q takes %d of %d columns", name, text, cells, profile.Columns())
			}
			line := []rune(strings.Trim(text, " 　"))
			if len(line) == 0 {
				continue
			}
			if first, last := line[0], line[len(line)-1]; strings.ContainsRune("，。、；：！？）》」』”’…", first) || strings.ContainsRune("（《“‘「『【", last) {
				t.Errorf("%s: a line begins or ends as it must not: %q", name, text)
			}
		}
	}
}

// The paper has white margins, and a scanner reads the codes on it and nothing
// else.
func TestPaper(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("no zbarimg: apt-get install zbar-tools")
	}
	face := loadFace(t)
	doubling := profile(t, "generic-58")
	doubling.Name, doubling.Double = "doubling", true
	seen := make(map[string]bool) // some printers differ in nothing that is seen here
	for _, profile := range append(profiles(t), doubling) {
		dir := t.TempDir()
		args := []string{"-q", "--raw"}
		var want []string
		for _, p := range papers(t) {
			b := p.bytes(t, profile, face)
			if key := fmt.Sprint(profile.Width, string(b)); seen[key] && p.kind != printer.TestSlip {
				continue
			} else {
				seen[key] = true
			}
			m, err := escpos.Render(b, profile, face)
			if err != nil {
				t.Fatal(err)
			}
			name := p.name + "-" + profile.Name + ".png"
			checkMargins(t, name, m.(*image.Gray), profile)
			if p.kind == printer.TestSlip {
				p.code = "TEST/" + strings.ToUpper(profile.Name)
			}
			if p.code != "" {
				checkCode(t, name, m.(*image.Gray))
				want = append(want, p.code)
			}
			file := filepath.Join(dir, name)
			writePNG(t, file, m)
			args = append(args, file)
		}
		out, err := exec.CommandContext(t.Context(), zbar, args...).Output() // fails where a paper has no code
		if diff := cmp.Diff(want, strings.Fields(string(out))); diff != "" {
			t.Errorf("%s: zbarimg, error %v, reads (-want +got):\n%s", profile.Name, err, diff)
		}
	}
}

// table is how many dots of the table are drawn around the paper.
const table = 28

// checkMargins finds ink beside what can be printed on.
func checkMargins(t *testing.T, name string, m *image.Gray, p escpos.Profile) {
	t.Helper()
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

// checkCode measures the code at the bottom of a slip: modules of 4 dots at least,
// 12 mm at least, four modules of blank on every side, correction M.
func checkCode(t *testing.T, name string, m *image.Gray) {
	t.Helper()
	dark := func(x, y int) bool { return m.GrayAt(x, y).Y < 0x80 }
	inked := func(y int) bool {
		for x := table; x < m.Rect.Max.X-table; x++ {
			if dark(x, y) {
				return true
			}
		}
		return false
	}
	bottom := m.Rect.Max.Y - table - 20 // above the shadow, the teeth and the blank that belongs to the code
	for !inked(bottom - 1) {
		bottom--
	}
	top := bottom
	for y := bottom; top-y < 16; y-- { // a whole row of modules may be white
		if inked(y - 1) {
			top = y - 1
		}
	}
	left, right := m.Rect.Max.X, 0
	for y := top; y < bottom; y++ {
		for x := table; x < m.Rect.Max.X-table; x++ {
			if dark(x, y) {
				left, right = min(left, x), max(right, x+1)
			}
		}
	}
	finder := left
	for dark(finder, top) {
		finder++
	}
	module := (finder - left) / 7
	if right-left != bottom-top || (finder-left)%7 != 0 || module == 0 || (right-left)%module != 0 {
		t.Errorf("%s: at the bottom is no code: %d by %d dots, corner of %d", name, right-left, bottom-top, finder-left)
		return
	}
	if module < 4 || right-left < 12*escpos.DotsPerMM {
		t.Errorf("%s: %d dots a module, %d in all", name, module, right-left)
	}
	for y := top - 4*module; y < top; y++ {
		if inked(y) {
			t.Errorf("%s: ink %d dots above the code", name, top-y)
			break
		}
	}
	// Below it the photograph may show two dots of the tear bar's teeth.
	if blank := m.Rect.Max.Y - table - bottom; blank < 4*module-2 {
		t.Errorf("%s: %d dots below the code", name, blank)
	}
	if min(left-table, m.Rect.Max.X-table-right) < 4*module {
		t.Errorf("%s: too near to the edge", name)
	}
	// The level stands in the first two bits of the format, which are masked by 10.
	format := func(column int) bool { return dark(left+column*module+module/2, top+8*module+module/2) }
	if !format(0) || format(1) {
		t.Errorf("%s: not of correction M", name)
	}
}

func writePNG(t *testing.T, file string, m image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
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
		b, err := slip.Render(profile(t, "epson-80"), nil, printer.TicketSlip, []byte(`{"No":"A001","Copy":7}`), copies)
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
	epson := profile(t, "epson-80")
	doubled := epson
	doubled.QR = "raster"
	face := loadFace(t)
	p := papers(t)[0]
	if raster := p.bytes(t, doubled, face); !bytes.Contains(raster, []byte("\x1dv0\x03")) {
		t.Error("the code is not doubled by the printer")
	}
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

// A ticket is 70 mm of paper at most, the blank between head and cutter included.
func TestTicketIsShort(t *testing.T) {
	face := loadFace(t)
	for _, profile := range profiles(t) {
		m, err := escpos.Render(papers(t)[0].bytes(t, profile, face), profile, face)
		if err != nil {
			t.Fatal(err)
		}
		if mm := float64(m.Bounds().Dy()-2*table) / escpos.DotsPerMM; mm > 70 {
			t.Errorf("%s: %.1f mm", profile.Name, mm)
		}
	}
}
