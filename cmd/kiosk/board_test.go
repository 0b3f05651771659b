//go:build e2e

package main

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/jezek/xgb/xproto"
	"golang.org/x/image/draw"
)

// TestRoomSeesTheCall has a second monitor to the right of the glass: what a clerk
// calls flashes there and rests after a while, and the keyboard, which is the
// scanner, stays with the glass.
func TestRoomSeesTheCall(t *testing.T) {
	second := image.Rect(1080, 0, 3000, 1080)
	display := startDisplay(t, 3000, 1920)
	hall := startLobbyWith(t, display, t.TempDir(), "", []string{"-size", "1080x1920", "-board", "1080,0,1920,1080"})
	// Reduced, because OCR does not read characters that are too large.
	eventually(t, "the board is calm", func() bool {
		return containsMost(read(t, reduce(display.picture().SubImage(second), 0.4)), "请取号等候", "便民服务中心")
	})
	black := color.RGBA{A: 255}
	if im := display.picture(); im.At(2999, 2) == black || im.At(2000, 1079) == black || im.At(2000, 1090) != black {
		t.Error("the board does not fill the second monitor, or more than that")
	}
	focus, err := xproto.GetInputFocus(display.conn).Reply()
	if err != nil {
		t.Fatal(err)
	}
	keyboard, err := xproto.GetGeometry(display.conn, xproto.Drawable(focus.Focus)).Reply()
	if err != nil {
		t.Fatal(err)
	}
	if keyboard.Width != 1080 {
		t.Errorf("the keyboard is with a window %d wide, not with the glass", keyboard.Width)
	}

	hall.tap("社会保险")
	if n := hall.number(t); n != "B001" {
		t.Fatalf("the number is %s, want B001", n)
	}
	clerk := hall.console(t).browse(t)
	clerk.setUp(t, hall.find(`首次登录码 ([0-9-]+)`))
	clerk.do(t, chromedp.Click(chromedp.CSS(`form[action="/desk/3/sit"] button`)),
		chromedp.WaitVisible(chromedp.CSS("#primary")), chromedp.Click(chromedp.CSS("#primary")))
	clerk.see(t, "#current", "B001")

	// A spot in the first call that has no words on it: red while it flashes.
	ground := func() color.RGBA { return display.picture().RGBAAt(second.Min.X+60, second.Min.Y+200) }
	white := color.RGBA{255, 255, 255, 255}
	var seen []color.RGBA
	eventually(t, "the call rests", func() bool {
		c := ground()
		if !slices.Contains(seen, c) {
			seen = append(seen, c)
		}
		return c == white
	})
	reds := slices.DeleteFunc(seen, func(c color.RGBA) bool { return c.R < 60 || c.G > 40 || c.B > 40 })
	if len(reds) != 2 {
		t.Errorf("the call flashes in the reds %v, want two in turn", reds)
	}
	row := image.Rect(50, 190, 1260, 400).Add(second.Min)
	text := read(t, reduce(display.picture().SubImage(row), 0.25))
	if !containsMost(text, "B001") || !strings.Contains(text, "3") {
		t.Errorf("OCR of the first call reads %q, want B001 and window 3", text)
	}
}

// reduce scales a picture down.
func reduce(im image.Image, by float64) image.Image {
	size := im.Bounds().Size()
	small := image.NewRGBA(image.Rect(0, 0, int(float64(size.X)*by), int(float64(size.Y)*by)))
	draw.CatmullRom.Scale(small, small.Bounds(), im, im.Bounds(), draw.Src, nil)
	return small
}
