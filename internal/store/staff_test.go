package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/staff"
)

func TestAccounts(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	lilei := staff.Account{Name: "lilei", Person: "李雷", Role: staff.Clerk}
	if err := s.MakeAccount(ctx, "admin", lilei); !errors.Is(err, staff.ErrTaken) {
		t.Errorf("MakeAccount twice: %v, want ErrTaken", err)
	}
	if err := s.MakeAccount(ctx, "admin", staff.Account{Name: "X", Person: "李雷", Role: staff.Clerk}); err == nil || !strings.Contains(err.Error(), "登录名") {
		t.Errorf("MakeAccount with a bad name: %v, want the rule's words", err)
	}
	must(t, s.SetPIN(ctx, "admin", "lilei", "$argon2id$…", true))
	lilei.PIN, lilei.Change = "$argon2id$…", true
	got, err := s.Account(ctx, "lilei")
	must(t, err)
	if diff := cmp.Diff(lilei, got); diff != "" {
		t.Errorf("Account (-want +got):\n%s", diff)
	}
	if _, err := s.Account(ctx, "nobody"); !errors.Is(err, staff.ErrNoAccount) {
		t.Errorf("Account(unknown): %v, want ErrNoAccount", err)
	}
	if err := s.SetPIN(ctx, "admin", "nobody", "x", false); !errors.Is(err, staff.ErrNoAccount) {
		t.Errorf("SetPIN(unknown): %v, want ErrNoAccount", err)
	}
	all, err := s.Accounts(ctx)
	must(t, err)
	if len(all) != 3 || all[0].Name != "admin" || all[2].Name != "wangfang" {
		t.Errorf("Accounts = %v, want admin, lilei, wangfang", all)
	}
}

// TestDisable shuts an account out at once: no session, no seat, and never the
// last administrator.
func TestDisable(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	if err := s.SetDisabled(ctx, "admin", "admin", true); !errors.Is(err, staff.ErrLast) {
		t.Errorf("disabling the last administrator: %v, want ErrLast", err)
	}
	if err := s.SetDisabled(ctx, "admin", "nobody", true); !errors.Is(err, staff.ErrNoAccount) {
		t.Errorf("disabling nobody: %v, want ErrNoAccount", err)
	}
	must(t, s.Sit(ctx, "wangfang", "1", false))
	must(t, s.Sessions().CommitCtx(ctx, "token", session(t, "wangfang"), s.wall().Add(time.Hour)))
	must(t, s.SetDisabled(ctx, "admin", "wangfang", true))
	must(t, s.SetDisabled(ctx, "admin", "wangfang", true))
	if a, err := s.Account(ctx, "wangfang"); err != nil || !a.Disabled {
		t.Errorf("Account = %+v, %v, want disabled", a, err)
	}
	if desk, err := s.Desk(ctx, "1"); err != nil || desk.Clerk != "" {
		t.Errorf("at window 1 sits %q, %v, want nobody", desk.Clerk, err)
	}
	if _, found, err := s.Sessions().FindCtx(ctx, "token"); found || err != nil {
		t.Errorf("their session is found: %t, %v", found, err)
	}
	if err := s.Sit(ctx, "wangfang", "1", false); !errors.Is(err, staff.ErrNoAccount) {
		t.Errorf("Sit of a disabled account: %v, want ErrNoAccount", err)
	}
	must(t, s.SetDisabled(ctx, "admin", "wangfang", false))
	must(t, s.MakeAccount(ctx, "admin", staff.Account{Name: "second", Person: "钱主任", Role: staff.Administrator}))
	must(t, s.SetDisabled(ctx, "second", "admin", true))
	if err := s.SetDisabled(ctx, "second", "second", true); !errors.Is(err, staff.ErrLast) {
		t.Errorf("disabling the last one left: %v, want ErrLast", err)
	}
}

func TestAttempts(t *testing.T) {
	o, c := options(t)
	s := open(t, o)
	fill(t, s)
	ctx := t.Context()
	count := func(account, source string, want int, last time.Time) {
		t.Helper()
		wrong, when, err := s.Attempts(ctx, account, source)
		if err != nil || wrong != want || !when.Equal(last) {
			t.Errorf("Attempts(%s, %s) = %d at %v, %v, want %d at %v", account, source, wrong, when, err, want, last)
		}
	}
	count("wangfang", "192.168.7.23", 0, time.Time{})
	for range 3 {
		must(t, s.SignIn(ctx, "wangfang", "192.168.7.23", false))
	}
	must(t, s.SignIn(ctx, "20261122", "192.168.7.23", false)) // a PIN typed into the wrong box
	count("wangfang", "192.168.7.23", 3, c.now())
	count("20261122", "192.168.7.23", 1, c.now())
	count("wangfang", "192.168.7.24", 0, time.Time{}) // elsewhere nobody is locked out
	must(t, s.SignIn(ctx, "wangfang", "192.168.7.23", true))
	count("wangfang", "192.168.7.23", 0, time.Time{})
	count("20261122", "192.168.7.23", 1, c.now())

	must(t, s.SignIn(ctx, "lilei", "192.168.7.23", false))
	must(t, s.SetPIN(ctx, "admin", "lilei", "x", true))
	count("lilei", "192.168.7.23", 0, time.Time{})

	c.set("1970-01-01 08:00") // a lock that ends in 2026 must not hold
	count("20261122", "192.168.7.23", 1, time.Time{})
	c.set("2026-11-24 10:00")
	must(t, s.SignIn(ctx, "lilei", "192.168.7.23", false))
	count("20261122", "192.168.7.23", 0, time.Time{}) // forgotten after a day
	must(t, s.Close())

	b, err := os.ReadFile(o.Path)
	must(t, err)
	for _, secret := range []string{"192.168.7.2", "20261122"} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
}

