package web

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

// A Store is what the pages ask the hall for.
type Store interface {
	Waiting
	People
	Printing

	Seq(ctx context.Context) (int64, error)
	Clock(ctx context.Context) (calendar.Reading, error)
	ConfirmClock(ctx context.Context, actor string) error
}

// Waiting is the hall's lines, tickets and windows.
type Waiting interface {
	Hall(ctx context.Context) (queue.Hall, error)
	Lobby(ctx context.Context) (queue.Lobby, error)
	Board(ctx context.Context) (queue.Board, error)
	Desk(ctx context.Context, window string) (queue.Desk, error)
	Ticket(ctx context.Context, token string) (queue.Ticket, error)

	Sit(ctx context.Context, actor, window string, takeOver bool) error
	Leave(ctx context.Context, actor string) error
	Call(ctx context.Context, actor, window string) (queue.Ticket, error)
	CallAgain(ctx context.Context, actor, window string, ticket int64) (queue.Ticket, error)
	Finish(ctx context.Context, actor, window string, ticket int64) (queue.Ticket, error)
	MarkAbsent(ctx context.Context, actor, window string, ticket int64) (queue.Ticket, error)

	StopLine(ctx context.Context, actor, line, reason string) error
	ResumeLine(ctx context.Context, actor, line string) error
}

// People is the accounts of the staff and their attempts to sign in.
type People interface {
	Accounts(ctx context.Context) ([]staff.Account, error)
	Account(ctx context.Context, name string) (staff.Account, error)
	MakeAccount(ctx context.Context, actor string, a staff.Account) error
	// SetDisabled ends the account's sessions too.
	SetDisabled(ctx context.Context, actor, name string, disabled bool) error
	SetPIN(ctx context.Context, actor, name, hash string, change bool) error
	EndSessions(ctx context.Context, account string) error

	Attempts(ctx context.Context, account, source string) (wrong int, last time.Time, err error)
	SignIn(ctx context.Context, account, source string, ok bool) error
}

// Printing is the slip printer and its jobs.
type Printing interface {
	Printer(ctx context.Context) (printer.Status, error)
	Jobs(ctx context.Context, limit int) ([]printer.Job, error)
	Reprint(ctx context.Context, actor string, job int64) (printer.Job, error)
	DropJob(ctx context.Context, actor string, job int64) error
	QueueTest(ctx context.Context, actor string) (printer.Job, error)
}

// Sessions keeps who is signed in: the name of the account is the session's value
// "account". Of a token it keeps the hash alone.
type Sessions interface {
	FindCtx(ctx context.Context, token string) (b []byte, found bool, err error)
	CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error
}

// Options say what the pages stand on.
type Options struct {
	Store    Store
	Sessions Sessions
	// Wait returns the newest committed journal row once it is later than after.
	Wait func(ctx context.Context, after int64) (int64, error)
	// Hosts are the names, beside addresses in figures and those of [Names], under
	// which a browser may ask: a page elsewhere must not reach the console by
	// pointing its own name here.
	Hosts []string
	// Port is the console's, to which plain HTTP sends people.
	Port string
	// Setup is the one-time code with which the first account is made. Without
	// one, none can be made from a browser. It should be random, 10 letters or more.
	Setup string
	// Pepper is the secret beside the database that PINs are hashed with.
	Pepper []byte
	// Root is the hall's root certificate in PEM, for staff to fetch and compare.
	Root []byte
	// Now is the wall clock in the hall's zone; time.Now when nil.
	Now func() time.Time
	// Idle is how long a page may go without a deed before its user must sign in
	// again: half an hour when zero. What a page does by itself is no deed.
	Idle time.Duration
	// Log takes what went wrong; [slog.Default] when nil.
	Log *slog.Logger
}

// A Server answers browsers.
type Server struct {
	Options
	sessions *scs.SessionManager
	pages    pages
	pins     *pins
	key      []byte // of form tokens
	hosts    map[string]bool
	gate     gate  // sign-ins by source
	tries    tries // of the setup code
	recent   presses
	streams  streams
	board    boardCache
	making   sync.Mutex // held while the first account is made
}

