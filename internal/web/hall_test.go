package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/bus"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/pack"
	"yidiantong.org/lobby/internal/store"
	"yidiantong.org/lobby/internal/web"
	"yidiantong.org/lobby/queue"
)

const (
	setupCode = "7F3K-9Q2M-XW4T"
	bossPIN   = "481516"
)

// A lobby is a hall on a real database, with its console on a real TLS listener
// and its board on a plain one.
type lobby struct {
	t        *testing.T
	store    *store.Store
	certs    *web.Certificates
	server   *web.Server
	start    func() // again, after stop, on the same addresses
	stop     func()
	secure   string // host:port of the console
	plain    string
	shift    *atomic.Int64 // how far the console's clock runs ahead
	sessions *counted
	log      *logbook
}

// An option changes what a hall is opened with.
type option func(*queue.Hall, *web.Options)

// open opens a hall in which it is between ten and eleven in the morning,
// whenever the test runs: lines are open and no midnight comes.
func open(t *testing.T, options ...option) *lobby {
	t.Helper()
	t.Parallel()
	zone := time.FixedZone("hall", (10-time.Now().UTC().Hour())*3600)
	wall := func() time.Time { return time.Now().In(zone) }
	root, err := fs.Sub(assets.Hall, "hall")
	if err != nil {
		t.Fatal(err)
	}
	hall, err := pack.Hall(root)
	if err != nil {
		t.Fatal(err)
	}
	everyDay, err := calendar.ParseHours("周一至周日 8:30-12:00 14:00-17:30")
	if err != nil {
		t.Fatal(err)
	}
	for i := range hall.Lines {
		hall.Lines[i].Hours = everyDay
	}

	news := &bus.Bus{}
	st, err := store.Open(t.Context(), store.Options{
		Path: filepath.Join(t.TempDir(), "hall.db"), Now: wall,
		Random: rand.Reader, Committed: news.Announce,
	})
	if err != nil {
		t.Fatal(err)
	}
	l := &lobby{t: t, store: st, shift: new(atomic.Int64), sessions: &counted{Sessions: st.Sessions()}, log: new(logbook)}
	certs, err := web.OpenCertificates(t.TempDir(), wall, func() []string { return []string{"hall.test", "127.0.0.1", "127.0.0.2"} })
	if err != nil {
		t.Fatal(err)
	}
	l.certs = certs
	o := web.Options{
		Store: st, Sessions: l.sessions, Wait: news.Wait,
		Hosts: []string{"hall.test"}, Setup: setupCode, Pepper: []byte("a pepper for tests"), Root: certs.Root(),
		Now: func() time.Time { return wall().Add(time.Duration(l.shift.Load())) },
		Log: slog.New(slog.NewTextHandler(l.log, nil)),
	}
	l.secure, l.plain = "127.0.0.2:0", "127.0.0.2:0"
	listen := func(addr *string) net.Listener {
		t.Helper()
		ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", *addr)
		if err != nil {
			t.Fatal(err)
		}
		*addr = ln.Addr().String()
		return ln
	}
	secure, plain := listen(&l.secure), listen(&l.plain)
	_, o.Port, _ = net.SplitHostPort(l.secure)
	for _, change := range options {
		change(&hall, &o)
	}
	if err := st.LoadHall(t.Context(), "test", hall); err != nil {
		t.Fatal(err)
	}
	if l.server, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	if err := web.CheapenPINs(l.server); err != nil {
		t.Fatal(err)
	}
	l.start = func() {
		if secure == nil {
			secure, plain = listen(&l.secure), listen(&l.plain)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		go func(ln net.Listener) {
			ended <- l.server.Serve(ctx, tls.NewListener(ln, certs.Config()), l.server.Console())
		}(secure)
		go func(ln net.Listener) { ended <- l.server.Serve(ctx, ln, l.server.Plain()) }(plain)
		secure, plain = nil, nil
		l.stop = func() {
			cancel()
			for range 2 {
				if err := <-ended; err != nil {
					t.Errorf("Serve: %v, want nil after its context ended", err)
				}
			}
		}
	}
	l.start()
	t.Cleanup(func() {
		l.stop()
		if err := st.Close(); err != nil {
			t.Errorf("close the hall: %v", err)
		}
		if strings.Contains(l.log.String(), "level=ERROR") {
			t.Errorf("the server logged errors:\n%s", l.log)
		}
	})
	return l
}

// A logbook is written by the server and read by the test.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Reset forgets errors that a test meant to cause.
func (l *logbook) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Reset()
}

