package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/event"
	"yidiantong.org/lobby/printer"
)

func TestADayAtAWindow(t *testing.T) {
	l := open(t)
	clerk := l.boss().clerk("wangfang", "王芳", "271828")
	clerk.post("/desk/3/sit")
	l.take("shebao", 2)
	l.take("yibao", 1)

	// press does a deed as the page that is open would and says what it came to.
	press := func(deed string) (string, int) {
		t.Helper()
		clerk.get("/desk/3")
		var pairs []string
		if id := find(currentTicket, clerk.last); id != "" {
			pairs = []string{"ticket", id}
		}
		r := clerk.form("/desk/3/"+deed, pairs...)
		r.Header.Set("HX-Request", "true")
		a := clerk.do(r)
		clerk.last = a.body
		return find(noticeText, a.body), a.status
	}
	for i, step := range []struct {
		deed, says string
		status     int
		current    string
	}{
		{"call", "正在叫 B001。", http.StatusOK, "B001"},
		{"finish", "刚刚叫了 B001，请等人到窗口。", http.StatusConflict, "B001"}, // a double click
		{"again", "刚刚叫过 B001，请稍等几秒再叫。", http.StatusConflict, "B001"},
		{"", "", 0, ""},
		{"call", "B001 还没有办结。请先点“办结”或“未到”，再叫下一位。", http.StatusConflict, "B001"},
		{"again", "已第 2 次叫 B001。", http.StatusOK, "B001"},
		{"", "", 0, ""},
		{"next", "B001 已办结。正在叫 B002。", http.StatusOK, "B002"},
		{"", "", 0, ""},
		{"absent", "B002 已标记未到。", http.StatusOK, "空闲"},
		{"call", "正在叫 C001。", http.StatusOK, "C001"},
		{"", "", 0, ""},
		{"next", "C001 已办结。现在没有人等候。", http.StatusOK, "空闲"},
		{"call", "现在没有人等候。", http.StatusOK, "空闲"},
	} {
		if step.deed == "" {
			l.pass(6 * time.Second)
			continue
		}
		says, status := press(step.deed)
		if says != step.says || status != step.status {
			t.Errorf("step %d, %s: got %q with %d, want %q with %d", i, step.deed, says, status, step.says, step.status)
		}
		if got := find(currentNo, clerk.last); got != step.current {
			t.Errorf("step %d, %s: the page shows %q, want %q", i, step.deed, got, step.current)
		}
	}
	d, err := l.store.Desk(t.Context(), "3")
	if err != nil {
		t.Fatal(err)
	}
	if d.Done != 2 || d.Absent != 1 {
		t.Errorf("finished %d, absent %d, want 2 and 1", d.Done, d.Absent)
	}
}

func TestWithoutScriptAFormDoesTheSame(t *testing.T) {
	l := open(t)
	clerk := l.boss()
	clerk.post("/desk/3/sit")
	l.take("shebao", 1)
	a := clerk.post("/desk/3/call")
	if a.path != "/desk/3" || find(currentNo, a.body) != "B001" || find(noticeText, a.body) != "正在叫 B001。" {
		t.Errorf("came to %s with %q and %q, want /desk/3 with B001 and the notice", a.path, find(currentNo, a.body), find(noticeText, a.body))
	}
	if a := clerk.get("/desk/3"); find(noticeText, a.body) != "" {
		t.Errorf("the notice is said again: %q", find(noticeText, a.body))
	}
}

func TestAStalePressActsOnNobody(t *testing.T) {
	l := open(t)
	clerk := l.boss()
	clerk.post("/desk/3/sit")
	l.take("shebao", 3)
	clerk.post("/desk/3/call")
	left := clerk.last // a second tab, left open
	l.pass(time.Minute)
	clerk.post("/desk/3/next", "ticket", find(currentTicket, clerk.last))
	l.pass(time.Minute)
	for _, deed := range []string{"finish", "absent", "again", "next"} {
		a := clerk.post("/desk/3/"+deed, "ticket", find(currentTicket, left))
		if !strings.Contains(find(noticeText, a.body), "已经不在本窗口") {
			t.Errorf("%s from the old tab said %q, want that the number is not here any more", deed, find(noticeText, a.body))
		}
		if got := find(currentNo, a.body); got != "B002" {
			t.Errorf("after %s from the old tab the window serves %s, want B002 still", deed, got)
		}
	}
}

