//go:build e2e

package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// A display is an X server of its own, with fingers and eyes.
type display struct {
	t    testing.TB
	name string // :99
	conn *xgb.Conn
	root xproto.Window
	w, h int
}

// startDisplay starts Xvfb with one screen of w×h pixels.
func startDisplay(t testing.TB, w, h int) *display {
	t.Helper()
	r, wr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), "Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", w, h), "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{wr}
	// Not t.Context: it ends before the programs on the display are stopped.
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // the display has nothing to keep
		_ = cmd.Wait()
	})
	_ = wr.Close()
	if err := r.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 16)
	n, err := r.Read(b)
	if err != nil {
		t.Fatal("Xvfb did not say its display:", err)
	}
	xgb.Logger.SetOutput(io.Discard) // it tells of every connection
	d := &display{t: t, name: ":" + strings.TrimSpace(string(b[:n])), w: w, h: h}
	eventually(t, "the X server answers", func() bool {
		d.conn, err = xgb.NewConnDisplay(d.name)
		return err == nil
	})
	t.Cleanup(d.conn.Close)
	if err := xtest.Init(d.conn); err != nil {
		t.Fatal(err)
	}
	d.root = xproto.Setup(d.conn).DefaultScreen(d.conn).Root
	return d
}

// tap presses and releases at x, y as a finger does, with a little slip between.
func (d *display) tap(x, y int) {
	d.t.Helper()
	d.move(x, y)
	d.button(xproto.ButtonPress)
	time.Sleep(60 * time.Millisecond)
	d.move(x+3, y+2)
	d.button(xproto.ButtonRelease)
}

func (d *display) move(x, y int) {
	d.t.Helper()
	if err := xtest.FakeInputChecked(d.conn, xproto.MotionNotify, 0, 0, d.root, int16(x), int16(y), 0).Check(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *display) button(kind byte) {
	d.t.Helper()
	if err := xtest.FakeInputChecked(d.conn, kind, 1, 0, d.root, 0, 0, 0).Check(); err != nil {
		d.t.Fatal(err)
	}
}

// picture returns what the screen shows.
func (d *display) picture() *image.RGBA {
	d.t.Helper()
	got, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root), 0, 0, uint16(d.w), uint16(d.h), ^uint32(0)).Reply()
	if err != nil {
		d.t.Fatal(err)
	}
	im := image.NewRGBA(image.Rect(0, 0, d.w, d.h))
	for i := 0; i < d.w*d.h; i++ { // BGRX
		p := got.Data[4*i:]
		im.SetRGBA(i%d.w, i/d.w, color.RGBA{p[2], p[1], p[0], 255})
	}
	return im
}

// read returns the text that OCR finds in the picture, without spaces.
func read(t testing.TB, im image.Image) string {
	t.Helper()
	file := savePNG(t, filepath.Join(t.TempDir(), "screen.png"), im)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tesseract", file, "-", "-l", "chi_sim", "--psm", "11").Output()
	if err != nil {
		t.Fatal("tesseract:", err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// readQR returns what zbar reads in the picture's QR codes, a line each.
func readQR(t testing.TB, file string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", file)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("zbarimg %s: %v %s", file, err, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

func savePNG(t testing.TB, file string, im image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// eventually waits for what must come true soon; how soon decides nothing.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited two minutes in vain until %s", what)
}
