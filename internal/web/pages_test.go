package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/web"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

func contains(page, text string) bool { return strings.Contains(page, text) }

func TestPlainHTTPAnswersTheBoardAndRedirects(t *testing.T) {
	l := open(t)
	l.boss()
	b := l.browser()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	ticket := l.take("shebao", 1)[0]
	for _, tt := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/board", http.StatusOK},
		{http.MethodGet, "/t/" + ticket.Token, http.StatusOK},
		{http.MethodGet, "/", http.StatusTemporaryRedirect},
		{http.MethodGet, "/signin", http.StatusTemporaryRedirect},
		{http.MethodGet, "/desk/3?change=1", http.StatusTemporaryRedirect},
		{http.MethodPost, "/signin", http.StatusForbidden},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, "http://"+l.plain+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "hall.test:80"
		a := b.do(r)
		if a.status != tt.want {
			t.Errorf("%s %s over plain HTTP got %d, want %d", tt.method, tt.path, a.status, tt.want)
		}
		if to := a.header.Get("Location"); tt.want == http.StatusTemporaryRedirect && to != l.url(tt.path) {
			t.Errorf("%s was sent to %s, want %s", tt.path, to, l.url(tt.path))
		}
		if len(a.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s set a cookie over plain HTTP", tt.path)
		}
	}
}

func TestTicketPage(t *testing.T) {
	l := open(t)
	clerk := l.boss()
	clerk.post("/desk/3/sit")
	tickets := l.take("shebao", 3)
	b := l.browser()
	page := func(i int) string {
		t.Helper()
		a := b.get("/T/" + tickets[i].Token)
		if a.status != http.StatusOK || !contains(a.body, tickets[i].No) {
			t.Fatalf("ticket %s got %d without its number", tickets[i].No, a.status)
		}
		return a.body
	}
	if p := page(2); !contains(p, "2 人") || !contains(p, "社会保险") {
		t.Error("the third in line does not read that 2 are ahead and in which line")
	}
	if p := page(0); !contains(p, "下一位就是您") {
		t.Error("the first in line does not read that they are next")
	}
	clerk.get("/desk/3")
	clerk.post("/desk/3/call")
	if p := page(0); !contains(p, "3 号窗口") || !contains(p, "社保医保") {
		t.Error("who is called does not read to which window")
	}
	l.pass(time.Minute)
	clerk.post("/desk/3/finish", "ticket", find(currentTicket, clerk.last))
	if p := page(0); !contains(p, "已办结") {
		t.Error("who is done does not read so")
	}
	clerk.post("/desk/3/call")
	l.pass(time.Minute)
	clerk.post("/desk/3/absent", "ticket", find(currentTicket, clerk.last))
	if p := page(1); !contains(p, "已过号") || !contains(p, "导办台") {
		t.Error("who was absent does not read so, and where to go")
	}
	for _, path := range []string{
		"/t/" + strings.ToLower(tickets[2].Token),
		"/t/" + strings.NewReplacer("0", "O", "1", "L").Replace(tickets[2].Token),
	} {
		if a := b.get(path); a.status != http.StatusOK {
			t.Errorf("%s got %d, want 200 as for %s", path, a.status, tickets[2].Token)
		}
	}
	for _, path := range []string{"/t/00000000000", "/t/SHORT", "/t/%27%20OR%201=1", "/t/ÄÖÜ"} {
		if a := b.get(path); a.status != http.StatusNotFound || !contains(a.body, "没有查到这张号") {
			t.Errorf("%s got %d, want 404 and a kind word", path, a.status)
		}
	}
}

// The public pages carry numbers and windows: nobody's name, no account.
func TestPublicPagesNameNobody(t *testing.T) {
	l := open(t)
	clerk := l.boss()
	clerk.post("/desk/3/sit")
	ticket := l.take("shebao", 1)[0]
	clerk.post("/desk/3/call")
	b := l.browser()
	for _, path := range []string{"/board", "/t/" + ticket.Token} {
		a := b.get(path)
		for _, private := range []string{"赵敏", "zhaomin"} {
			if contains(a.body, private) {
				t.Errorf("%s carries %q", path, private)
			}
		}
		if len(a.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s sets a cookie, want none", path)
		}
	}
}

func TestStoppingALine(t *testing.T) {
	l := open(t)
	boss := l.boss()
	boss.get("/admin/lines")
	if a := boss.post("/admin/lines/shebao", "reason", " "); a.status != http.StatusUnprocessableEntity {
		t.Errorf("stopping without a reason got %d, want 422", a.status)
	}
	if a := boss.post("/admin/lines/shebao", "reason", "系统维护"); !contains(a.body, "已停号") {
		t.Errorf("stopping got %d without saying so", a.status)
	}
	if a := boss.get("/board"); !contains(a.body, "系统维护") {
		t.Error("the board does not say why the line is stopped")
	}
	boss.get("/admin/lines")
	boss.post("/admin/lines/shebao", "resume", "1")
	if a := boss.get("/board"); contains(a.body, "系统维护") {
		t.Error("the board still says that the line is stopped")
	}
	boss.get("/admin/lines")
	if a := boss.post("/admin/lines/nowhere", "reason", "系统维护"); a.status != http.StatusNotFound {
		t.Errorf("a line that is not there got %d, want 404", a.status)
	}
}

