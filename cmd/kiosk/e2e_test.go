//go:build e2e

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/jezek/xgb/xproto"
)

// TestVillagerGetsANumberAndIsCalled is the whole promise in one go: the built
// program on a real window, touched by real pointer events, prints through a real
// tty; the drawn slip's code is read by another program; a clerk in a real browser
// calls it; the board shows it; and a power cut in the middle of taps loses and
// doubles nothing.
func TestVillagerGetsANumberAndIsCalled(t *testing.T) {
	state := t.TempDir()
	display := startDisplay(t, 1080, 1920)
	tape := startTape(t, state)
	hall := startLobby(t, display, state, tape.link)

	// A villager finds the way by what is written on the glass.
	if text := read(t, display.picture()); !containsMost(text, "便民服务中心", "社会保险") {
		t.Errorf("OCR of home reads %q", text)
	}
	hall.tap("取号")
	hall.shows("lines")
	if text := read(t, display.picture()); !containsMost(text, "要办什么事", "社会保险") {
		t.Errorf("OCR of the line choice reads %q", text)
	}
	hall.tap("社会保险")
	glass := hall.shows("number")
	if !slices.Contains(glass.Texts, "B001") {
		t.Fatalf("the number screen shows %q, want B001", glass.Texts)
	}

	// The slip comes out, and its code names that ticket.
	eventually(t, "the slip is out", func() bool { return tape.slips() == 1 })
	code := tape.token(1)
	if !regexp.MustCompile(`^T/[0-9A-Z]{11}$`).MatchString(code) {
		t.Fatalf("the slip's code reads %q", code)
	}
	console := hall.console(t)
	page := string(fetch(t, console.client, console.address+"/"+code))
	if !strings.Contains(page, "B001") {
		t.Errorf("the page of %s does not name B001: %s", code, page)
	}
	// The number screen shows the same code, for those whom the printer fails.
	if onGlass := readQR(t, savePNG(t, filepath.Join(t.TempDir(), "number.png"), display.picture())); onGlass != code {
		t.Errorf("the code on the glass reads %q, on the slip %q", onGlass, code)
	}

	// A clerk calls it from another PC, and the room sees it.
	clerk := console.browse(t)
	board := console.browse(t)
	board.do(t, chromedp.Navigate(console.address+"/board"), chromedp.WaitVisible(chromedp.CSS(".board-body")))
	clerk.setUp(t, hall.find(`首次登录码 ([0-9-]+)`))
	clerk.do(t, chromedp.Click(chromedp.CSS(`form[action="/desk/3/sit"] button`)),
		chromedp.WaitVisible(chromedp.CSS("#primary")), chromedp.Click(chromedp.CSS("#primary")))
	clerk.see(t, "#current", "B001")
	board.see(t, "#calls", "B001")
	board.see(t, "#calls", "3")

	// The power is cut in the middle of several taps, again and again.
	const cuts = 4
	shown := []string{"B001"}
	for round := range cuts {
		for range 2 + round {
			hall.goHome(t)
			hall.tap("综合受理")
			if n := hall.number(t); !slices.Contains(shown, n) {
				shown = append(shown, n)
			} else {
				t.Errorf("%s was shown to two people", n)
			}
		}
		hall.goHome(t)
		hall.tap("医疗保险") // and now: the tap is on its way
		time.Sleep(time.Duration(round*4) * time.Millisecond)
		hall.kill()
		hall = startLobby(t, display, state, tape.link)
	}
	hall.goHome(t)
	hall.tap("综合受理")
	if n, want := hall.number(t), fmt.Sprintf("A%03d", len(shown)); n != want {
		t.Errorf("after the power cuts the next number is %s, want %s", n, want)
	}

	// What came out of the printer: each code once, and every number that was
	// shown is a number that the hall still knows.
	console = hall.console(t)
	// Each cut leaves at most one slip of which nobody knows whether it is out.
	eventually(t, "the slips of before the power cuts are out", func() bool { return tape.slips() >= len(shown)+1-cuts })
	var printed []string
	for n := 1; n <= tape.slips(); n++ {
		code := tape.token(n)
		if slices.Contains(printed, code) {
			t.Errorf("slip %s was printed twice", code)
		}
		printed = append(printed, code)
		fetch(t, console.client, console.address+"/"+code) // the hall knows it
	}
	out, err := exec.CommandContext(t.Context(), bin(t, "hallctl"), "-config", filepath.Join(state, "lobby.toml"), "check").CombinedOutput()
	if err != nil || strings.Contains(string(out), "[坏]") {
		t.Errorf("hallctl check: %v\n%s", err, out)
	}
	t.Logf("%d numbers shown, %d slips printed over %d power cuts\n%s", len(shown), len(printed), cuts, out)
}

// number waits for a number on the glass and returns it.
func (l *lobby) number(t *testing.T) string {
	t.Helper()
	for _, text := range l.shows("number").Texts {
		if regexp.MustCompile(`^[A-Z][0-9]{3}$`).MatchString(text) {
			return text
		}
	}
	t.Fatal("the number screen shows no number")
	return ""
}

func (l *lobby) goHome(t testing.TB) {
	t.Helper()
	if l.glass().Screen != "home" {
		l.tap("首页")
		l.shows("home")
	}
}

