package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/printer/serial"
)

// slip is a small one, with a cut at its end and a question behind it.
var slip = []byte("\x1B@\x1C&\x1D!\x11A001\n\x1D!\x00\xC7\xEB\xB5\xC8\xBA\xF2\n\x1DV\x42\x3C")

// A tape is a papertape that runs in this process.
type tape struct {
	t    *testing.T
	link string
	page string
	stop func() error
}

func start(t *testing.T, args ...string) *tape {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	link := filepath.Join(t.TempDir(), "tty")
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, append([]string{"-profile", "epson-80", "-paced=false", "-link", link, "-listen", "127.0.0.1:0"}, args...), w, io.Discard)
		_ = w.Close() // a pipe's never fails
	}()
	tp := &tape{t: t, link: link, stop: func() error { cancel(); return <-done }}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		if at := regexp.MustCompile(`http://\S+[^/]`).FindString(lines.Text()); at != "" {
			tp.page = at
			break
		}
	}
	if tp.page == "" {
		t.Fatalf("papertape does not say where its page is: %v", tp.stop())
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return tp
}

// do asks the page and returns its answer's status and body.
func (p *tape) do(r *http.Request, err error) (int, []byte) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(r.WithContext(p.t.Context()))
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, b
}

func (p *tape) get(path string) []byte {
	p.t.Helper()
	status, b := p.do(http.NewRequest(http.MethodGet, p.page+path, nil)) //nolint:noctx // do adds one
	if status != http.StatusOK {
		p.t.Fatalf("GET %s: %d %s", path, status, b)
	}
	return b
}

// post presses a button, from another site if the header says so.
func (p *tape) post(fault string, header ...string) int {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodPost, p.page+"/fault", strings.NewReader(url.Values{"fault": {fault}}.Encode())) //nolint:noctx // do adds one
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
			if header[i] == "Host" {
				r.Host = header[i+1]
			}
		}
	}
	status, _ := p.do(r, err)
	return status
}

// print sends b to the printer and returns what it answers.
func (p *tape) print(b []byte) []byte {
	p.t.Helper()
	port, err := serial.Open(p.link, 115200, "none")
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), 5*time.Second)
	defer cancel()
	if _, err := port.Write(ctx, b); err != nil {
		p.t.Fatal(err)
	}
	answer := make([]byte, 64)
	n, err := port.Read(ctx, answer)
	if err := errors.Join(err, port.Close()); err != nil {
		p.t.Fatal(err)
	}
	return answer[:n]
}

// ask sends a slip and asks for the receipt, so that it is out.
func (p *tape) ask(b []byte) {
	p.t.Helper()
	if got := p.print(append(bytes.Clone(b), 0x1D, 'r', 1)); !bytes.Equal(got, []byte{0}) {
		p.t.Fatalf("the receipt is % x, want 00", got)
	}
}

func TestShowsWhatIsPrinted(t *testing.T) {
	dir := t.TempDir()
	p := start(t, "-dir", dir)
	if page := string(p.get("/")); !strings.Contains(page, "还没有打印") {
		t.Errorf("the first page does not say that nothing is printed: %s", page)
	}
	p.ask(slip)
	p.ask(slip)

	var list []map[string]int
	if err := json.Unmarshal(p.get("/slips"), &list); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]map[string]int{{"n": 2, "bytes": len(slip)}, {"n": 1, "bytes": len(slip)}}, list); diff != "" {
		t.Errorf("slips, -want +got:\n%s", diff)
	}
	picture := decode(t, p.get("/slip/1.png"))
	if picture.Bounds().Dx() < 576 {
		t.Errorf("the picture is %v, want at least the paper's 576 dots", picture.Bounds())
	}
	if text := string(p.get("/slip/1.txt")); !strings.Contains(text, "请等候") {
		t.Errorf("the listing does not name the text: %s", text)
	}
	if got := p.get("/slip/2.bin"); !bytes.Equal(got, slip) {
		t.Errorf("the bytes are %q, want %q", got, slip)
	}
	for _, path := range []string{"/slip/3.png", "/slip/0.png", "/slip/1.gif", "/slip/piece.png", "/slip/x"} {
		if status, _ := p.do(http.NewRequest(http.MethodGet, p.page+path, nil)); status != http.StatusNotFound { //nolint:noctx // do adds one
			t.Errorf("GET %s: %d, want 404", path, status)
		}
	}
	if page := string(p.get("/")); !strings.Contains(page, "第 2 张") || strings.Index(page, "第 2 张") > strings.Index(page, "第 1 张") {
		t.Errorf("the page does not show the newest slip first: %s", page)
	}

	if err := p.stop(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	if _, err := os.Lstat(p.link); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the link is still there: %v", err)
	}
	for _, name := range []string{"slip-0001", "slip-0002"} {
		b, err := os.ReadFile(filepath.Join(dir, name+".bin"))
		if err != nil || !bytes.Equal(b, slip) {
			t.Errorf("%s.bin is %q, %v; want the slip", name, b, err)
		}
		if b, err = os.ReadFile(filepath.Join(dir, name+".png")); err != nil {
			t.Error(err)
		} else {
			decode(t, b)
		}
	}
}