// counted counts what keeps a session alive.
type counted struct {
	web.Sessions
	commits atomic.Int64
	again   atomic.Value // a func that writes the last session down once more
}

func (c *counted) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	c.commits.Add(1)
	c.again.Store(func(ctx context.Context) error { return c.Sessions.CommitCtx(ctx, token, b, expiry) })
	return c.Sessions.CommitCtx(ctx, token, b, expiry)
}

// A browser keeps cookies, trusts the hall's root, knows where hall.test is and
// follows redirects within it.
type browser struct {
	*lobby
	http.Client
	last string // the page that is open
}

func (l *lobby) browser() *browser {
	l.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(l.certs.Root())
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			_, port, err := net.SplitHostPort(addr)
			if err != nil {
				return nil, err
			}
			return new(net.Dialer).DialContext(ctx, network, "127.0.0.2:"+port)
		},
	}
	l.t.Cleanup(transport.CloseIdleConnections)
	return &browser{lobby: l, Client: http.Client{Jar: jar, Transport: transport}}
}

// url returns the console's address of path, under a name that is not localhost.
func (l *lobby) url(path string) string {
	_, port, _ := net.SplitHostPort(l.secure)
	return "https://hall.test:" + port + path
}

// An answer is what came back.
type answer struct {
	status int
	path   string // where redirects led
	body   string
	header http.Header
}

func (b *browser) do(req *http.Request) answer {
	b.t.Helper()
	resp, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	a := answer{resp.StatusCode, resp.Request.URL.Path, string(body), resp.Header}
	if strings.Contains(a.body, "<!doctype") {
		b.last = a.body
	}
	return a
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url(path), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// post sends a form as a page of the hall would, with the token of the page that
// is open.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	return b.do(b.form(path, pairs...))
}

func (b *browser) form(path string, pairs ...string) *http.Request {
	b.t.Helper()
	form := url.Values{}
	if m := tokenField.FindStringSubmatch(b.last); m != nil {
		form.Set("token", m[1])
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url(path), strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return req
}

// boss sets the hall up and stays signed in as its administrator.
func (l *lobby) boss() *browser {
	l.t.Helper()
	b := l.browser()
	b.get("/setup")
	a := b.post("/setup", "code", setupCode, "name", "zhaomin", "person", "赵敏", "pin", bossPIN, "again", bossPIN)
	if a.status != http.StatusOK || a.path != "/desk" {
		l.t.Fatalf("set-up ended at %s with %d, want /desk with 200:\n%s", a.path, a.status, a.body)
	}
	return b
}

var givenPIN = regexp.MustCompile(`class="pin">([0-9]{6})<`)

// clerk lets the administrator make an account and returns its owner's browser,
// signed in.
func (b *browser) clerk(name, person, pin string) *browser {
	b.t.Helper()
	b.get("/admin")
	a := b.post("/admin/accounts", "name", name, "person", person, "role", "clerk")
	given := givenPIN.FindStringSubmatch(a.body)
	if given == nil {
		b.t.Fatalf("making %s gave %d and no PIN:\n%s", name, a.status, a.body)
	}
	c := b.browser()
	c.get("/signin")
	if a := c.post("/signin", "name", name, "pin", given[1]); a.path != "/pin" {
		b.t.Fatalf("%s signed in with a given PIN and came to %s, want /pin", name, a.path)
	}
	if a := c.post("/pin", "old", given[1], "pin", pin, "again", pin); a.path != "/desk" {
		b.t.Fatalf("%s changed the PIN and came to %s, want /desk:\n%s", name, a.path, a.body)
	}
	return c
}

// take takes numbers in a line.
func (l *lobby) take(line string, n int) []queue.Ticket {
	l.t.Helper()
	var all []queue.Ticket
	for i := range n {
		t, err := l.store.Take(l.t.Context(), line, queue.Normal, fmt.Sprintf("%s %d %p", line, i, &all))
		if err != nil {
			l.t.Fatal(err)
		}
		all = append(all, t)
	}
	return all
}

var (
	currentNo     = regexp.MustCompile(`id="current">([^<]+)<`)
	currentTicket = regexp.MustCompile(`name="ticket" value="([0-9]+)"`)
	noticeText    = regexp.MustCompile(`id="notice"[^>]*>([^<]*)<`)
)

// find returns the first group of re in s, empty when it is not there.
func find(re *regexp.Regexp, s string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// pass lets the time go by that nobody may press in.
func (l *lobby) pass(d time.Duration) { l.shift.Add(int64(d)) }
