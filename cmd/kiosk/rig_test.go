//go:build e2e

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/obs"
)

// bin returns a program that make build has built: the tests run what ships.
func bin(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("LOBBY_BIN")
	if dir == "" {
		t.Fatal("LOBBY_BIN is not set: run make test")
	}
	return filepath.Join(dir, name)
}

// A process is a program under test and what it has said so far.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	mu   sync.Mutex
	said strings.Builder
	done chan struct{}
}

func start(t testing.TB, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.CommandContext(context.Background(), bin(t, name), args...), done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	r, w := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = w, w
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			p.mu.Lock()
			p.said.WriteString(s.Text() + "\n")
			p.mu.Unlock()
		}
	}()
	go func() {
		_ = p.cmd.Wait() // how it ended is the test's to judge
		_ = w.Close()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, p.text())
		}
	})
	return p
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// find waits until the program has said something that matches and returns the
// first group.
func (p *process) find(pattern string) string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	var m []string
	eventually(p.t, fmt.Sprintf("it says %s", pattern), func() bool {
		m = re.FindStringSubmatch(p.text())
		return m != nil
	})
	return m[1]
}

// stop ends the program as systemd would and waits for it.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		p.t.Error("the program did not end within 20 s of SIGTERM")
		p.kill()
	}
}

// kill ends the program as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
}

// A tape is a papertape that runs.
type tape struct {
	*process
	link, page string
}

func startTape(t testing.TB, dir string) *tape {
	t.Helper()
	link := filepath.Join(dir, "papertape.tty")
	p := start(t, nil, "papertape", "-profile", "epson-80", "-link", link, "-listen", "127.0.0.1:0")
	return &tape{process: p, link: link, page: strings.TrimSuffix(p.find(`(http://127\.0\.0\.1:\d+)`), "/")}
}

// slips returns how many slips have come out.
func (p *tape) slips() int {
	p.t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(p.get("/slips"), &list); err != nil {
		p.t.Fatal(err)
	}
	return len(list)
}

func (p *tape) get(path string) []byte {
	p.t.Helper()
	return fetch(p.t, http.DefaultClient, p.page+path)
}

// fault makes the printer misbehave, or well again with ok.
func (p *tape) fault(name string) {
	p.t.Helper()
	resp, err := http.PostForm(p.page+"/fault", url.Values{"fault": {name}}) //nolint:noctx // it answers at once
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode >= 400 {
		p.t.Fatalf("fault %s: %s", name, resp.Status)
	}
}

// token returns what the QR code of slip n says.
func (p *tape) token(n int) string {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "slip.png")
	if err := os.WriteFile(file, p.get(fmt.Sprintf("/slip/%d.png", n)), 0o644); err != nil {
		p.t.Fatal(err)
	}
	return readQR(p.t, file)
}

func fetch(t testing.TB, c *http.Client, address string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", address, resp.Status, err)
	}
	return b
}

// A lobby is a kiosk that runs on a display.
type lobby struct {
	*process
	display *display
	state   string
}

// startLobby starts the built kiosk on d and waits for its home screen. Its console
// is at hall.test, which the tests map to 127.0.0.2, because localhost is not like a
// name on a network. started is called as soon as the program runs.
func startLobby(t testing.TB, d *display, state, device string, started ...func()) *lobby {
	t.Helper()
	return startLobbyWith(t, d, state, device, nil, started...)
}

// startLobbyWith is startLobby with more on the command line.
func startLobbyWith(t testing.TB, d *display, state, device string, args []string, started ...func()) *lobby {
	t.Helper()
	file := filepath.Join(state, "lobby.toml")
	settings := fmt.Sprintf("state = %q\n[screen]\nwidth = 268\nheight = 476\n[printer]\ndevice = %q\nprofile = \"epson-80\"\n"+
		"[console]\nhttps = \"127.0.0.2:0\"\nhttp = \"127.0.0.2:0\"\nhosts = [\"hall.test\"]\n", state, device)
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	l := &lobby{process: start(t, []string{"DISPLAY=" + d.name, "LANG=zh_CN.UTF-8"}, "kiosk", append([]string{"-config", file}, args...)...), display: d, state: state}
	for _, f := range started {
		f()
	}
	eventually(t, "the glass shows home", func() bool {
		b, err := obs.Ask(t.Context(), filepath.Join(state, "control.sock"), http.MethodGet, "/screen")
		var g glass
		if err != nil || json.Unmarshal(b, &g) != nil || g.Screen != "home" {
			return false
		}
		// A glass that fills the screen is laid out once before it does: a tap on
		// what stood where then would go astray.
		return args != nil || g.W == d.w && g.H == d.h
	})
	return l
}

// A glass is what the screen shows, as the program itself knows it.
type glass struct {
	W, H    int
	Screen  string
	Texts   []string
	Targets []struct {
		Label      string
		X, Y, W, H int
	}
}

func (l *lobby) glass() glass {
	l.t.Helper()
	b, err := obs.Ask(l.t.Context(), filepath.Join(l.state, "control.sock"), http.MethodGet, "/screen")
	if err != nil {
		l.t.Fatal(err)
	}
	var g glass
	if err := json.Unmarshal(b, &g); err != nil {
		l.t.Fatal(err)
	}
	return g
}

// tap touches the middle of the target whose label contains label.
func (l *lobby) tap(label string) {
	l.t.Helper()
	eventually(l.t, "there is something to tap called "+label, func() bool {
		for _, target := range l.glass().Targets {
			if strings.Contains(target.Label, label) {
				l.display.tap(target.X+target.W/2, target.Y+target.H/2)
				return true
			}
		}
		return false
	})
}

// shows waits until the screen of that name is up.
func (l *lobby) shows(screen string) glass {
	l.t.Helper()
	var g glass
	eventually(l.t, "the glass shows "+screen, func() bool {
		g = l.glass()
		return g.Screen == screen
	})
	return g
}
