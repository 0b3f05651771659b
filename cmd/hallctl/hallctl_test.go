package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/internal/pack"
	"yidiantong.org/lobby/internal/store"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
	"yidiantong.org/lobby/queue"
)

// hallctl runs the tool and returns what it says.
func hallctl(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, &out, &out)
	return out.String(), err
}

// stopped makes the state directory of a sample hall that gave one number and does
// not run any more.
func stopped(t *testing.T, now time.Time) (state string) {
	t.Helper()
	state = t.TempDir()
	s, err := store.Open(t.Context(), store.Options{
		Path: filepath.Join(state, "hall.db"), Now: func() time.Time { return now }, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(assets.Hall, "hall")
	if err != nil {
		t.Fatal(err)
	}
	hall, err := pack.Hall(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.LoadHall(t.Context(), "test", hall); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(t.Context(), "zonghe", queue.Normal, "tap-1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return state
}

// configured writes a configuration file for a hall with a printer at device.
func configured(t *testing.T, state, device string) string {
	t.Helper()
	file := filepath.Join(state, "lobby.toml")
	text := "state = \"" + state + "\"\n[printer]\ndevice = \"" + device + "\"\nprofile = \"epson-80\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// plugged returns the tty of a printer that has paper or not.
func plugged(t *testing.T, f printer.Fault) string {
	t.Helper()
	profile, err := config.Profile(nil, "epson-80")
	if err != nil {
		t.Fatal(err)
	}
	p := printertest.New(printertest.Options{Profile: profile})
	p.Set(f)
	link := filepath.Join(t.TempDir(), "tty")
	tty, err := printertest.Plug(p, link)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tty.Close(); err != nil {
			t.Error(err)
		}
	})
	return link
}

// What is wrong is told with what to do, and the tool's exit says that something is.
func TestCheck(t *testing.T) {
	t.Run("all is well", func(t *testing.T) {
		state := stopped(t, time.Now())
		out, err := hallctl(t, "-config", configured(t, state, plugged(t, printer.OK)), "check")
		if err != nil || strings.Contains(out, "[坏]") || strings.Count(out, "[好]") != 4 {
			t.Errorf("check = %v\n%s", err, out)
		}
	})
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T) (file string)
		want  string
		do    string
	}{
		{"no printer configured", func(t *testing.T) string { return configured(t, stopped(t, time.Now()), "") }, "[坏] 打印机", "device"},
		{"a printer that is not plugged in", func(t *testing.T) string { return configured(t, stopped(t, time.Now()), "/dev/does-not-exist") }, "[坏] 打印机", ""},
		{"no paper", func(t *testing.T) string { return configured(t, stopped(t, time.Now()), plugged(t, printer.PaperOut)) }, "缺纸", "纸"},
		{"a clock that woke in the past", func(t *testing.T) string {
			return configured(t, stopped(t, time.Now().AddDate(1, 0, 0)), plugged(t, printer.OK))
		}, "[坏] 时钟", "调准"},
		{"a journal that was tampered with", func(t *testing.T) string {
			state := stopped(t, time.Now())
			tamper(t, filepath.Join(state, "hall.db"))
			return configured(t, state, plugged(t, printer.OK))
		}, "[坏] 记录", "不要删除"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := hallctl(t, "-config", tt.spoil(t), "check")
			if !errors.Is(err, errBad) || !strings.Contains(out, tt.want) || !strings.Contains(out, tt.do) {
				t.Errorf("check = %v, want errBad and %q\n%s", err, tt.want, out)
			}
		})
	}
}

// tamper changes what the journal says of the number that was taken, as somebody
// with the file in their hands could.
func tamper(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	var triggers []string
	rows, err := db.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, name := range triggers {
		if _, err := db.ExecContext(t.Context(), `DROP TRIGGER "`+name+`"`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ExecContext(t.Context(), `UPDATE journal SET subject = 'A999' WHERE verb = 'ticket.taken'`); err != nil {
		t.Fatal(err)
	}
}

// An operator who mistyped the directory hears of it; no new hall is made.
func TestCheckNothingThere(t *testing.T) {
	state := t.TempDir()
	if _, err := hallctl(t, "-state", state, "check"); err == nil || !strings.Contains(err.Error(), state) {
		t.Errorf("check of an empty directory = %v", err)
	}
	if left, err := os.ReadDir(state); err != nil || len(left) != 0 {
		t.Errorf("check left %v behind, %v", left, err)
	}
}

// A backup is a hall that opens and verifies.
func TestBackup(t *testing.T) {
	state := stopped(t, time.Now())
	to := filepath.Join(t.TempDir(), "copy.db")
	if out, err := hallctl(t, "-state", state, "backup", to); err != nil || !strings.Contains(out, to) {
		t.Fatalf("backup = %v\n%s", err, out)
	}
	s, err := store.Open(t.Context(), store.Options{Path: to, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Verify(context.WithoutCancel(t.Context())), s.Close()); err != nil {
		t.Error(err)
	}
}

// A slip is laid out with neither lobby nor database, for every profile.
func TestSlip(t *testing.T) {
	for _, name := range config.Profiles() {
		out := filepath.Join(t.TempDir(), "slip.bin")
		if said, err := hallctl(t, "slip", "-profile", name, "-o", out); err != nil {
			t.Fatalf("slip for %s: %v\n%s", name, err, said)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if list := escpos.List(b); !strings.Contains(list, "社会保险") {
			t.Errorf("the slip for %s does not name its line:\n%s", name, list)
		}
	}
}

// The root is there once the lobby has run.
func TestRoot(t *testing.T) {
	state := t.TempDir()
	if _, err := hallctl(t, "-state", state, "root"); err == nil || !strings.Contains(err.Error(), "先启动") {
		t.Errorf("root before the first start = %v", err)
	}
	if err := os.Mkdir(filepath.Join(state, "tls"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(state, "tls", "root.pem"), []byte("PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := hallctl(t, "-state", state, "root"); err != nil || out != "PEM" {
		t.Errorf("root = %q, %v", out, err)
	}
}

func TestUnknownCommand(t *testing.T) {
	out, err := hallctl(t, "chekc")
	if err == nil || !strings.Contains(err.Error(), "chekc") || !strings.Contains(out, "hallctl") {
		t.Errorf("chekc = %v\n%s", err, out)
	}
}
