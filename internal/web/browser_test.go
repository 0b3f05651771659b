//go:build browser

package web_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"yidiantong.org/lobby/internal/web"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

// patience is how long a page may take on a busy machine. Nothing is judged by
// it but that something never happens.
const patience = 60 * time.Second

// A chromium is a real browser that knows hall.test and trusts the hall.
type chromium struct {
	t   *testing.T
	ctx context.Context // of its first tab

	mu       sync.Mutex
	mistakes []string // what pages complained about
}

func (l *lobby) chromium() *chromium {
	t := l.t
	t.Helper()
	shown, err := l.certs.Config().GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	// Stands in for installing the root, which would need the system's certificate
	// store: no error of a certificate with this key counts. That a browser with the
	// root has none to begin with is what the tests of Certificates show.
	key := sha256.Sum256(shown.Leaf.RawSubjectPublicKeyInfo)
	allocator, _ := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", false),
		chromedp.Flag("lang", "zh-CN"),
		chromedp.Flag("host-resolver-rules", "MAP hall.test 127.0.0.2"),
		chromedp.Flag("ignore-certificate-errors-spki-list", base64.StdEncoding.EncodeToString(key[:])),
	)...)
	c := &chromium{t: t}
	c.ctx = c.open(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(c.ctx); err != nil {
			t.Errorf("close the browser: %v", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, m := range c.mistakes {
			t.Errorf("a page complained: %s", m)
		}
	})
	return c
}

// tab opens another tab.
func (c *chromium) tab() context.Context {
	c.t.Helper()
	return c.open(c.ctx)
}

func (c *chromium) open(parent context.Context) context.Context {
	c.t.Helper()
	ctx, _ := chromedp.NewContext(parent, chromedp.WithListener(c.note))
	if err := chromedp.Do(ctx); err != nil {
		c.t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// note remembers scripts that fail and what the policy stops. That the network
// fails is what some tests are about.
func (c *chromium) note(ev any) {
	var mistake string
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		mistake = ev.ExceptionDetails.Text
		if e := ev.ExceptionDetails.Exception; e != nil {
			mistake += " " + e.Description
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source != log.EntrySourceNetwork {
			mistake = ev.Entry.Text
		}
	}
	if mistake != "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.mistakes = append(c.mistakes, mistake)
	}
}

type action = chromedp.Action[chromedp.Void]

// do runs the actions in a tab.
func (c *chromium) do(tab context.Context, actions ...action) {
	c.t.Helper()
	bound, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	if err := chromedp.Do(bound, actions...); err != nil {
		page, _ := chromedp.Run(tab, chromedp.Evaluate[string]("location + ' ' + document.body.innerText")) // only to say more
		c.t.Fatalf("%v; the page is %s", err, page)
	}
}

// holds waits until the expression is true.
func holds(expression string) action {
	return chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience))
}

// reads waits until the element is seen and reads text.
func reads(selector chromedp.CSS, text string) action {
	return holds(fmt.Sprintf("(e => e && e.getClientRects().length && e.innerText.includes(%q))(document.querySelector(%q))", text, selector))
}

// press clicks once the button may be pressed.
func press(selector chromedp.CSS) action {
	return chromedp.Steps(holds(fmt.Sprintf("(b => b && !b.disabled)(document.querySelector(%q))", selector)), chromedp.Click(selector))
}

// signIn signs in and goes to a window.
func (c *chromium) signIn(l *lobby, name, pin, window string) {
	c.t.Helper()
	c.do(c.ctx,
		chromedp.Navigate(l.url("/signin")),
		chromedp.SendKeys(chromedp.CSS("#name"), name),
		chromedp.SendKeys(chromedp.CSS("#pin"), pin+kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".seats")),
		chromedp.Click(chromedp.CSS(`form[action="/desk/`+window+`/sit"] button`)),
		chromedp.WaitVisible(chromedp.CSS("#primary")),
	)
}

