package kiosk

import (
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yidiantong.org/lobby/kiosk/theme"
)

var (
	out  = flag.String("out", "", "draw the pictures into this directory")
	only = flag.String("only", "", "draw those whose names match")
)

// TestShots draws every picture to look at: go test -tags ci ./kiosk -run Shots -out /tmp/shots.
func TestShots(t *testing.T) {
	if *out == "" {
		return
	}
	for dir, size := range map[string]fyne.Size{"portrait": fyne.NewSize(1080, 1920), "landscape": fyne.NewSize(1920, 1080), "square": fyne.NewSize(1280, 1024)} {
		for _, p := range Gallery() {
			name := p.Name + "-" + dir
			if !regexp.MustCompile(*only).MatchString(name) {
				continue
			}
			w := test.NewTempWindow(t, nil)
			w.SetPadded(false)
			w.SetContent(p.Draw(house(), theme.Standard(), size))
			w.Resize(size)
			f, err := os.Create(filepath.Join(*out, name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, w.Canvas().Capture()); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
