package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"yidiantong.org/lobby/internal/hall/staff"
)

// accountForm is what an account's name may look like. What does not is counted
// under one name, so that nobody can fill the journal with inventions.
var accountForm = regexp.MustCompile(`^[a-z][a-z0-9]{1,19}$`)

const noName = "-"

// home sends people where they can go on.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	me, err := s.who(r.Context())
	if err != nil {
		return err
	}
	if me.Name != "" {
		redirect(w, r, "/desk")
		return nil
	}
	redirect(w, r, "/signin")
	return nil
}

// A signInView is the sign-in page.
type signInView struct {
	page
	Name string
	Says string
}

func (s *Server) signInForm(w http.ResponseWriter, r *http.Request) error {
	none, err := s.noAccounts(r.Context())
	if err != nil {
		return err
	}
	if none {
		redirect(w, r, "/setup")
		return nil
	}
	me, err := s.who(r.Context())
	if err != nil {
		return err
	}
	if me.Name != "" {
		redirect(w, r, "/desk")
		return nil
	}
	v := signInView{}
	const out = "您已退出登录：可能是太久没有操作，也可能是账号有变动。"
	switch r.FormValue("out") {
	case "live":
		v.Says = out + "请重新登录。"
	case "press":
		v.Says = out + "刚才的操作没有执行，请重新登录。"
	}
	return s.show(w, r, http.StatusOK, "signin", "登录", &v)
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := s.genuine(r); err != nil {
		return err
	}
	name := strings.ToLower(strings.TrimSpace(r.PostFormValue("name")))
	me, err := s.recognise(r.Context(), name, r.PostFormValue("pin"), source(r))
	if err != nil {
		status, says := s.word(err)
		if status == http.StatusInternalServerError {
			return err
		}
		return s.show(w, r, status, "signin", "登录", &signInView{Name: name, Says: says})
	}
	return s.enter(w, r, me)
}

// enter signs me in under a new session token: one that was known before
// sign-in is worth nothing after it.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), "account", me.Name)
	s.sessions.Put(r.Context(), "pin", pinMark(me.PIN))
	to := "/desk"
	if me.Change {
		to = "/pin"
	}
	redirect(w, r, to)
	return nil
}

// pinMark tells one PIN's hash from the next. A session carries it: a request that
// was under way while the PIN changed may write its session down once more, and
// that session must be worth nothing.
func pinMark(hash string) string {
	sum := sha256.Sum256([]byte(hash))
	return hex.EncodeToString(sum[:8])
}

// recognise returns the account that name and pin belong to. An account that is
// not there, one that is disabled and a wrong PIN cost the same work and get the
// same answer.
func (s *Server) recognise(ctx context.Context, name, pin, source string) (staff.Account, error) {
	if !s.gate.pass(source, s.Now()) {
		return staff.Account{}, errHurried
	}
	wait, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	leave, err := s.pins.enter(wait)
	if err != nil {
		return staff.Account{}, errHurried
	}
	defer leave()

	counted := name
	if !accountForm.MatchString(name) {
		counted = noName
	}
	// Inside the slot, so that guesses sent all at once are counted one by one.
	if err := s.locked(ctx, counted, source); err != nil {
		return staff.Account{}, err
	}
	me, err := s.Store.Account(ctx, counted)
	if err != nil && !errors.Is(err, staff.ErrNoAccount) {
		return staff.Account{}, err
	}
	hash := me.PIN
	if hash == "" {
		hash = s.pins.dummy
	}
	ok := s.pins.check(hash, pin) && me.PIN != "" && !me.Disabled
	if err := s.Store.SignIn(ctx, counted, source, ok); err != nil {
		return staff.Account{}, err
	}
	if !ok {
		if err := s.locked(ctx, counted, source); err != nil {
			return staff.Account{}, err
		}
		return staff.Account{}, staff.ErrRefused
	}
	return me, nil
}

// locked returns a *staff.LockedError while too many PINs were wrong.
func (s *Server) locked(ctx context.Context, account, source string) error {
	wrong, last, err := s.Store.Attempts(ctx, account, source)
	if err != nil {
		return err
	}
	now, until := s.Now(), last.Add(staff.Lock(wrong))
	if staff.Lock(wrong) > 0 && now.Before(until) && until.Sub(now) <= staff.Lock(wrong) { // not when the clock was set back since
		return &staff.LockedError{Until: until}
	}
	return nil
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	me, err := s.who(r.Context())
	if err != nil {
		return err
	}
	if me.Name != "" {
		if err := s.genuine(r); err != nil {
			return err
		}
		if err := s.Store.Leave(r.Context(), me.Name); err != nil {
			return err
		}
		if err := s.sessions.Destroy(r.Context()); err != nil {
			return err
		}
	}
	redirect(w, r, "/signin")
	return nil
}

// A setupView is the page on which the first account is made.
type setupView struct {
	page
	Code, Name, Person string
	Says               string
}

func (s *Server) setupForm(w http.ResponseWriter, r *http.Request) error {
	if err := s.settable(r.Context()); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "setup", "首次设置", &setupView{Code: r.FormValue("code")})
}

