package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"yidiantong.org/lobby/internal/hall/staff"
)

// maxBody is more than any form here sends.
const maxBody = 64 << 10

// policy lets pages use what this server sends and nothing else, and nobody
// else's page show them.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guard is what every request passes first.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !s.allowed(r.Host) {
			s.fail(w, r, say(http.StatusMisdirectedRequest,
				"这台机器不认识您用的网址。请用本机的 IP 地址打开，或请管理员把这个名称写进设置文件 console.hosts。", nil))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// allowed reports whether a browser may ask under host. An address in figures
// is always allowed: a hostile page can point its name at this machine, but the
// browser then still sends the name.
func (s *Server) allowed(host string) bool {
	host = hostname(host)
	return net.ParseIP(host) != nil || s.hosts[strings.ToLower(strings.TrimSuffix(host, "."))]
}

// hostname takes the port and the brackets off.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}

// source is who asks, as far as it can be known.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// visitCookie is what a form's token is bound to before anybody is signed in.
const visitCookie = "__Host-visit"

// token returns what a form must carry to be believed: it is bound to the
// session, so that no page elsewhere can know it.
func (s *Server) token(w http.ResponseWriter, r *http.Request) string {
	if bound := s.bound(r); bound != "" {
		return s.tokenFor(bound)
	}
	visit := rand.Text()
	http.SetCookie(w, &http.Cookie{
		Name: visitCookie, Value: visit, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return s.tokenFor("visit " + visit)
}

func (s *Server) tokenFor(bound string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(bound))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// bound returns what the token of r is bound to, empty when there is nothing
// yet.
func (s *Server) bound(r *http.Request) string {
	if t := s.sessions.Token(r.Context()); t != "" {
		return "session " + t
	}
	if c, err := r.Cookie(visitCookie); err == nil && len(c.Value) >= 26 {
		return "visit " + c.Value
	}
	return ""
}

// genuine returns errForged unless r's form carries the token of its session.
func (s *Server) genuine(r *http.Request) error {
	bound := s.bound(r)
	if bound == "" || !hmac.Equal([]byte(r.PostFormValue("token")), []byte(s.tokenFor(bound))) {
		return errForged
	}
	return nil
}

// Who may open a page.
type right int

const (
	anybody       right = iota // of the staff, even with a PIN that must be changed
	clerk                      // of the staff
	administrator              // administrators
)

// A staffHandler answers somebody who is signed in.
type staffHandler func(w http.ResponseWriter, r *http.Request, me staff.Account) error

// as lets those with the right through and sends the others to sign in. The
// account is read at each request: who is disabled is out at once, whatever
// their session says.
func (s *Server) as(need right, h staffHandler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		me, err := s.who(r.Context())
		switch {
		case err != nil:
			return err
		case me.Name == "":
			to := "/signin"
			if r.Method != http.MethodGet { // the deed was not done, and its doer must know
				to = "/signin?out=press"
			}
			redirect(w, r, to)
			return nil
		case me.Change && need != anybody:
			redirect(w, r, "/pin")
			return nil
		case need == administrator && me.Role != staff.Administrator:
			return errNotYours
		}
		if r.Method == http.MethodPost {
			if err := s.genuine(r); err != nil {
				return err
			}
		}
		return h(w, r, me)
	}
}

// who returns the account that is signed in, the zero one when none is.
func (s *Server) who(ctx context.Context) (staff.Account, error) {
	name := s.sessions.GetString(ctx, "account")
	if name == "" {
		return staff.Account{}, nil
	}
	me, err := s.Store.Account(ctx, name)
	if err != nil && !errors.Is(err, staff.ErrNoAccount) {
		return staff.Account{}, err
	}
	if err != nil || me.Disabled || s.sessions.GetString(ctx, "pin") != pinMark(me.PIN) {
		return staff.Account{}, s.sessions.Destroy(ctx)
	}
	return me, nil
}

// redirect sends the browser on, whether it asked or a script did.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// A gate lets each source through a few times at once and then slowly, so that a
// flood of sign-ins fills neither the processor nor the journal. A locked account
// is another matter: see staff.Lock.
type gate struct {
	mu   sync.Mutex
	full map[string]time.Time // when the source will have its whole allowance back
}

const (
	gateBurst = 30 // a hall behind one address signs in at half past eight
	gateEvery = 2 * time.Second
)

// pass reports whether source may try now.
func (g *gate) pass(source string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.full == nil || len(g.full) > 10_000 { // more sources than a hall's network has
		g.full = make(map[string]time.Time)
	}
	full := g.full[source]
	if wait := full.Sub(now); wait < 0 || wait > gateBurst*gateEvery { // idle, or the clock stepped back
		full = now
	}
	if full = full.Add(gateEvery); full.Sub(now) > gateBurst*gateEvery {
		return false
	}
	g.full[source] = full
	return true
}