func TestAMorningInABrowser(t *testing.T) {
	l := open(t)
	c := l.chromium()
	c.do(c.ctx,
		chromedp.Navigate(l.url("/")),
		chromedp.WaitVisible(chromedp.CSS("#code")),
		chromedp.SendKeys(chromedp.CSS("#code"), setupCode),
		chromedp.SendKeys(chromedp.CSS("#name"), "zhaomin"),
		chromedp.SendKeys(chromedp.CSS("#person"), "赵敏"),
		chromedp.SendKeys(chromedp.CSS("#pin"), bossPIN),
		chromedp.SendKeys(chromedp.CSS("#again"), bossPIN+kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".seats")),
		chromedp.Click(chromedp.CSS(`form[action="/desk/3/sit"] button`)),
		chromedp.WaitVisible(chromedp.CSS("#current")),
		reads("#current", "空闲"),
	)
	board := c.tab()
	c.do(board, chromedp.Navigate("http://"+l.plain+"/board"), reads("#calls", "请取号等候"))

	// Live, without F5, by the key that is written on the button.
	l.take("shebao", 2)
	c.do(c.ctx, reads("#count", "2"), chromedp.KeyEvent(kb.F8), reads("#current", "B001"), reads("#notice", "正在叫 B001"))
	c.do(board, reads(".call.fresh", "B001"), reads(".call.fresh .win", "3"))
	resting, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool](`document.querySelector("#again").disabled`))
	if err != nil || !resting {
		t.Errorf("“再叫一次” rests after a call: %t, %v, want true", resting, err)
	}

	// A second tab of the same window follows, and its old button is refused.
	second := c.tab()
	c.do(second, chromedp.Navigate(l.url("/desk/3")), reads("#current", "B001"))
	c.do(c.ctx, press("#primary"), reads("#current", "B002"))
	c.do(second, reads("#current", "B002"))
	c.do(c.ctx, press("#again"), reads("#now", "叫了 2 次"))
	c.do(board, reads(".call.fresh", "B002"))
	c.do(second, press("#finish"), reads("#current", "空闲"), reads("#notice", "B002 已办结"))
	c.do(c.ctx, reads("#current", "空闲"))
	c.do(board, holds(`!document.querySelector(".call")`))

	// Shut out: the page that is open goes to sign in by itself, and says why.
	if err := l.store.EndSessions(t.Context(), "zhaomin"); err != nil {
		t.Fatal(err)
	}
	for _, tab := range []context.Context{c.ctx, second} {
		c.do(tab, chromedp.WaitVisible(chromedp.CSS("#name")), reads(".notice", "您已退出登录"))
	}
}

func TestALostConnectionIsShownAndMended(t *testing.T) {
	l := open(t)
	l.boss()
	l.take("shebao", 1)
	c := l.chromium()
	c.signIn(l, "zhaomin", bossPIN, "3")
	board := c.tab()
	c.do(board, chromedp.Navigate("http://"+l.plain+"/board"), chromedp.WaitReady(chromedp.CSS("#lost")))
	c.do(c.ctx, reads("#count", "1"), holds(`document.querySelector("#lost").hidden`))

	l.stop()
	p := photographer{c, shotsDir(t)}
	for name, tab := range map[string]context.Context{"lost-console": c.ctx, "lost-board": board} {
		c.do(tab, reads("#lost", "连接中断，正在重连"))
		p.keep(tab, name)
	}
	// A press that nobody hears is not passed over in silence.
	c.do(c.ctx, chromedp.KeyEvent(kb.F8), reads("#notice", "没有连上主机"))
	l.take("shebao", 2) // while nobody looks
	l.start()
	c.do(c.ctx, holds(`document.querySelector("#lost").hidden`), reads("#count", "3"), chromedp.KeyEvent(kb.F8), reads("#current", "B001"))
	c.do(board, holds(`document.querySelector("#lost").hidden`), reads("#calls", "B001"))
}

// A cable that is pulled says nothing: the page must notice by itself.
func TestASilentConnectionIsNoticed(t *testing.T) {
	l := open(t)
	var pulled atomic.Bool
	cable := wire(t, l.plain, &pulled)
	c := l.chromium()
	c.do(c.ctx, chromedp.Navigate("http://"+cable+"/board"), reads("#calls", "请取号等候"))
	l.take("shebao", 1)
	c.do(c.ctx, reads("#lines .waits", "1"), holds(`document.querySelector("#lost").hidden`)) // it is live
	pulled.Store(true)
	c.do(c.ctx, reads("#lost", "连接中断"))
	l.take("yibao", 2)
	pulled.Store(false)
	c.do(c.ctx, holds(`document.querySelector("#lost").hidden`), reads("#lines .waits:nth-child(3)", "2"))
}