// TestPrinterDead shows that numbers go on while the printer does not, that staff
// and hallctl see why, and that the slip comes when it can.
func TestPrinterDead(t *testing.T) {
	state := t.TempDir()
	display := startDisplay(t, 1920, 1080)
	tape := startTape(t, state)
	tape.fault("paper")
	hall := startLobby(t, display, state, tape.link)
	check := func() string {
		out, _ := exec.CommandContext(t.Context(), bin(t, "hallctl"), "-config", filepath.Join(state, "lobby.toml"), "check").CombinedOutput()
		return string(out) // it fails on purpose; what it says is judged
	}
	eventually(t, "hallctl tells of the paper", func() bool { return strings.Contains(check(), "缺纸") })
	hall.tap("社会保险")
	if text := strings.Join(hall.shows("number").Texts, ""); !strings.Contains(text, "记住号码") {
		t.Errorf("the number screen without a printer says %q", text)
	}
	if n := tape.slips(); n != 0 {
		t.Errorf("%d slips without paper", n)
	}
	tape.fault("ok")
	eventually(t, "the slip comes by itself", func() bool { return tape.slips() == 1 })
	tape.fault("missing")
	eventually(t, "hallctl tells of the cable", func() bool { return strings.Contains(check(), "[坏] 打印机") })
	hall.goHome(t)
	hall.tap("医疗保险")
	hall.number(t)
	tape.fault("ok")
	eventually(t, "the spool finds the printer again", func() bool { return tape.slips() == 2 })
}

// TestPressShowsUnderTheFinger was written when it did not: the toolkit does not
// draw a rectangle because it is shown, and only a real window tells.
func TestPressShowsUnderTheFinger(t *testing.T) {
	display := startDisplay(t, 1080, 1920)
	hall := startLobby(t, display, t.TempDir(), "")
	target := hall.glass().Targets[0]
	x, y := target.X+target.W/2, target.Y+target.H/4
	display.move(x, y)
	eventually(t, "the tile darkens while it is pressed", func() bool {
		was := display.patch(t, x, y)
		display.button(xproto.ButtonPress)
		defer display.button(xproto.ButtonRelease)
		for range 100 {
			if !bytes.Equal(display.patch(t, x, y), was) {
				return true
			}
			time.Sleep(10 * time.Millisecond)
		}
		return false
	})
}

// containsMost reports whether OCR has read every one of the words but for one
// character.
func containsMost(text string, words ...string) bool {
	near := func(word string) bool {
		runes := []rune(word)
		for i := range runes {
			pattern := regexp.QuoteMeta(string(runes[:i])) + ".?" + regexp.QuoteMeta(string(runes[i+1:]))
			if regexp.MustCompile(pattern).MatchString(text) {
				return true
			}
		}
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !near(w) })
}

// A consoleAt is the console as another PC of the hall reaches it: by a name that
// is not localhost, trusting the hall's root.
type consoleAt struct {
	address string // https://hall.test:8443
	client  *http.Client
	spki    string
}

func (l *lobby) console(t *testing.T) consoleAt {
	t.Helper()
	port := l.find(`https://127\.0\.0\.2:(\d+)`)
	root, err := os.ReadFile(filepath.Join(l.state, "tls", "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(root)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig.RootCAs = pool
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.2:"+port)
	}
	leaf, err := os.ReadFile(filepath.Join(l.state, "tls", "console.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(leaf)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return consoleAt{"https://hall.test:" + port, &http.Client{Transport: transport, Timeout: 10 * time.Second}, base64.StdEncoding.EncodeToString(sum[:])}
}

// A browser is one Chromium with a profile of its own.
type browser struct {
	ctx     context.Context
	address string
}

func (c consoleAt) browse(t *testing.T) browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP hall.test 127.0.0.2"),
		chromedp.Flag("ignore-certificate-errors-spki-list", c.spki),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1366, 768),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // starts it, so that no deed's deadline ends it
		t.Fatal(err)
	}
	return browser{ctx, c.address}
}

// do carries out actions, a minute at most.
func (b browser) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		file := filepath.Join(os.TempDir(), "lobby-e2e-failed.png")
		if shot, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(90)); err == nil { // to look at
			_ = os.WriteFile(file, shot, 0o644)
		}
		t.Fatalf("%v (see %s)", err, file)
	}
}

// see waits until the element holds the text, without a reload.
func (b browser) see(t *testing.T, selector, text string) {
	t.Helper()
	js := fmt.Sprintf("document.querySelector(%q) && document.querySelector(%q).textContent.includes(%q)", selector, selector, text)
	b.do(t, chromedp.Poll[chromedp.Void](js, chromedp.WithPollingInterval(20*time.Millisecond)))
}

// setUp makes the first account, which signs it in, and waits for the choice of
// windows.
func (b browser) setUp(t *testing.T, code string) {
	t.Helper()
	b.do(t, chromedp.Navigate(b.address+"/setup"), chromedp.WaitVisible(chromedp.CSS("#code")),
		chromedp.SendKeys(chromedp.CSS("#code"), code), chromedp.SendKeys(chromedp.CSS("#name"), "guanli"),
		chromedp.SendKeys(chromedp.CSS("#person"), "陈管理"), chromedp.SendKeys(chromedp.CSS("#pin"), "739154"),
		chromedp.SendKeys(chromedp.CSS("#again"), "739154"+kb.Enter), chromedp.WaitVisible(chromedp.CSS(".seats")))
}
