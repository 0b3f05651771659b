package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/app"

	"yidiantong.org/lobby/kiosk"
	"yidiantong.org/lobby/kiosk/board"
	"yidiantong.org/lobby/kiosk/theme"
)

// show opens the glass on the machine's screen, and the board where v has one, and
// returns when the glass is closed or ctx is done. It runs on the goroutine that
// main started on.
func show(ctx context.Context, h *hall, v view) error {
	if os.Getenv("DISPLAY") == "" {
		return errors.New("没有显示器：请在图形界面里启动，或用 make run（它会用内存里的屏幕）")
	}
	if err := prepare(h.cfg.State); err != nil {
		return err
	}
	look := theme.New()
	shell := kiosk.New(kiosk.Options{
		Hall:     h.store,
		Library:  &h.library,
		Wait:     h.bus.Wait,
		Now:      now,
		Panel:    theme.Panel{Width: float32(h.cfg.Screen.Width), Height: float32(h.cfg.Screen.Height)},
		Idle:     time.Duration(h.cfg.Screen.Idle) * time.Second,
		Theme:    look,
		IdleOnce: time.Duration(h.cfg.Screen.Number) * time.Second,
		Log:      h.log,
	})
	a := app.New() // without an ID, so that the toolkit keeps no preferences of its own
	window := shell.Open(ctx, a, v.w, v.h)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a.Lifecycle().SetOnStarted(func() {
		h.log.Info("the glass is on", "after", sinceStart().Round(time.Millisecond))
		h.parts.Go(func() { h.end("glass", shell.Run(ctx)) })
		h.parts.Go(func() { h.end("control", h.serveControl(ctx, shell.Look)) })
		if !v.board.Empty() {
			b := h.board(look)
			h.parts.Go(func() { h.end("board window", b.Run(ctx)) })
			if err := b.Open(a, v.board); err != nil {
				h.log.Error("the board cannot be shown; its page can be, in a browser", "err", err)
			}
			window.RequestFocus() // the scanner types into the glass
		}
		context.AfterFunc(ctx, func() { shell.Close(a) })
	})
	a.Run()
	return nil
}

// board returns the calling board.
func (h *hall) board(look *theme.Theme) *board.Board {
	return board.New(board.Options{
		Board: h.store.Board, Clock: h.store.Clock, Wait: h.bus.Wait, Now: now, Theme: look, Log: h.log,
	})
}

// prepare tells the toolkit, before it starts, what it can only be told through
// the environment.
func prepare(state string) error {
	for _, v := range [][2]string{
		// Screens are laid out in millimetres of the configured panel; the
		// toolkit must not scale them once more.
		{"FYNE_SCALE", "1"},
		{"FYNE_DISABLE_DPI_DETECTION", "1"},
		// Compiled shaders are kept, which makes the next start faster.
		{"MESA_SHADER_CACHE_DIR", filepath.Join(state, "cache")},
	} {
		if err := os.Setenv(v[0], v[1]); err != nil {
			return err
		}
	}
	// Without a home the toolkit does not look for other fonts on the machine,
	// which takes a tenth of a second and would draw Chinese in Japanese forms.
	return errors.Join(os.Unsetenv("HOME"), os.Unsetenv("XDG_CACHE_HOME"))
}

// sinceStart is how long ago the kernel started this process; 0 when it does not
// say, see proc(5).
func sinceStart() time.Duration {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	uptime, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	var up float64
	if _, err := fmt.Sscan(string(uptime), &up); err != nil || len(fields) < 20 {
		return 0
	}
	ticks, err := strconv.ParseFloat(fields[19], 64) // starttime, in hundredths of a second
	if err != nil {
		return 0
	}
	return time.Duration((up - ticks/100) * float64(time.Second))
}