func (s *Server) setup(w http.ResponseWriter, r *http.Request) error {
	if err := s.genuine(r); err != nil {
		return err
	}
	s.making.Lock() // two browsers, one code: the second must find an account
	defer s.making.Unlock()
	if err := s.settable(r.Context()); err != nil {
		return err
	}
	v := setupView{
		Code: r.PostFormValue("code"), Name: strings.TrimSpace(r.PostFormValue("name")),
		Person: strings.TrimSpace(r.PostFormValue("person")),
	}
	me, err := s.first(r.Context(), v, r.PostFormValue("pin"), r.PostFormValue("again"), source(r))
	if err != nil {
		status, says := s.word(err)
		if status == http.StatusInternalServerError {
			return err
		}
		v.Says = says
		return s.show(w, r, status, "setup", "首次设置", &v)
	}
	return s.enter(w, r, me)
}

// settable returns nil while the first account can be made here.
func (s *Server) settable(ctx context.Context) error {
	none, err := s.noAccounts(ctx)
	switch {
	case err != nil:
		return err
	case !none:
		return errSetUp
	case s.Setup == "":
		return errNoSetup
	}
	return nil
}

func (s *Server) noAccounts(ctx context.Context) (bool, error) {
	all, err := s.Store.Accounts(ctx)
	return len(all) == 0, err
}

// first makes the administrator.
func (s *Server) first(ctx context.Context, v setupView, pin, again, source string) (staff.Account, error) {
	if until := s.tries.locked(source, s.Now()); !until.IsZero() {
		return staff.Account{}, &staff.LockedError{Until: until}
	}
	if !sameCode(v.Code, s.Setup) {
		s.tries.wrong(source, s.Now())
		return staff.Account{}, refuse("首次登录码不对。它在启动程序的那个窗口里，请再核对一次。")
	}
	me := staff.Account{Name: v.Name, Person: v.Person, Role: staff.Administrator}
	if err := me.Check(); err != nil {
		return staff.Account{}, refuse(err.Error() + "。")
	}
	hash, err := s.newPIN(ctx, pin, again)
	if err != nil {
		return staff.Account{}, err
	}
	me.PIN = hash
	return me, s.Store.MakeAccount(ctx, "setup", me)
}

// sameCode compares the one-time code as people copy it: in any case, with
// spaces and hyphens where they like them.
func sameCode(got, want string) bool {
	plain := func(s string) []byte {
		sum := sha256.Sum256([]byte(strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(s))))
		return sum[:]
	}
	return subtle.ConstantTimeCompare(plain(got), plain(want)) == 1
}

// newPIN returns the hash of a PIN that was typed twice.
func (s *Server) newPIN(ctx context.Context, pin, again string) (string, error) {
	if err := staff.CheckPIN(pin); err != nil {
		return "", refuse(err.Error() + "。")
	}
	if pin != again {
		return "", refuse("两次输入的密码不一样，请再输一次。")
	}
	leave, err := s.pins.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return s.pins.hash(pin)
}

// A pinView is the page on which somebody changes their own PIN.
type pinView struct {
	page
	Says string
}

func (s *Server) pinForm(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	return s.show(w, r, http.StatusOK, "pin", "修改密码", &pinView{page: page{Me: me}})
}

func (s *Server) changePIN(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	hash, err := s.change(r.Context(), me, r.PostFormValue("old"), r.PostFormValue("pin"), r.PostFormValue("again"), source(r))
	if err != nil {
		status, says := s.word(err)
		if status == http.StatusInternalServerError {
			return err
		}
		return s.show(w, r, status, "pin", "修改密码", &pinView{page: page{Me: me}, Says: says})
	}
	me.PIN, me.Change = hash, false
	s.sessions.Put(r.Context(), "says", "密码已修改。")
	return s.enter(w, r, me)
}

// change gives me the new PIN, whose hash it returns, and ends every session that
// the old one opened.
func (s *Server) change(ctx context.Context, me staff.Account, old, pin, again, source string) (hash string, err error) {
	if _, err := s.recognise(ctx, me.Name, old, source); err != nil {
		if errors.Is(err, staff.ErrRefused) {
			return "", refuse("原来的密码不对。")
		}
		return "", err
	}
	if pin == old {
		return "", refuse("新密码不能和原来的一样。")
	}
	if hash, err = s.newPIN(ctx, pin, again); err != nil {
		return "", err
	}
	if err := s.Store.SetPIN(ctx, me.Name, me.Name, hash, false); err != nil {
		return "", err
	}
	return hash, s.Store.EndSessions(ctx, me.Name)
}

// tries counts wrong setup codes by source, as staff.Lock counts PINs; for the
// life of the process, as the code itself lives.
type tries struct {
	mu   sync.Mutex
	seen map[string]attempt
}

type attempt struct {
	wrong int
	last  time.Time
}

// locked returns until when source must wait, the zero time when it need not.
func (t *tries) locked(source string, now time.Time) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.seen[source]
	until := a.last.Add(staff.Lock(a.wrong))
	if staff.Lock(a.wrong) == 0 || !now.Before(until) || until.Sub(now) > staff.Lock(a.wrong) {
		return time.Time{}
	}
	return until
}

func (t *tries) wrong(source string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seen == nil || len(t.seen) > 10_000 {
		t.seen = make(map[string]attempt)
	}
	a := t.seen[source]
	t.seen[source] = attempt{a.wrong + 1, now}
}