// New returns a server over o. The error names a page that is broken in the
// program itself.
func New(o Options) (*Server, error) {
	if o.Store == nil || o.Sessions == nil || o.Wait == nil || len(o.Pepper) == 0 {
		return nil, errors.New("web: Store, Sessions, Wait and Pepper are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Idle = cmp.Or(o.Idle, 30*time.Minute)
	o.Log = cmp.Or(o.Log, slog.Default())
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	pins, err := newPINs(o.Pepper, pinTime, pinMemory)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, o.Pepper)
	mac.Write([]byte("form token"))
	s := &Server{
		Options: o, pages: pages, pins: pins, key: mac.Sum(nil),
		hosts: make(map[string]bool),
	}
	for _, h := range append(Names(), o.Hosts...) {
		s.hosts[strings.ToLower(h)] = true
	}
	s.sessions = scs.New()
	s.sessions.Store = sessionStore{o.Sessions}
	s.sessions.Lifetime = 12 * time.Hour
	s.sessions.IdleTimeout = o.Idle
	s.sessions.Cookie.Name = "__Host-hall"
	s.sessions.Cookie.SameSite = http.SameSiteStrictMode
	s.sessions.Cookie.Secure = true
	s.sessions.Cookie.Persist = false // the PC's clock and ours may differ
	s.sessions.ErrorFunc = s.fail
	return s, nil
}

// Console returns the handler for HTTPS: everything.
func (s *Server) Console() http.Handler {
	mux := http.NewServeMux()
	s.public(mux)

	// Live streams do not pass through the session's LoadAndSave: what a page does
	// by itself must not keep its user signed in.
	mux.Handle("GET /desk/{window}/live", s.handle(s.deskLive))

	page := func(pattern string, h handler) {
		mux.Handle(pattern, s.sessions.LoadAndSave(s.handle(h)))
	}
	page("GET /{$}", s.home)
	page("GET /setup", s.setupForm)
	page("POST /setup", s.setup)
	page("GET /signin", s.signInForm)
	page("POST /signin", s.signIn)
	page("POST /signout", s.signOut)
	page("GET /pin", s.as(anybody, s.pinForm))
	page("POST /pin", s.as(anybody, s.changePIN))

	page("GET /desk", s.as(clerk, s.windows))
	page("GET /desk/{window}", s.as(clerk, s.desk))
	page("POST /desk/{window}/sit", s.as(clerk, s.sit))
	page("POST /desk/{window}/leave", s.as(clerk, s.leave))
	page("POST /desk/{window}/{deed}", s.as(clerk, s.deed))

	page("GET /admin", s.as(administrator, s.adminPeople))
	page("POST /admin/accounts", s.as(administrator, s.makeAccount))
	page("POST /admin/accounts/{name}/disabled", s.as(administrator, s.setDisabled))
	page("POST /admin/accounts/{name}/pin", s.as(administrator, s.resetPIN))
	page("GET /admin/lines", s.as(administrator, s.adminLines))
	page("POST /admin/lines/{line}", s.as(administrator, s.setLine))
	page("GET /admin/printer", s.as(administrator, s.adminPrinter))
	page("POST /admin/printer/test", s.as(administrator, s.printTest))
	page("POST /admin/jobs/{job}/reprint", s.as(administrator, s.reprint))
	page("POST /admin/jobs/{job}/drop", s.as(administrator, s.dropJob))
	page("GET /admin/hall", s.as(administrator, s.adminHall))
	page("POST /admin/clock", s.as(administrator, s.confirmClock))
	mux.Handle("/", s.handle(func(http.ResponseWriter, *http.Request) error { return errNoPage }))
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error { return errForged }))
	return s.guard(origin.Handler(mux))
}

// Plain returns the handler for HTTP: the board and the ticket page. Whoever
// wants more is sent to the console.
func (s *Server) Plain() http.Handler {
	mux := http.NewServeMux()
	s.public(mux)
	mux.Handle("/", s.handle(func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return say(http.StatusForbidden, "这个地址只能看大屏。请用 https 开头的地址登录。", nil)
		}
		host := hostname(r.Host)
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		if s.Port != "" && s.Port != "443" {
			host = host + ":" + s.Port
		}
		http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		return nil
	}))
	return s.guard(mux)
}

// public adds the pages that need no account and say nothing of anybody.
func (s *Server) public(mux *http.ServeMux) {
	mux.Handle("GET /assets/{version}/{file...}", s.handle(s.asset))
	mux.Handle("GET /board", s.handle(s.boardPage))
	mux.Handle("GET /board/live", s.handle(s.boardLive))
	mux.Handle("GET /t/{token}", s.handle(s.ticketPage))
	mux.Handle("GET /T/{token}", s.handle(s.ticketPage))
	mux.Handle("GET /root.crt", s.handle(s.rootCertificate))
}

// Serve answers on l with h until ctx ends; then it lets what is under way
// finish for a few seconds.
func (s *Server) Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second, // streams move their own deadline on
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		// Streams end with ctx. A deed that is cut off here is one that a power cut
		// would have cut off: the page reads again what became of it.
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug), // mostly browsers that do not know the root yet
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		err := srv.Shutdown(grace)
		if err != nil {
			err = srv.Close()
		}
		stopped <- err
	})
	err := srv.Serve(l)
	if stop() { // it ended by itself
		return err
	}
	return <-stopped
}

// sessionStore makes Sessions a store for scs, which always passes a context to
// one that takes it.
type sessionStore struct{ Sessions }

func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}
