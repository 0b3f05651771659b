package obs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/printer"
)

func ExampleFinding() {
	fmt.Println(Printer("", printer.Status{}))
	// Output:
	// [坏] 打印机：没有设置打印机，号码只显示在屏幕上
	//       接好打印机，在设置文件 [printer] 一节填写 device，如 /dev/lobby-printer，再重新启动
}

// Whatever is bad says what to do; what is well asks nothing of anybody.
func TestFindings(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	day := calendar.DayOf(now)
	for _, tt := range []struct {
		name string
		f    Finding
		bad  bool
	}{
		{"a printer that is well", Printer("/dev/x", printer.Status{}), false},
		{"no printer", Printer("", printer.Status{}), true},
		{"a printer without paper", Printer("/dev/x", printer.Status{Fault: printer.PaperOut}), true},
		{"paper running low", Printer("/dev/x", printer.Status{NearEnd: true}), true},
		{"a clock that is right", Clock(now, calendar.Reading{At: now, Day: day}), false},
		{"a clock in 1970", Clock(time.Unix(0, 0), calendar.Reading{At: now, Day: day, Doubt: calendar.Behind}), true},
		{"a clock in 2035", Clock(now.AddDate(9, 0, 0), calendar.Reading{At: now, Day: day, Doubt: calendar.Ahead}), true},
		{"room on the disk", disk(Finding{What: "磁盘"}, 5e9, 100e9), false},
		{"half a gigabyte of a hundred", disk(Finding{What: "磁盘"}, 5e8, 100e9), true},
		{"half of a small disk", disk(Finding{What: "磁盘"}, 5e8, 1e9), false},
		{"no such directory", Disk("/does/not/exist"), true},
		{"files that are right", Files(nil), false},
		{"a file that is wrong", Files(errors.New("lines.csv 第 2 行")), true},
		{"a whole journal", Journal(7, nil), false},
		{"a broken journal", Journal(7, errors.New("row 5")), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.f.Bad != tt.bad || tt.f.Says == "" || tt.f.What == "" || (tt.f.Do != "") != tt.bad {
				t.Errorf("%+v, want bad %v and something to do exactly then", tt.f, tt.bad)
			}
		})
	}
}

// The socket answers its owner, refuses everybody else, and is gone with ctx.
func TestServe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control.sock")
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /check", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	go func() { done <- Serve(ctx, path, mux) }()

	var b []byte
	err := ErrNobody
	for end := time.Now().Add(5 * time.Second); errors.Is(err, ErrNobody) && time.Now().Before(end); time.Sleep(time.Millisecond) {
		b, err = Ask(ctx, path, http.MethodGet, "/check")
	}
	if err != nil || string(b) != "ok" {
		t.Fatalf("Ask = %q, %v", b, err)
	}
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("socket mode %v, %v; want 0600", fi.Mode(), err)
	}
	if _, err := Ask(ctx, path, http.MethodGet, "/nothing"); err == nil || !strings.Contains(err.Error(), "/nothing") {
		t.Errorf("Ask for nothing = %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("Serve = %v", err)
	}
	if _, err := Ask(t.Context(), path, http.MethodGet, "/check"); !errors.Is(err, ErrNobody) {
		t.Errorf("Ask after the end = %v, want ErrNobody", err)
	}
}
