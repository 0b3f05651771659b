package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"yidiantong.org/lobby/internal/config"
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
	if n := len(config.Profiles()); n < 2 {
		t.Errorf("%d shipped profiles, want at least 2", n)
	}
}

// A profile in the state directory stands in for the shipped one; a bad one is
// refused, not replaced.
func TestProfileOverride(t *testing.T) {
	own := fstest.MapFS{
		"generic-58.conf": {Data: []byte("name = \"generic-58\"\nwidth = 576\nqr = \"raster\"\ncharset = \"gbk\"\nanswers = \"C\"\nflow = \"none\"\nbaud = 9600\n")},
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
