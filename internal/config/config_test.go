package config_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/packaging"
	"yidiantong.org/lobby/printer/escpos"
)

func ExampleProfile() {
	p, err := config.Profile(nil, "generic-58")
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(p.Width, p.QR, p.Charset)
	// Output: 384 raster gb2312
}

// A file that leaves lines out means what the shipped file says there.
func TestLoadOverDefaults(t *testing.T) {
	want, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	want.Printer.Device = "/dev/ttyUSB0"
	file := filepath.Join(t.TempDir(), "lobby.toml")
	if err := os.WriteFile(file, []byte("\ufeff[printer]\ndevice = \"/dev/ttyUSB0\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Load = %+v, want %+v", got, want)
	}
}

// A mistake is named, with what to write instead.
func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a mistyped key", "[printer]\ndevise = \"x\"", "printer.devise"},
		{"a broken line", "state = \"/x\"\nhall = ", "第 2 行"},
		{"a screen of no size", "[screen]\nwidth = 0", "screen.width = 0"},
		{"no state directory", "state = \"\"", "state 不能为空"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "lobby.toml")
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := config.Load(file); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load(%q) = %v, want an error with %q", tt.text, err, tt.want)
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	for _, name := range config.Profiles() {
		if _, err := config.Profile(nil, name); err != nil {
			t.Error(err)
		}
	}
	want := "double-58 epson-80 generic-58 generic-80 silent-58 silent-80 xprinter-80"
	if got := strings.Join(config.Profiles(), " "); got != want {
		t.Errorf("shipped are %s, want %s", got, want)
	}
}

// A profile that would make nonsense of a slip is refused, with what to write.
func TestProfileRefuses(t *testing.T) {
	good, err := packaging.Printers.ReadFile("printers/generic-58.conf")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ line, want string }{
		{`charset = "utf-8"`, "gb18030-2byte"},
		{`sizes = "triple"`, "any、double"},
		{`sizes = ""`, "any、double"},
		{`buffer = 0`, "buffer = 0"},
		{`speed = 0`, "speed = 0"},
		{`head = 1000000000`, "head = 1000000000"},
		{`head = -1`, "head = -1"},
		{`baud = 4800`, "9600"},
	} {
		key, _, _ := strings.Cut(tt.line, " ")
		bad := regexp.MustCompile(`(?m)^`+key+` .*$`).ReplaceAll(good, []byte(tt.line))
		if _, err := config.Profile(fstest.MapFS{"generic-58.conf": {Data: bad}}, "generic-58"); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want an error with %q", tt.line, err, tt.want)
		}
	}
}

// Whatever a file says, it is refused, or slips can be printed by it.
func FuzzProfile(f *testing.F) {
	for _, name := range config.Profiles() {
		b, err := packaging.Printers.ReadFile("printers/" + name + ".conf")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Replace(b, []byte(name), []byte("mine"), 1))
	}
	face, err := escpos.LoadFace(assets.Regular)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := config.Profile(fstest.MapFS{"mine.conf": {Data: b}}, "mine")
		if err != nil {
			return
		}
		var slip bytes.Buffer
		e := escpos.NewEncoder(&slip, p, face)
		e.Reset()
		e.Size(4, 3)
		e.Line("A001 䶮")
		e.QR("T/7K3M9QX2W4B")
		e.Cut()
		if err := e.Err(); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
		if _, err := escpos.Render(slip.Bytes(), p, face); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
	})
}

// A profile in the state directory stands in for the shipped one; a bad one is
// refused, not replaced.
func TestProfileOverride(t *testing.T) {
	own := fstest.MapFS{
		"generic-58.conf": {Data: []byte("name = \"generic-58\"\nwidth = 576\nqr = \"raster\"\ncharset = \"gbk\"\nsizes = \"any\"\nanswers = \"C\"\nflow = \"none\"\nbaud = 9600\nbuffer = 4096\nspeed = 60\n")},
		"epson-80.conf":   {Data: []byte("name = \"epson-80\"\nwidth = 500\n")},
	}
	if p, err := config.Profile(own, "generic-58"); err != nil || p.Width != 576 {
		t.Errorf("own generic-58: width %d, %v; want 576", p.Width, err)
	}
	if _, err := config.Profile(own, "epson-80"); err == nil || !strings.Contains(err.Error(), `width = "500"`) {
		t.Errorf("own epson-80: %v, want the width refused", err)
	}
	if _, err := config.Profile(own, "../secret"); err == nil {
		t.Error("a name that leaves the directory was accepted")
	}
}
