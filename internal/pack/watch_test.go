package pack_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/pack"
)

// A good change is told, a bad one is told as an error, and so is its being
// mended; what was read before Run is not told again.
func TestWatcher(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, little())
	changed, failed := make(chan pack.Township), make(chan error)
	w := &pack.Watcher{
		Dir: dir, Every: time.Millisecond,
		Changed: func(t pack.Township) { changed <- t },
		Failed:  func(err error) { failed <- err },
	}
	first, err := w.Read()
	if err != nil || first.Hall.Name != "青石镇便民服务中心" {
		t.Fatalf("Read = %q, %v", first.Hall.Name, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { w.Run(ctx); close(ended) }()

	// put replaces a file at once and makes it newer than all before, so that
	// neither a half-written file nor two in one tick of the disk's clock decide.
	clock := time.Now()
	put := func(name, text string) {
		t.Helper()
		half, whole := filepath.Join(dir, ".half"), filepath.Join(dir, name)
		clock = clock.Add(time.Second)
		for _, err := range []error{os.WriteFile(half, []byte(text), 0o600), os.Chtimes(half, clock, clock), os.Rename(half, whole)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	good := func(want string) {
		t.Helper()
		select {
		case got := <-changed:
			if got.Hall.Name != want {
				t.Errorf("changed to %q, want %q", got.Hall.Name, want)
			}
		case err := <-failed:
			t.Errorf("failed: %v, want a change to %q", err, want)
		case <-ended:
			t.Fatal("Run ended by itself")
		}
	}
	bad := func(want string) {
		t.Helper()
		select {
		case got := <-changed:
			t.Errorf("changed to %q, want the error %q", got.Hall.Name, want)
		case err := <-failed:
			if !strings.Contains(err.Error(), want) {
				t.Errorf("failed: %v, want %q", err, want)
			}
		case <-ended:
			t.Fatal("Run ended by itself")
		}
	}

	put("hall.md", "---\n名称: 石桥镇便民服务中心\n---\n")
	good("石桥镇便民服务中心")
	put("hall.md", "---\n名字: 柳沟镇便民服务中心\n---\n")
	bad(`hall.md 第 2 行：不认识 "名字"`)
	put("hall.md", "---\n名称: 柳沟镇便民服务中心\n---\n")
	good("柳沟镇便民服务中心")
	if err := os.Remove(filepath.Join(dir, "guides", "dibao.md")); err != nil {
		t.Fatal(err)
	}
	bad("guides：至少要有一份办事指南")
	put("guides/dibao.md", guideFront+guideBody)
	good("柳沟镇便民服务中心")
	// The folder goes away, as when a stick is pulled out, and comes back.
	away := dir + ".away"
	if err := os.Rename(dir, away); err != nil {
		t.Fatal(err)
	}
	bad("打不开")
	if err := os.Rename(away, dir); err != nil {
		t.Fatal(err)
	}
	good("柳沟镇便民服务中心")

	stop()
	<-ended
}