func TestTakingOverAWindow(t *testing.T) {
	l := open(t)
	boss := l.boss()
	wang, li := boss.clerk("wangfang", "王芳", "271828"), boss.clerk("liming", "李明", "314159")
	wang.post("/desk/3/sit")
	l.take("shebao", 2)
	wang.post("/desk/3/call")
	li.get("/desk")
	a := li.post("/desk/3/sit")
	if a.status != http.StatusConflict || !strings.Contains(a.body, "3 号窗口 王芳 正在使用，换我来？") {
		t.Fatalf("got %d, want 409 and the question:\n%s", a.status, a.body)
	}
	if a := li.post("/desk/3/call"); a.status != http.StatusConflict {
		t.Errorf("calling at a window that is another's got %d, want 409", a.status)
	}
	li.get("/desk?change=1")
	if a := li.post("/desk/3/sit", "take", "1"); a.path != "/desk/3" || find(currentNo, a.body) != "B001" {
		t.Errorf("taking over came to %s with %q, want /desk/3 with the person who is being served", a.path, find(currentNo, a.body))
	}
	a = wang.get("/desk/3")
	if !strings.Contains(a.body, "3 号窗口现在由 李明 使用") || strings.Contains(a.body, "下一位") {
		t.Error("who was taken over can still press, want told who sits there and no buttons")
	}
	l.pass(time.Minute)
	if a := wang.post("/desk/3/next", "ticket", find(currentTicket, li.last), "token", find(tokenField, wang.last)); a.status != http.StatusConflict {
		t.Errorf("a press of who was taken over got %d, want 409", a.status)
	}
}

// Two windows of the same lines press as fast as they can until nobody waits.
func TestTwoWindowsNeverCallTheSamePerson(t *testing.T) {
	l := open(t)
	boss := l.boss()
	clerks := []*browser{boss.clerk("wangfang", "王芳", "271828"), boss.clerk("liming", "李明", "314159")}
	const people = 30
	l.take("shebao", people)
	var wg sync.WaitGroup
	for i, c := range clerks {
		window := strconv.Itoa(3 + i)
		c.post("/desk/" + window + "/sit")
		wg.Go(func() {
			c.post("/desk/" + window + "/call")
			for range people {
				id := find(currentTicket, c.last)
				if id == "" {
					return
				}
				l.pass(time.Minute)
				c.post("/desk/"+window+"/next", "ticket", id)
			}
		})
	}
	wg.Wait()
	rows, err := l.store.Journal(t.Context(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	calls := make(map[string]int)
	for _, e := range rows {
		if e.Verb == event.TicketCalled {
			calls[e.Subject]++
		}
	}
	if len(calls) != people {
		t.Errorf("%d people were called, want all %d", len(calls), people)
	}
	for no, n := range calls {
		if n != 1 {
			t.Errorf("%s was called %d times, want once", no, n)
		}
	}
}

// A stream reads events as they come.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
	name  string
	data  string
}

// live opens a live page. What it waits for must come before the test's own
// deadline; nothing is judged by the clock.
func (b *browser) live(url string) *stream {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 30*time.Second)
	b.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = resp.Body.Close() })
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || got != "text/event-stream" {
		b.t.Fatalf("%s got %d and %s, want 200 and events", url, resp.StatusCode, got)
	}
	return &stream{t: b.t, lines: bufio.NewScanner(resp.Body)}
}