// wire carries connections to addr, but not while it is pulled: what is sent then
// is lost, and with it the connection, though nobody is told.
func wire(t *testing.T, addr string, pulled *atomic.Bool) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	carry := func(to, from net.Conn) {
		defer func() { _ = to.Close() }()
		b := make([]byte, 64<<10)
		for cut := false; ; {
			n, err := from.Read(b)
			if err != nil {
				return
			}
			if cut = cut || pulled.Load(); cut {
				continue
			}
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
	}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr)
			if err != nil {
				_ = in.Close()
				return
			}
			go carry(in, out)
			go carry(out, in)
		}
	}()
	return ln.Addr().String()
}

// TestShots draws every page at the sizes it is made for, and fails when one does
// not fit. With LOBBY_SHOTS set to a folder, the pictures are kept there.
func TestShots(t *testing.T) {
	l := open(t)
	boss := l.boss()
	boss.clerk("ouyangxiaofang", "欧阳小芳", "271828").post("/desk/1/sit")
	c := l.chromium()
	p := photographer{c, shotsDir(t)}
	board := "http://" + l.plain + "/board"

	p.shot("signin", l.url("/signin"), 1366, 768, true)
	p.shot("board-empty", board, 1920, 1080, true)
	p.signedIn(boss)
	p.shot("windows", l.url("/desk?change=1"), 1366, 768, false)
	p.shot("windows-ask", l.url("/desk?change=1"), 1366, 768, false,
		chromedp.Click(chromedp.CSS(`form[action="/desk/1/sit"] button`)), chromedp.WaitVisible(chromedp.CSS(".ask")))
	p.shot("admin-given", l.url("/admin"), 1366, 768, false,
		chromedp.Click(chromedp.CSS(`form[action="/admin/accounts/ouyangxiaofang/pin"] button`)), chromedp.WaitVisible(chromedp.CSS(".given")))
	if a := boss.post("/desk/3/sit"); a.path != "/desk/3" {
		t.Fatalf("sitting down came to %s", a.path)
	}
	p.shot("console-empty", l.url("/desk/3"), 1366, 768, true)

	// A morning: others call as well.
	for line, n := range map[string]int{"zonghe": 4, "shebao": 8, "yibao": 5, "huji": 3, "minzheng": 2, "ziran": 1} {
		l.take(line, n)
	}
	for _, w := range []string{"1", "5", "6", "7"} {
		if _, err := l.store.Call(t.Context(), "zhaomin", w); err != nil {
			t.Fatal(err)
		}
	}
	boss.get("/desk/3")
	boss.post("/desk/3/call")
	l.pass(time.Minute)
	status := printer.Status{Device: "/dev/lobby-printer", Profile: "epson-80", At: time.Now()}
	say := func(fault printer.Fault) {
		t.Helper()
		status.Fault = fault
		if err := l.store.SavePrinter(t.Context(), status); err != nil {
			t.Fatal(err)
		}
	}
	say(printer.OK)
	p.shot("console-notice", l.url("/desk/3"), 1366, 768, true,
		chromedp.Click(chromedp.CSS("#again")), reads("#notice", "已第 2 次叫"))
	l.pass(time.Minute)
	p.shot("console", l.url("/desk/3"), 1366, 768, true)
	p.shot("board", board, 1920, 1080, true)
	p.shot("board-portrait", board, 1080, 1920, true)
	p.shot("board-720", board, 1280, 720, true)
	for range 3 { // a call while the board looks
		boss.get("/desk/3")
		boss.post("/desk/3/next", "ticket", find(currentTicket, boss.last))
		l.pass(time.Minute)
	}
	p.shot("board-fresh", board, 1920, 1080, true, chromedp.Func(func(context.Context, *chromedp.Target) error {
		boss.get("/desk/3")
		boss.post("/desk/3/next", "ticket", find(currentTicket, boss.last))
		return nil
	}), reads(".call.fresh", ""))
	l.pass(time.Minute)

	// The worst of days.
	say(printer.PaperOut)
	for i := range 100 {
		class := queue.Normal
		if i%9 == 0 {
			class = queue.Special
		}
		if _, err := l.store.Take(t.Context(), "yibao", class, fmt.Sprint("rush ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.store.StopLine(t.Context(), "zhaomin", "shebao", "省社保系统升级维护"); err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string][2]int64{"console-busy": {1366, 768}, "console-low": {1366, 600}, "console-1080": {1920, 1080}} {
		p.shot(name, l.url("/desk/3"), size[0], size[1], true)
	}
	p.shot("board-busy", board, 1920, 1080, true)
	p.shot("taken-over", l.url("/desk/1"), 1366, 768, true)
	p.shot("admin", l.url("/admin"), 1366, 768, false)
	p.shot("admin-lines", l.url("/admin/lines"), 1366, 768, false)
	p.shot("admin-printer", l.url("/admin/printer"), 1366, 768, false)
	p.shot("admin-hall", l.url("/admin/hall"), 1366, 768, false)
	p.shot("pin", l.url("/pin"), 1366, 768, true)

	waits := l.take("minzheng", 3)
	p.shot("ticket-waiting", "http://"+l.plain+"/t/"+waits[2].Token, 390, 844, true)
	p.shot("ticket-unknown", "http://"+l.plain+"/t/00000000000", 390, 844, true)
	d, err := l.store.Desk(t.Context(), "3")
	if err != nil {
		t.Fatal(err)
	}
	p.shot("ticket-called", "http://"+l.plain+"/t/"+d.Current.Token, 390, 844, true)
}

// A hall, its lines and its people may have names as long as names get.
func TestLongNamesFit(t *testing.T) {
	l := open(t, func(h *queue.Hall, _ *web.Options) {
		h.Name = "积石山保安族东乡族撒拉族自治县大河家镇便民服务中心"
		for i := range h.Lines {
			h.Lines[i].Name = "退役军人事务与自然资源建房审批"
		}
		for i := range h.Windows {
			h.Windows[i].Name = "退役军人事务与自然资源建房审批窗口"
		}
		h.Windows[2].ID = "A12"
	})
	c := l.chromium()
	p := photographer{c, shotsDir(t)}
	p.shot("long-setup", l.url("/setup"), 1366, 768, true)
	p.shot("long-setup-low", l.url("/setup"), 1366, 620, true)
	boss := l.boss()
	boss.clerk("ouyangxiaofang", "阿卜杜热合曼·买买提", "271828")
	p.signedIn(boss)
	p.shot("long-windows", l.url("/desk"), 1366, 768, false)
	boss.get("/desk")
	boss.post("/desk/A12/sit")
	l.take("shebao", 3)
	boss.get("/desk/A12")
	boss.post("/desk/A12/call")
	p.shot("long-console", l.url("/desk/A12"), 1366, 768, true)
	p.shot("long-board", "http://"+l.plain+"/board", 1920, 1080, true)
	p.shot("long-board-portrait", "http://"+l.plain+"/board", 1080, 1920, true)
	p.shot("long-admin", l.url("/admin"), 1366, 768, false)
	d, err := l.store.Desk(t.Context(), "A12")
	if err != nil {
		t.Fatal(err)
	}
	p.shot("long-ticket", "http://"+l.plain+"/t/"+d.Current.Token, 390, 844, true)
}

// shotsDir is where pictures are kept.
func shotsDir(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("LOBBY_SHOTS"); dir != "" {
		return dir
	}
	return t.TempDir()
}

// A photographer keeps pictures of pages.
type photographer struct {
	*chromium
	dir string
}

// shot opens address in a window of that size and keeps a picture. Nothing may
// be wider than the window, and nothing higher when it fits.
func (p photographer) shot(name, address string, width, height int64, fits bool, before ...action) {
	p.t.Helper()
	p.do(p.ctx,
		chromedp.EmulateViewport(width, height, func(m *emulation.SetDeviceMetricsOverrideParams, _ *emulation.SetTouchEmulationEnabledParams) {
			m.Mobile = width < 600
		}),
		chromedp.Navigate(address),
		chromedp.Steps(before...),
	)
	type size struct{ X, Y int }
	over, err := chromedp.Run(p.ctx, chromedp.Evaluate[size](
		`({X: document.documentElement.scrollWidth - innerWidth, Y: document.documentElement.scrollHeight - innerHeight})`))
	if err != nil {
		p.t.Fatal(err)
	}
	if over.X > 0 || fits && over.Y > 0 {
		p.t.Errorf("%s at %d×%d is %d wider and %d higher than the screen", name, width, height, over.X, over.Y)
	}
	p.keep(p.ctx, name)
}

// keep keeps a picture of what a tab shows.
func (p photographer) keep(tab context.Context, name string) {
	p.t.Helper()
	png, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// signedIn hands the cookies of b to the real browser.
func (p photographer) signedIn(b *browser) {
	p.t.Helper()
	host, yes := b.form("/").URL, true
	for _, k := range b.Jar.Cookies(host) {
		_, err := chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{
			Name: k.Name, Value: k.Value, URL: host.String(), Secure: &yes, HTTPOnly: &yes, SameSite: network.CookieSameSiteStrict,
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
}
