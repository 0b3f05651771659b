package web_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/internal/web"
	"yidiantong.org/lobby/queue"
)

func TestSetupMakesTheFirstAccountOnce(t *testing.T) {
	l := open(t)
	b := l.browser()
	if a := b.get("/"); a.path != "/setup" {
		t.Fatalf("a hall without accounts led to %s, want /setup", a.path)
	}
	form := func(code string) []string {
		return []string{"code", code, "name", "zhaomin", "person", "赵敏", "pin", bossPIN, "again", bossPIN}
	}
	if a := b.post("/setup", form("wrong code")...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "首次登录码不对") {
		t.Errorf("a wrong code got %d, want 422 and why:\n%s", a.status, a.body)
	}
	if a := b.post("/setup", "code", setupCode, "name", "zhaomin", "person", "赵敏", "pin", "123456", "again", "123456"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("PIN 123456 got %d, want 422", a.status)
	}
	// As people copy it.
	if a := b.post("/setup", form(" 7f3k9q2m xw4t ")...); a.path != "/desk" {
		t.Fatalf("set-up came to %s with %d, want /desk:\n%s", a.path, a.status, a.body)
	}
	other := l.browser()
	if a := other.get("/setup"); a.status != http.StatusNotFound || !strings.Contains(a.body, "首次设置已经完成") {
		t.Errorf("a second set-up got %d, want 404 and why", a.status)
	}
	other.get("/signin")
	if a := other.post("/setup", form(setupCode)...); a.status != http.StatusNotFound {
		t.Errorf("a second set-up was posted and got %d, want 404", a.status)
	}
	all, err := l.store.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Role != staff.Administrator || all[0].Change {
		t.Errorf("accounts after set-up = %+v, want one administrator with a PIN of their own", all)
	}
	if !strings.HasPrefix(all[0].PIN, "$argon2id$") || strings.Contains(all[0].PIN, bossPIN) {
		t.Errorf("PIN is kept as %q, want an argon2id hash", all[0].PIN)
	}
}

func TestSetupCodeCannotBeGuessed(t *testing.T) {
	l := open(t)
	b := l.browser()
	b.get("/setup")
	for range staff.Free + 1 {
		b.post("/setup", "code", "a guess")
	}
	if a := b.post("/setup", "code", setupCode); a.status != http.StatusTooManyRequests {
		t.Errorf("the right code after %d wrong ones got %d, want 429", staff.Free+1, a.status)
	}
	l.pass(staff.Lock(staff.Free+1) + time.Second)
	if a := b.post("/setup", "code", setupCode, "name", "zhaomin", "person", "赵敏", "pin", bossPIN, "again", bossPIN); a.path != "/desk" {
		t.Errorf("the right code after the lock came to %s with %d, want /desk", a.path, a.status)
	}
}

func TestSetupNeedsACode(t *testing.T) {
	l := open(t, func(_ *queue.Hall, o *web.Options) { o.Setup = "" })
	if a := l.browser().get("/setup"); a.status != http.StatusForbidden {
		t.Errorf("set-up without a code got %d, want 403", a.status)
	}
}

func TestSignIn(t *testing.T) {
	l := open(t)
	boss := l.boss()
	clerk := boss.clerk("wangfang", "王芳", "271828")
	boss.get("/admin")
	if a := boss.post("/admin/accounts/wangfang/disabled", "disabled", "1"); !strings.Contains(a.body, "已停用 王芳") {
		t.Fatalf("disabling got %d:\n%s", a.status, a.body)
	}
	_ = clerk
	for _, tt := range []struct{ name, account, pin string }{
		{"a wrong PIN", "zhaomin", "000001"},
		{"no PIN", "zhaomin", ""},
		{"an account that is not there", "nobody", bossPIN},
		{"a name that no account can have", "赵敏；DROP", bossPIN},
		{"a disabled account with its PIN", "wangfang", "271828"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := l.browser()
			b.get("/signin")
			a := b.post("/signin", "name", tt.account, "pin", tt.pin)
			if a.status != http.StatusUnauthorized || !strings.Contains(a.body, "登录名或密码不对。") {
				t.Errorf("got %d, want 401 and the one sentence for all:\n%s", a.status, a.body)
			}
			if a := b.get("/desk"); a.path != "/signin" {
				t.Errorf("afterwards /desk led to %s, want /signin", a.path)
			}
		})
	}
	b := l.browser()
	b.get("/signin")
	if a := b.post("/signin", "name", " ZhaoMin ", "pin", bossPIN); a.path != "/desk" {
		t.Errorf("the right PIN came to %s with %d, want /desk", a.path, a.status)
	}
	// Again, as a colleague at the same PC would: who knew the old token has nothing.
	thief := l.browser()
	thief.Jar.SetCookies(b.form("/").URL, b.Jar.Cookies(b.form("/").URL))
	if a := b.post("/signin", "name", "zhaomin", "pin", bossPIN); a.path != "/desk" {
		t.Errorf("signing in once more came to %s with %d, want /desk", a.path, a.status)
	}
	if a := thief.get("/desk"); a.path != "/signin" {
		t.Errorf("the token from before signing in led to %s, want /signin", a.path)
	}
}