// until reads on to an event of that name whose data contain text.
func (s *stream) until(name, text string) {
	s.t.Helper()
	for s.lines.Scan() {
		line := s.lines.Text()
		switch {
		case line == "":
			if s.name == name && strings.Contains(s.data, text) {
				s.name, s.data = "", ""
				return
			}
			s.name, s.data = "", ""
		case strings.HasPrefix(line, "event: "):
			s.name = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data: "):
			s.data += strings.TrimPrefix(line, "data: ") + "\n"
		}
	}
	s.t.Fatalf("the stream ended (%v) before an event %s with %q", s.lines.Err(), name, text)
}

func TestLivePagesShowACall(t *testing.T) {
	l := open(t)
	clerk := l.boss()
	clerk.post("/desk/3/sit")
	desk := clerk.live(l.url("/desk/3/live"))
	board := l.browser().live(l.url("/board/live"))
	plain := l.browser().live("http://" + l.plain + "/board/live")
	desk.until("wait", "没有人等候")
	l.take("shebao", 1)
	desk.until("wait", "B001")
	board.until("lines", "<b>1</b>")
	clerk.get("/desk/3")
	clerk.post("/desk/3/call")
	desk.until("now", `id="current">B001<`)
	for _, b := range []*stream{board, plain} {
		b.until("calls", `<b class="no">B001</b><span class="go">请到</span><b class="win">3<small>`)
	}
	if err := l.store.SavePrinter(t.Context(), printer.Status{Fault: printer.PaperOut, Device: "/dev/lobby-printer", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	desk.until("lights", `class="light bad"><i></i><b>打印机</b>`)
}

func TestALivePageKeepsNobodySignedIn(t *testing.T) {
	l := open(t)
	boss := l.boss()
	boss.post("/desk/3/sit")
	before := l.sessions.commits.Load()
	s := boss.live(l.url("/desk/3/live"))
	s.until("now", "空闲")
	l.take("shebao", 1)
	s.until("now", "有 <b>1</b> 人在等候")
	if got := l.sessions.commits.Load(); got != before {
		t.Errorf("a live page moved the session's end %d times, want never", got-before)
	}
	boss.get("/desk/3")
	if got := l.sessions.commits.Load(); got == before {
		t.Error("opening a page did not move the session's end, want that it does")
	}
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	l := open(t)
	boss := l.boss()
	clerk := boss.clerk("wangfang", "王芳", "271828")
	clerk.post("/desk/3/sit")
	s := clerk.live(l.url("/desk/3/live"))
	s.until("now", "空闲")
	boss.get("/admin")
	boss.post("/admin/accounts/wangfang/disabled", "disabled", "1")
	s.until("gone", "")
	if a := clerk.post("/desk/3/call"); a.path != "/signin" || !strings.Contains(a.body, "刚才的操作没有执行") {
		t.Errorf("a press after that led to %s, want /signin and why", a.path)
	}
	r := clerk.form("/desk/3/call")
	r.Header.Set("HX-Request", "true")
	if a := clerk.do(r); a.header.Get("HX-Redirect") != "/signin?out=press" {
		t.Errorf("a scripted press after that got %d %v, want sent to sign in", a.status, a.header)
	}
	d, err := l.store.Desk(t.Context(), "3")
	if err != nil {
		t.Fatal(err)
	}
	if d.Clerk != "" {
		t.Errorf("window 3 is still %s's, want free", d.Clerk)
	}
}

// A carriage return ends a line of a stream: what somebody typed must stay text.
func TestWhatIsTypedStaysInItsEvent(t *testing.T) {
	l := open(t)
	if err := l.store.StopLine(t.Context(), "zhaomin", "shebao", "停\revent: gone\rdata: x"); err != nil {
		t.Fatal(err)
	}
	l.browser().live(l.url("/board/live")).until("lines", "停 event: gone data: x")
}

func TestStreamsAreCounted(t *testing.T) {
	l := open(t)
	b := l.browser()
	for range 20 {
		b.live(l.url("/board/live"))
	}
	if a := b.get("/board/live"); a.status != http.StatusServiceUnavailable {
		t.Errorf("stream 21 from one address got %d, want 503", a.status)
	}
	l.log.Reset() // it was logged, rightly
}