// TestSignInsAreJournalled makes sure that the trail shows who, and where from
// only so far as that two came from the same place.
func TestSignInsAreJournalled(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	before, err := s.Seq(ctx)
	must(t, err)
	must(t, s.SignIn(ctx, "wangfang", "192.168.7.23", false))
	must(t, s.SignIn(ctx, "wangfang", "192.168.7.23", true))
	must(t, s.SignIn(ctx, "123456", "192.168.7.24", false))
	events, err := s.Journal(ctx, before, 10)
	must(t, err)
	var got []string
	for _, e := range events {
		got = append(got, string(e.Verb)+" "+e.Actor+" "+e.Subject)
	}
	if diff := cmp.Diff([]string{"account.refused wangfang wangfang", "account.signedin wangfang wangfang", "account.refused  "}, got); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
	if events[0].Body != events[1].Body || events[0].Body == events[2].Body {
		t.Errorf("sources %s, %s, %s, want the first two alike", events[0].Body, events[1].Body, events[2].Body)
	}
}

// session is what scs keeps for an account.
func session(t *testing.T, account string) []byte {
	t.Helper()
	b, err := scs.GobCodec{}.Encode(time.Now(), map[string]any{SessionAccount: account})
	must(t, err)
	return b
}

func TestSessions(t *testing.T) {
	o, c := options(t)
	s := open(t, o)
	fill(t, s)
	ctx, k := t.Context(), s.Sessions()
	found := func(token string, want bool) {
		t.Helper()
		if _, ok, err := k.FindCtx(ctx, token); ok != want || err != nil {
			t.Errorf("Find(%s) = %t, %v, want %t", token, ok, err, want)
		}
	}
	commits := 0
	s.opt.Committed = func(int64) { commits++ }
	in := func(d time.Duration) time.Time { return c.now().Add(d) }
	must(t, k.CommitCtx(ctx, "one", session(t, "wangfang"), in(time.Hour)))
	must(t, k.CommitCtx(ctx, "two", session(t, "wangfang"), in(time.Hour)))
	must(t, k.CommitCtx(ctx, "three", session(t, "lilei"), in(time.Hour)))
	must(t, k.CommitCtx(ctx, "four", session(t, ""), in(time.Minute)))
	if commits != 0 {
		t.Errorf("sessions announced %d rows, want none", commits)
	}
	found("one", true)
	found("none", false)
	must(t, s.EndSessions(ctx, "wangfang"))
	found("one", false)
	found("two", false)
	found("three", true)
	must(t, k.DeleteCtx(ctx, "three"))
	must(t, k.DeleteCtx(ctx, "three"))
	found("three", false)
	if commits != 2 { // EndSessions and DeleteCtx, which end somebody's
		t.Errorf("the ends of sessions announced %d times, want 2", commits)
	}
	c.pass(2 * time.Minute)
	found("four", false)
	must(t, k.CommitCtx(ctx, "secret-token", session(t, "lilei"), in(time.Hour)))
	var rows int
	must(t, s.read.QueryRowContext(ctx, `SELECT count(*) FROM session`).Scan(&rows))
	if rows != 1 {
		t.Errorf("%d sessions are kept, want the expired one deleted", rows)
	}
	must(t, s.Close())
	b, err := os.ReadFile(o.Path)
	must(t, err)
	if bytes.Contains(b, []byte("secret-token")) {
		t.Error("the file holds a session's token")
	}
}

// TestSessionsServeSCS has scs itself sign somebody in and out.
func TestSessionsServeSCS(t *testing.T) {
	o, _ := options(t)
	o.Now = time.Now
	s := open(t, o)
	fill(t, s)
	m := scs.New()
	m.Store = s.Sessions()
	ctx, err := m.Load(t.Context(), "")
	must(t, err)
	m.Put(ctx, SessionAccount, "wangfang")
	token, _, err := m.Commit(ctx)
	must(t, err)
	ctx, err = m.Load(context.Background(), token)
	must(t, err)
	if got := m.GetString(ctx, SessionAccount); got != "wangfang" {
		t.Errorf("the session is %q's, want wangfang's", got)
	}
	must(t, s.EndSessions(t.Context(), "wangfang"))
	ctx, err = m.Load(context.Background(), token)
	must(t, err)
	if got := m.GetString(ctx, SessionAccount); got != "" {
		t.Errorf("after its end the session is still %q's", got)
	}
}