func TestPrinterPage(t *testing.T) {
	l := open(t)
	boss := l.boss()
	l.take("shebao", 1)
	jobs, err := l.store.Jobs(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	job := jobs[0]
	job.State, job.Fault, job.Attempt = printer.Doubt, printer.Missing, 1
	if err := l.store.SaveJob(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	says, do := job.Words()
	a := boss.get("/admin/printer")
	for _, want := range []string{"B001", says, do, "/reprint", "/drop"} {
		if !contains(a.body, want) {
			t.Errorf("the printer's page lacks %q", want)
		}
	}
	action := regexp.MustCompile(`action="([^"]+/(?:reprint|drop))"`)
	first := func(kind string) string {
		t.Helper()
		for _, m := range action.FindAllStringSubmatch(boss.last, -1) {
			if strings.HasSuffix(m[1], kind) {
				return m[1]
			}
		}
		t.Fatalf("no form to %s", kind)
		return ""
	}
	if a := boss.post(first("/reprint")); !contains(a.body, "补打 1") {
		t.Errorf("reprinting got %d and no copy in the list", a.status)
	}
	if a := boss.post(first("/drop")); !contains(a.body, "不打了。") {
		t.Errorf("dropping got %d without saying so", a.status)
	}
	if a := boss.post("/admin/printer/test"); !contains(a.body, "试打印已送出") {
		t.Errorf("a test slip got %d without saying so", a.status)
	}
	if a := boss.post("/admin/jobs/4711/reprint"); a.status != http.StatusNotFound {
		t.Errorf("reprinting a job that is not there got %d, want 404", a.status)
	}
}

func TestAccounts(t *testing.T) {
	l := open(t)
	boss := l.boss()
	boss.get("/admin")
	for _, tt := range []struct {
		name   string
		pairs  []string
		status int
		says   string
	}{
		{"taken", []string{"name", "zhaomin", "person", "赵民", "role", "clerk"}, http.StatusConflict, "已经有人用了"},
		{"bad name", []string{"name", "赵民", "person", "赵民", "role", "clerk"}, http.StatusUnprocessableEntity, "小写字母"},
		{"no role", []string{"name", "zhaomin2", "person", "赵民"}, http.StatusUnprocessableEntity, "请选择角色"},
		{"markup for a name", []string{"name", "evil", "person", "<script>alert(1)</script>", "role", "clerk"}, http.StatusUnprocessableEntity, "姓名用"},
		{"markup that is short enough", []string{"name", "evil", "person", "<b>赵</b>", "role", "clerk"}, http.StatusOK, "&lt;b&gt;赵&lt;/b&gt;"},
	} {
		a := boss.post("/admin/accounts", tt.pairs...)
		if a.status != tt.status || !contains(a.body, tt.says) {
			t.Errorf("%s: got %d, want %d with %q", tt.name, a.status, tt.status, tt.says)
		}
		if contains(a.body, "<script>") || contains(a.body, "<b>赵") {
			t.Errorf("%s: what was typed is markup in the page", tt.name)
		}
	}
	if a := boss.post("/admin/accounts/zhaomin/disabled", "disabled", "1"); a.status != http.StatusConflict || !contains(a.body, "最后一位管理员") {
		t.Errorf("disabling the last administrator got %d, want 409 and why", a.status)
	}
	boss.post("/admin/accounts/evil/disabled", "disabled", "1")
	if a := boss.post("/admin/accounts/evil/disabled"); !contains(a.body, "已恢复") {
		t.Errorf("enabling got %d without saying so", a.status)
	}
}

// A hall's name in a header is as long as a hall likes, and a line may have none
// waiting, one or hundreds: no page may fail over it.
func TestPagesOfAnEmptyHall(t *testing.T) {
	l := open(t, func(h *queue.Hall, _ *web.Options) { h.Lines, h.Windows = nil, nil })
	boss := l.boss()
	for _, path := range []string{"/desk", "/board", "/admin", "/admin/lines", "/admin/printer", "/admin/hall", "/pin"} {
		if a := boss.get(path); a.status != http.StatusOK {
			t.Errorf("%s got %d, want 200", path, a.status)
		}
	}
	if a := boss.get("/desk/3"); a.status != http.StatusNotFound || !contains(a.body, "没有这个窗口") {
		t.Errorf("a window that is not there got %d, want 404 and why", a.status)
	}
}
