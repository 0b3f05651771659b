package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yidiantong.org/lobby/internal/hall/staff"
)

// Every one of these asks for the same deed with the clerk's own cookies, as a
// page elsewhere could make the clerk's browser ask.
func TestForgedPostsAreRefused(t *testing.T) {
	l := open(t)
	boss := l.boss()
	other := l.browser()
	other.get("/signin")
	foreign := find(tokenField, other.last)
	for _, tt := range []struct {
		name  string
		forge func(r *http.Request, form url.Values)
		want  int
	}{
		{"as the page sends it", func(*http.Request, url.Values) {}, http.StatusOK},
		{"without a token", func(_ *http.Request, f url.Values) { f.Del("token") }, http.StatusForbidden},
		{"with a wrong token", func(_ *http.Request, f url.Values) { f.Set("token", "guess") }, http.StatusForbidden},
		{"with another session's token", func(_ *http.Request, f url.Values) { f.Set("token", foreign) }, http.StatusForbidden},
		{"from another site", func(r *http.Request, _ url.Values) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		{"from another origin, by an old browser", func(r *http.Request, _ url.Values) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://evil.example")
		}, http.StatusForbidden},
		{"by a browser that says nothing, without a token", func(r *http.Request, f url.Values) {
			r.Header.Del("Sec-Fetch-Site")
			f.Del("token")
		}, http.StatusForbidden},
		{"by a browser that says nothing, with the token", func(r *http.Request, _ url.Values) { r.Header.Del("Sec-Fetch-Site") }, http.StatusOK},
		{"token in the address instead of the form", func(r *http.Request, f url.Values) {
			r.URL.RawQuery = "token=" + f.Get("token")
			f.Del("token")
		}, http.StatusForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			boss.get("/admin/lines")
			form := url.Values{"token": {find(tokenField, boss.last)}, "reason": {"系统维护"}}
			r := boss.form("/admin/lines/shebao")
			tt.forge(r, form)
			r2, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL.String(), strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r2.Header = r.Header
			if a := boss.do(r2); a.status != tt.want {
				t.Errorf("got %d, want %d", a.status, tt.want)
			}
		})
	}
	b := l.browser()
	b.get("/signin")
	b.last = "" // no token
	if a := b.post("/signin", "name", "zhaomin", "pin", bossPIN); a.status != http.StatusForbidden {
		t.Errorf("sign-in without a token got %d, want 403", a.status)
	}
}

func TestHosts(t *testing.T) {
	l := open(t)
	b := l.browser()
	for _, tt := range []struct {
		host string
		want int
	}{
		{"hall.test", http.StatusOK},
		{"HALL.TEST.", http.StatusOK},
		{"localhost", http.StatusOK},
		{"127.0.0.2", http.StatusOK},
		{"192.168.1.20:8443", http.StatusOK}, // an address cannot be rebound
		{"[fd00::1]:8443", http.StatusOK},
		{"evil.example", http.StatusMisdirectedRequest},
		{"hall.test.evil.example", http.StatusMisdirectedRequest},
		{"127.0.0.2.evil.example", http.StatusMisdirectedRequest},
	} {
		for _, base := range []string{l.url("/board"), "http://" + l.plain + "/board"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = tt.host
			if a := b.do(r); a.status != tt.want {
				t.Errorf("%s under host %s got %d, want %d", base, tt.host, a.status, tt.want)
			}
		}
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	l := open(t)
	boss := l.boss()
	for _, path := range []string{"/desk?change=1", "/admin", "/board", "/t/NOPE", "/no/such/page", "/root.crt"} {
		a := boss.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'",
			"X-Content-Type-Options":  "nosniff",
			"X-Frame-Options":         "DENY",
			"Cache-Control":           "no-store",
		} {
			if got := strings.Join(a.header.Values(name), ", "); !strings.Contains(got, want) {
				t.Errorf("%s: %s = %q, want %q in it", path, name, got, want)
			}
		}
		if strings.Contains(a.body, "style=") || strings.Contains(a.body, "<script>") || strings.Contains(a.body, "onclick") {
			t.Errorf("%s has style or script in the page, which the policy forbids", path)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.url("/signin"), strings.NewReader("token="+strings.Repeat("x", 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a := l.browser().do(r); a.status != http.StatusForbidden && a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of a megabyte got %d, want it refused", a.status)
	}
}

func TestCookies(t *testing.T) {
	l := open(t)
	b := l.browser()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	first := b.get("/setup")
	second := b.post("/setup", "code", setupCode, "name", "zhaomin", "person", "赵敏", "pin", bossPIN, "again", bossPIN)
	for _, a := range []answer{first, second} {
		cookies := a.header.Values("Set-Cookie")
		if len(cookies) == 0 {
			t.Errorf("%s set no cookie, want one", a.path)
		}
		for _, c := range cookies {
			for _, want := range []string{"__Host-", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"} {
				if !strings.Contains(c, want) {
					t.Errorf("cookie %q lacks %s", c, want)
				}
			}
		}
	}
}

func TestRoles(t *testing.T) {
	l := open(t)
	boss := l.boss()
	clerk := boss.clerk("wangfang", "王芳", "271828")
	stranger := l.browser()
	stranger.get("/signin")
	for _, path := range []string{"/admin", "/admin/lines", "/admin/printer", "/admin/hall"} {
		if a := boss.get(path); a.status != http.StatusOK || a.path != path {
			t.Errorf("administrator: %s got %d at %s, want 200", path, a.status, a.path)
		}
		if a := clerk.get(path); a.status != http.StatusForbidden {
			t.Errorf("clerk: %s got %d, want 403", path, a.status)
		}
		if a := stranger.get(path); a.path != "/signin" {
			t.Errorf("stranger: %s led to %s, want /signin", path, a.path)
		}
	}
	clerk.get("/desk?change=1")
	for _, post := range [][]string{
		{"/admin/accounts", "name", "evil", "person", "坏人", "role", "administrator"},
		{"/admin/accounts/zhaomin/disabled", "disabled", "1"},
		{"/admin/accounts/zhaomin/pin"},
		{"/admin/lines/shebao", "reason", "不想干了"},
		{"/admin/printer/test"},
		{"/admin/jobs/1/reprint"},
		{"/admin/jobs/1/drop"},
		{"/admin/clock"},
	} {
		if a := clerk.post(post[0], post[1:]...); a.status != http.StatusForbidden {
			t.Errorf("clerk: POST %s got %d, want 403", post[0], a.status)
		}
		if a := stranger.post(post[0], post[1:]...); a.path != "/signin" {
			t.Errorf("stranger: POST %s led to %s, want /signin", post[0], a.path)
		}
	}
	all, err := l.store.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[1].Role != staff.Administrator {
		t.Errorf("accounts = %+v, want the two that were made", all)
	}
}
