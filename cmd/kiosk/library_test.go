package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/config"
)

// A clerk's good change shows without a restart; a bad one is named and changes
// nothing, not even across a restart.
func TestClerkEditsTheFiles(t *testing.T) {
	files, state := t.TempDir(), t.TempDir()
	if err := os.CopyFS(files, assets.Hall); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.State, cfg.Hall = state, filepath.Join(files, "hall")
	lines := filepath.Join(cfg.Hall, "lines.csv")
	good, err := os.ReadFile(lines)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(lines, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first := func(h *hall) string {
		t.Helper()
		words, err := h.store.Hall(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return words.Lines[0].Name
	}
	soon := func(what string, ok func() bool) {
		t.Helper()
		for end := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("waited a minute in vain until", what)
			}
		}
	}

	h, err := openHall(t.Context(), cfg, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	h.parts.Go(func() { h.watchFiles(ctx) })
	if got := first(h); got != "综合受理" {
		t.Fatalf("the first line is %s, want 综合受理", got)
	}
	write(strings.Replace(string(good), "综合受理", "综合服务台", 1))
	soon("the new name is used", func() bool { return first(h) == "综合服务台" })
	write(strings.Replace(string(good), ",A,", ",a,", 1))
	soon("the mistake is named", func() bool { return h.library.wrong() != nil })
	if err := h.library.wrong(); !strings.Contains(err.Error(), "lines.csv 第 2 行") {
		t.Errorf("the mistake is named as %v", err)
	}
	if got := first(h); got != "综合服务台" {
		t.Errorf("after a bad change the first line is %s", got)
	}
	stop()
	if err := h.close(); err != nil {
		t.Fatal(err)
	}

	h, err = openHall(t.Context(), cfg, io.Discard)
	if err != nil {
		t.Fatal("a bad file keeps the hall from starting:", err)
	}
	if got := first(h); got != "综合服务台" || h.library.wrong() == nil {
		t.Errorf("after a restart the first line is %s, the mistake %v", got, h.library.wrong())
	}
	if err := h.close(); err != nil {
		t.Error(err)
	}

	// A hall that never ran has nothing to go on with.
	cfg.State = t.TempDir()
	if _, err := openHall(t.Context(), cfg, io.Discard); err == nil || !strings.Contains(err.Error(), "lines.csv") {
		t.Errorf("a first start with a bad file = %v", err)
	}
}