// A request that was under way while an account was shut out writes its session
// down once more. It must open nothing.
func TestASessionThatComesBackIsWorthNothing(t *testing.T) {
	l := open(t)
	boss := l.boss()
	clerk := boss.clerk("wangfang", "王芳", "271828")
	other := boss.clerk("liming", "李明", "314159")
	for _, tt := range []struct {
		name  string
		clerk *browser
		out   func()
	}{
		{"disabled", clerk, func() {
			if err := l.store.SetDisabled(t.Context(), "zhaomin", "wangfang", true); err != nil {
				t.Fatal(err)
			}
		}},
		{"another PIN", other, func() {
			boss.get("/admin")
			boss.post("/admin/accounts/liming/pin")
		}},
	} {
		if a := tt.clerk.get("/desk"); a.path != "/desk" {
			t.Fatalf("%s: before, /desk led to %s", tt.name, a.path)
		}
		again := l.sessions.again.Load().(func(context.Context) error)
		tt.out()
		if err := again(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a := tt.clerk.get("/desk"); a.path != "/signin" {
			t.Errorf("%s: a session that came back led to %s, want /signin", tt.name, a.path)
		}
	}
}

func TestSignInLocksTheAccountForThatSource(t *testing.T) {
	l := open(t)
	l.boss()
	for _, account := range []string{"zhaomin", "nobody"} { // both alike, so that nobody learns which exists
		b := l.browser()
		b.get("/signin")
		for i := range staff.Free {
			if a := b.post("/signin", "name", account, "pin", "000001"); a.status != http.StatusUnauthorized {
				t.Fatalf("%s: wrong PIN %d got %d, want 401", account, i+1, a.status)
			}
		}
		a := b.post("/signin", "name", account, "pin", "000001")
		if a.status != http.StatusTooManyRequests || !strings.Contains(a.body, "以后再试") {
			t.Errorf("%s: wrong PIN %d got %d, want 429 and until when", account, staff.Free+1, a.status)
		}
		if a := b.post("/signin", "name", account, "pin", bossPIN); a.status != http.StatusTooManyRequests {
			t.Errorf("%s: the right PIN while locked got %d, want 429", account, a.status)
		}
	}
	l.pass(staff.Lock(staff.Free+1) + time.Second)
	b := l.browser()
	b.get("/signin")
	if a := b.post("/signin", "name", "zhaomin", "pin", bossPIN); a.path != "/desk" {
		t.Errorf("the right PIN after the lock came to %s with %d, want /desk", a.path, a.status)
	}
	if wrong, _, err := l.store.Attempts(t.Context(), "zhaomin", "127.0.0.1"); err != nil || wrong != 0 {
		t.Errorf("attempts after signing in = %d, %v, want 0", wrong, err)
	}
}

func TestAFloodOfSignInsIsSlowedDown(t *testing.T) {
	l := open(t)
	l.boss()
	b := l.browser()
	b.get("/signin")
	for i := range 100 {
		// Another name each time: no account's lock stops this.
		if a := b.post("/signin", "name", "guess"+strconv.Itoa(i), "pin", "000001"); a.status == http.StatusTooManyRequests {
			if i < 20 {
				t.Errorf("sign-in %d was refused, want a morning's worth to pass", i+1)
			}
			return
		}
	}
	t.Error("100 sign-ins from one source all passed, want most refused")
}

func TestAGivenPINMustBeChanged(t *testing.T) {
	l := open(t)
	boss := l.boss()
	clerk := boss.clerk("wangfang", "王芳", "271828")
	boss.get("/admin")
	a := boss.post("/admin/accounts/wangfang/pin")
	given := find(givenPIN, a.body)
	if given == "" {
		t.Fatalf("reset gave no PIN:\n%s", a.body)
	}
	if a := boss.get("/admin"); strings.Contains(a.body, given) {
		t.Error("the given PIN is shown again, want it shown once")
	}
	if a := clerk.get("/desk"); a.path != "/signin" {
		t.Errorf("after a reset the clerk's old session led to %s, want /signin", a.path)
	}
	if a := clerk.post("/signin", "name", "wangfang", "pin", given); a.path != "/pin" {
		t.Fatalf("a given PIN led to %s, want /pin", a.path)
	}
	if a := clerk.get("/desk/3"); a.path != "/pin" {
		t.Errorf("before changing it /desk/3 led to %s, want /pin", a.path)
	}
	for _, tt := range []struct{ name, old, pin, again string }{
		{"the old one is wrong", "000001", "314159", "314159"},
		{"typed differently", given, "314159", "314158"},
		{"too easy", given, "111111", "111111"},
		{"the same again", given, given, given},
	} {
		if a := clerk.post("/pin", "old", tt.old, "pin", tt.pin, "again", tt.again); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", tt.name, a.status)
		}
	}
	if a := clerk.post("/pin", "old", given, "pin", "314159", "again", "314159"); a.path != "/desk" {
		t.Errorf("a good PIN led to %s, want /desk:\n%s", a.path, a.body)
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	l := open(t)
	boss := l.boss()
	boss.post("/desk/1/sit")
	cookies := boss.Jar.Cookies(boss.form("/").URL)
	boss.post("/signout")
	thief := l.browser()
	thief.Jar.SetCookies(boss.form("/").URL, cookies)
	if a := thief.get("/desk"); a.path != "/signin" {
		t.Errorf("a token from before signing out led to %s, want /signin", a.path)
	}
	d, err := l.store.Desk(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	if d.Clerk != "" {
		t.Errorf("window 1 is still %s's after signing out, want nobody's", d.Clerk)
	}
}
