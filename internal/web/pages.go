package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/hall/staff"
)

//go:embed page/*.html
var pageFiles embed.FS

// pages are the templates and where their style and scripts are.
type pages struct {
	all    *template.Template
	assets string // /assets/ and what changes with every change of them, so that browsers may keep them for good
}

// A page is what every page says around what it is about.
type page struct {
	Title  string
	Hall   string
	Sample bool
	Me     staff.Account // the zero one when nobody is signed in
	Token  string        // what its forms must carry
	Assets string
	Said   string // what the last deed came to, said once
}

func (p *page) around() *page { return p }

// A notice is one sentence about what was just pressed.
type notice struct {
	Says string
	Bad  bool
}

func parsePages() (pages, error) {
	sum := sha256.New()
	err := fs.WalkDir(assets.Web, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := assets.Web.ReadFile(name)
		sum.Write(b)
		return err
	})
	if err != nil {
		return pages{}, err
	}
	all, err := template.New("").Funcs(template.FuncMap{
		"hm":    func(t time.Time) string { return t.Format("15:04") },
		"first": first,
		"secs":  func(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) },
		"pass":  pass,
	}).ParseFS(pageFiles, "page/*.html")
	return pages{all, "/assets/" + hex.EncodeToString(sum.Sum(nil)[:6])}, err
}

// draw returns the template of that name filled with v. It is drawn whole before
// the first byte is sent, so that a page is never half a page.
func (p pages) draw(name string, v any) ([]byte, error) {
	var b bytes.Buffer
	err := p.all.ExecuteTemplate(&b, name, v)
	return b.Bytes(), err
}

func write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a browser that went away is no error
}

// show answers with the page of that name.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name, title string, v interface{ around() *page }) error {
	p := v.around()
	p.Token = s.token(w, r)
	p.Said = s.sessions.PopString(r.Context(), "says")
	return s.showPublic(w, r, status, name, title, v)
}

// showPublic answers with a page that has no forms and knows nobody.
func (s *Server) showPublic(w http.ResponseWriter, r *http.Request, status int, name, title string, v interface{ around() *page }) error {
	hall, err := s.Store.Hall(r.Context())
	if err != nil {
		return err
	}
	p := v.around()
	p.Title, p.Hall, p.Sample, p.Assets = title, hall.Name, hall.Sample, s.pages.assets
	body, err := s.pages.draw(name, v)
	if err != nil {
		return err
	}
	write(w, status, body)
	return nil
}

// asset answers with a file of assets/web.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	name := "web/" + r.PathValue("file")
	if info, err := fs.Stat(assets.Web, name); err != nil || info.IsDir() {
		return errNoPage
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, assets.Web, name)
	return nil
}

func (s *Server) rootCertificate(w http.ResponseWriter, _ *http.Request) error {
	if len(s.Root) == 0 {
		return errNoPage
	}
	w.Header().Set("Content-Type", "application/x-x509-ca-cert")
	w.Header().Set("Content-Disposition", `attachment; filename="yidiantong-root.crt"`)
	_, _ = w.Write(s.Root) // a browser that went away is no error
	return nil
}

// first returns the first character of a name, for the emblem.
func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return "号"
}

// span says how long something has been, as exactly as it matters; empty for
// less than a minute.
func span(d time.Duration) string {
	m := int(d / time.Minute)
	switch {
	case m < 1:
		return ""
	case m < 60:
		return fmt.Sprintf("%d 分钟", m)
	case m%60 == 0:
		return fmt.Sprintf("%d 小时", m/60)
	}
	return fmt.Sprintf("%d 小时 %d 分", m/60, m%60)
}

// pass hands several named values to a template.
func pass(pairs ...any) (map[string]any, error) {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("pass: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
