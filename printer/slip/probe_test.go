package slip_test

import (
	"bytes"
	"image"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yidiantong.org/lobby/printer/escpos"
)

// The probe asks the same of every printer, whatever is believed of it.
func TestProbeIsTheSameForAll(t *testing.T) {
	face := loadFace(t)
	want := probe().bytes(t, profile(t, "generic-58"), face)
	for _, p := range profiles(t) {
		got := probe().bytes(t, p, face)
		cut := []byte("\x1dVB")
		if a, b := bytes.Index(got, cut), bytes.Index(want, cut); a < 0 || !bytes.Equal(got[:a], want[:b]) {
			t.Errorf("%s: another probe:\n%s", p.Name, escpos.List(got))
		}
	}
}

// Each answer can be read off the paper.
func TestProbeTellsPrintersApart(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("no zbarimg: apt-get install zbar-tools")
	}
	face := loadFace(t)
	b := probe().bytes(t, profile(t, "generic-58"), face)
	paper := func(change func(*escpos.Profile)) *image.Gray {
		p := profile(t, "generic-58")
		change(&p)
		m, err := escpos.Render(b, p, face)
		if err != nil {
			t.Fatal(err)
		}
		return m.(*image.Gray)
	}
	plain := paper(func(*escpos.Profile) {})
	file := filepath.Join(t.TempDir(), "probe.png")
	for name, change := range map[string]func(*escpos.Profile){
		"a wide line":        func(p *escpos.Profile) { p.Width = 576 },
		"doubling":           func(p *escpos.Profile) { p.Double = true },
		"codes of its own":   func(p *escpos.Profile) { p.QR = "native" },
		"small characters":   func(p *escpos.Profile) { p.Sizes = "double" },
		"GBK":                func(p *escpos.Profile) { p.Charset = "gbk" },
		"two-byte GB18030":   func(p *escpos.Profile) { p.Charset = "gb18030-2byte" },
		"GB18030":            func(p *escpos.Profile) { p.Charset = "gb18030" },
		"a blade":            func(p *escpos.Profile) { p.Cutter = true },
		"nothing in its ROM": func(p *escpos.Profile) { p.Charset = "gb2312" },
	} {
		m := paper(change)
		if same := bytes.Equal(m.Pix, plain.Pix); same != (name == "nothing in its ROM") {
			t.Errorf("with %s it looks like without: %v", name, same)
		}
		writePNG(t, file, m)
		out, _ := exec.CommandContext(t.Context(), zbar, "-q", "--raw", file).Output() // fails where there is no code
		if got := strings.TrimSpace(string(out)); (got == "TEST/QR") != (name == "codes of its own") {
			t.Errorf("with %s zbarimg reads %q", name, got)
		}
	}
}