func TestBreaksAndMends(t *testing.T) {
	p := start(t)
	for _, tt := range []struct {
		fault, says string
		n, answer   byte // to DLE EOT
	}{
		{"paper", "缺纸", 4, 0x72},
		{"cover", "上盖没有合好", 2, 0x16},
		{"cutter", "切刀卡住", 3, 0x1A},
		{"nearend", "纸快用完了", 4, 0x1E},
		{"ok", "打印机正常", 4, 0x12},
	} {
		if status := p.post("ok"); status != http.StatusSeeOther {
			t.Fatalf("POST ok: %d", status)
		}
		if status := p.post(tt.fault); status != http.StatusSeeOther {
			t.Fatalf("POST %s: %d", tt.fault, status)
		}
		if got := p.print([]byte{0x10, 0x04, tt.n}); !bytes.Equal(got, []byte{tt.answer}) {
			t.Errorf("%s: DLE EOT %d is answered with % x, want %x", tt.fault, tt.n, got, tt.answer)
		}
		if page := string(p.get("/")); !strings.Contains(page, tt.says) {
			t.Errorf("%s: the page does not say %s: %s", tt.fault, tt.says, page)
		}
	}
	if status := p.post("fire"); status != http.StatusBadRequest {
		t.Errorf("POST fire: %d, want 400", status)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// Pulled out, the printer has no tty; plugged in again, it has one under the
// same name.
func TestUnplugged(t *testing.T) {
	p := start(t)
	p.post("missing")
	eventually(t, "the link has gone", func() bool { _, err := os.Lstat(p.link); return errors.Is(err, fs.ErrNotExist) })
	p.post("ok")
	eventually(t, "the link is back", func() bool { _, err := os.Stat(p.link); return err == nil })
	p.ask(slip)
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// What hangs out of the slot is shown, too.
func TestShowsAPiece(t *testing.T) {
	p := start(t)
	p.print(append(bytes.Clone(slip[:len(slip)-4]), 0x10, 0x04, 1))
	decode(t, p.get("/slip/piece.png"))
	if page := string(p.get("/")); !strings.Contains(page, "没有打完") {
		t.Errorf("the page does not show what hangs out: %s", page)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// The page waits at /live until something happens.
func TestLive(t *testing.T) {
	p := start(t)
	seen := regexp.MustCompile(`data-seen="([^"]*)"`).FindSubmatch(p.get("/"))
	if seen == nil {
		t.Fatal("the page does not say what it shows")
	}
	answered := make(chan int)
	go func() {
		status, _ := p.do(http.NewRequest(http.MethodGet, p.page+"/live?seen="+url.QueryEscape(string(seen[1])), nil)) //nolint:noctx // do adds one
		answered <- status
	}()
	p.post("cover")
	select {
	case status := <-answered:
		if status != http.StatusNoContent {
			t.Errorf("GET /live: %d, want 204", status)
		}
	case <-time.After(10 * time.Second):
		t.Error("GET /live does not answer when the cover is opened")
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// No page from elsewhere may press the buttons, or read the slips under another
// name for this machine.
func TestKeepsOthersOut(t *testing.T) {
	p := start(t)
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Origin", "http://evil.example"},
		{"Host", "evil.example:8090"},
		{"Host", "10.0.0.7:8090"},
	} {
		if status := p.post("cover", header...); status != http.StatusForbidden {
			t.Errorf("POST with %s: %d, want 403", header, status)
		}
	}
	if got := p.print([]byte{0x10, 0x04, 2}); !bytes.Equal(got, []byte{0x12}) {
		t.Errorf("the cover was opened all the same: % x", got)
	}
	if status := p.post("ok", "Host", "localhost:8090"); status != http.StatusSeeOther {
		t.Errorf("POST to localhost: %d, want 303", status)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), []string{"-listen", "0.0.0.0:0"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "本机地址") {
		t.Errorf("it listens to the whole network: %v", err)
	}
}

func TestRender(t *testing.T) {
	in, out := filepath.Join(t.TempDir(), "slip.bin"), filepath.Join(t.TempDir(), "slip.png")
	if err := os.WriteFile(in, slip, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-render", in, "-profile", "generic-58", "-o", out}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	decode(t, b)
	if err := run(t.Context(), []string{"-render", in, "-profile", "none"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "generic-58") {
		t.Errorf("an unknown profile: %v, want an error that names those there are", err)
	}
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for start := time.Now(); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Since(start) > 10*time.Second {
			t.Fatal("not yet: " + what)
		}
	}
}
