//go:build e2e

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"
)

// BenchmarkGlass measures the built program on a real window drawn by software GL,
// from outside: by pixels, real pointer events and the kernel's figures. The limit
// of a frame is the screen's 16.7 ms; that of a start is the goal of a second.
func BenchmarkGlass(b *testing.B) {
	state := b.TempDir()
	display := startDisplay(b, 1080, 1920)
	var starts []time.Duration
	var hall *lobby
	for range 6 * b.N {
		if hall != nil {
			hall.stop()
		}
		display.black(b)
		from := time.Now()
		hall = startLobby(b, display, state, "", func() { starts = append(starts, display.until(b, 820, 860, from, isGold)) })
	}
	report(b, "start-to-frame", starts[1:]) // the first had no shaders drawn yet
	b.ReportMetric(1000, "start-goal-ms")

	var press, turn []time.Duration
	for range 40 * b.N {
		x, y := 820, 860 // 取号
		display.move(x, y)
		time.Sleep(50 * time.Millisecond)
		was := display.patch(b, x, y)
		from := time.Now()
		display.button(xproto.ButtonPress)
		press = append(press, display.until(b, x, y, from, func(now []byte) bool { return !bytes.Equal(now, was) }))
		time.Sleep(50 * time.Millisecond)
		was = display.patch(b, 60, 1140) // the words below 取号 give way to another page
		from = time.Now()
		display.button(xproto.ButtonRelease)
		turn = append(turn, display.until(b, 60, 1140, from, func(now []byte) bool { return !bytes.Equal(now, was) }))
		hall.shows("lines")
		time.Sleep(500 * time.Millisecond) // a second tap within 400 ms would not count
		hall.goHome(b)
		time.Sleep(500 * time.Millisecond)
	}
	report(b, "press-to-frame", press)
	report(b, "tap-to-next-screen", turn)
	b.ReportMetric(16.7, "frame-limit-ms")

	b.ReportMetric(pss(b, hall.cmd.Process.Pid), "PSS-MB")
	before := cpu(b, hall.cmd.Process.Pid)
	time.Sleep(5 * time.Second)
	b.ReportMetric((cpu(b, hall.cmd.Process.Pid)-before)/5*100, "idle-CPU-%")
	b.ReportMetric(0, "ns/op") // the whole says nothing
}

func report(b *testing.B, what string, all []time.Duration) {
	slices.Sort(all)
	at := func(p float64) float64 { return float64(all[int(p*float64(len(all)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(0.5), what+"-p50-ms")
	b.ReportMetric(at(0.95), what+"-p95-ms")
}

// patch returns the pixels around x, y.
func (d *display) patch(t testing.TB, x, y int) []byte {
	t.Helper()
	got, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root), int16(x), int16(y), 64, 8, ^uint32(0)).Reply()
	if err != nil {
		t.Fatal(err)
	}
	return got.Data
}

// until waits until the pixels around x, y satisfy ok and returns how long that
// was after from.
func (d *display) until(t testing.TB, x, y int, from time.Time, ok func([]byte) bool) time.Duration {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Microsecond) {
		if ok(d.patch(t, x, y)) {
			return time.Since(from)
		}
	}
	t.Fatal("nothing changed on the screen for 30 s")
	return 0
}

// black wipes what the last window has left on the screen.
func (d *display) black(t testing.TB) {
	t.Helper()
	if err := xproto.ChangeWindowAttributesChecked(d.conn, d.root, xproto.CwBackPixel, []uint32{0}).Check(); err != nil {
		t.Fatal(err)
	}
	if err := xproto.ClearAreaChecked(d.conn, false, d.root, 0, 0, 0, 0).Check(); err != nil {
		t.Fatal(err)
	}
	d.until(t, 820, 860, time.Now(), func(p []byte) bool { return !isGold(p) })
}

// isGold reports whether BGRX pixels are of the colour of 取号.
func isGold(p []byte) bool { return p[2] > 200 && p[1] > 150 && p[0] < 190 }

// pss returns a process's proportional share of memory in MB, see proc(5).
func pss(t testing.TB, pid int) float64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "Pss: %f kB", &kb); err == nil {
			return kb / 1000
		}
	}
	t.Fatal("smaps_rollup names no Pss")
	return 0
}

// cpu returns the seconds of CPU that a process has used, see proc(5).
func cpu(t testing.TB, pid int) float64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var sum float64
	for _, f := range fields[11:13] { // utime and stime, in hundredths of a second
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += n / 100
	}
	return sum
}
