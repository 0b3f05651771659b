package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "embed"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
)

//go:embed page.html
var pageHTML string

// A page shows what a printer has printed and lets people break it.
type page struct {
	printer *printertest.Printer
	profile escpos.Profile
	face    *escpos.Face
	start   time.Time       // makes this printer's slips another one's
	done    <-chan struct{} // closed when nobody is to wait any more
}

// nearEnd is a condition that is no fault: the printer still prints.
const nearEnd printer.Fault = "nearend"

// A condition is something that can be wrong with a printer, and the words of the
// buttons that break and mend it.
type condition struct {
	fault         printer.Fault
	breaks, mends string
}

func conditions() []condition {
	return []condition{
		{nearEnd, "纸快用完", "换上新纸"},
		{printer.PaperOut, "缺纸", "换上新纸"},
		{printer.Cover, "打开上盖", "合上上盖"},
		{printer.Cutter, "卡纸", "取出卡住的纸"},
		{printer.Missing, "拔掉线", "插上线"},
		{printer.Silent, "不应答", "恢复应答"},
		{printer.Garbled, "应答乱码", "恢复正常"},
	}
}

// A paper is one slip, as GET /slips lists it.
type paper struct {
	N     int `json:"n"`
	Bytes int `json:"bytes"`
}

// shown is how many slips the page shows; a browser draws them all anew whenever
// something happens.
const shown = 20

func (p *page) handler() (http.Handler, error) {
	tmpl, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		var b bytes.Buffer
		if err := tmpl.Execute(&b, p.view()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = b.WriteTo(w) // whoever asked has gone
	})
	mux.HandleFunc("GET /live", p.live)
	mux.HandleFunc("GET /slips", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(p.papers()) // whoever asked has gone
	})
	mux.HandleFunc("GET /slip/{file}", p.slip)
	mux.HandleFunc("POST /fault", p.fault)
	return local(http.NewCrossOriginProtection().Handler(mux)), nil
}

// local refuses whoever asks under another name than this machine's own: a page
// elsewhere must not reach the printer by pointing its name here.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "只能在这台机器上看", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A view is what page.html is filled with.
type view struct {
	About string
	Says  string
	Bad   bool
	Piece bool  // a slip hangs out of the slot, not complete
	Start int64 // see page
	Seen  string

	Buttons []button
	Slips   []paper // the newest first
	Older   int     // not shown
}

// A button is pressed to put the printer into a condition, or right again.
type button struct {
	Value, Word string
	On          bool
}

func (p *page) view() view {
	status := printer.Status{Fault: p.printer.Fault(), NearEnd: p.printer.NearEnd()}
	says, _ := status.Words()
	v := view{
		About: p.profile.About, Says: says, Bad: status.Fault != printer.OK || status.NearEnd,
		Piece: len(p.printer.Piece()) > 0, Start: p.start.UnixNano(), Seen: p.seen(), Slips: p.papers(),
	}
	if len(v.Slips) > shown {
		v.Slips, v.Older = v.Slips[:shown], len(v.Slips)-shown
	}
	for _, c := range conditions() {
		if c.fault == status.Fault || c.fault == nearEnd && status.NearEnd {
			v.Buttons = append(v.Buttons, button{"ok", c.mends, true})
		} else {
			v.Buttons = append(v.Buttons, button{string(c.fault), c.breaks, false})
		}
	}
	return v
}

// papers lists the slips, the newest first.
func (p *page) papers() []paper {
	slips := p.printer.Slips()
	list := make([]paper, 0, len(slips))
	for i := len(slips) - 1; i >= 0; i-- {
		list = append(list, paper{i + 1, len(slips[i])})
	}
	return list
}

// seen names what a page shows, so that it can ask for what is newer.
func (p *page) seen() string {
	return fmt.Sprint(p.start.UnixNano(), len(p.printer.Slips()), len(p.printer.Piece()), p.printer.Fault(), p.printer.NearEnd())
}

// live answers when the printer is no longer as the page has seen it, or after a
// while.
func (p *page) live(w http.ResponseWriter, r *http.Request) {
	changed := p.printer.Changed()
	if r.FormValue("seen") == p.seen() {
		select {
		case <-changed:
		case <-time.After(20 * time.Second):
		case <-r.Context().Done():
		case <-p.done:
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// slip answers N.png, N.txt and N.bin; instead of N, piece is what hangs out of
// the slot.
func (p *page) slip(w http.ResponseWriter, r *http.Request) {
	name, ext, _ := strings.Cut(r.PathValue("file"), ".")
	slips := p.printer.Slips()
	n, err := strconv.Atoi(name)
	var b []byte
	switch {
	case name == "piece":
		b = p.printer.Piece()
	case err == nil && 1 <= n && n <= len(slips):
		b = slips[n-1]
		if r.URL.RawQuery != "" { // asked for as this printer's: it will not change
			w.Header().Set("Cache-Control", "private, max-age=86400, immutable")
		}
	}
	switch {
	case b == nil:
		http.NotFound(w, r)
	case ext == "png":
		im, err := escpos.Render(b, p.profile, p.face)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_ = png.Encode(w, im) // whoever asked has gone
	case ext == "txt":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(escpos.List(b)))
	case ext == "bin":
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(b)
	default:
		http.NotFound(w, r)
	}
}

// fault breaks the printer in one way, or with ok mends it in every way.
func (p *page) fault(w http.ResponseWriter, r *http.Request) {
	f := printer.Fault(r.PostFormValue("fault"))
	known := slices.ContainsFunc(conditions(), func(c condition) bool { return c.fault == f })
	switch {
	case f == "ok":
		p.printer.Set(printer.OK)
		p.printer.SetNearEnd(false)
	case !known:
		http.Error(w, fmt.Sprintf("没有 %q 这种情况", f), http.StatusBadRequest)
		return
	case f == nearEnd:
		p.printer.SetNearEnd(true)
	default:
		p.printer.Set(f)
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// keep writes every slip into dir as bytes and as a picture, unless dir is empty,
// and returns when ctx is done.
func (p *page) keep(ctx context.Context, dir string) error {
	for kept := 0; ; {
		changed := p.printer.Changed()
		for slips := p.printer.Slips(); dir != "" && kept < len(slips); kept++ {
			name := filepath.Join(dir, fmt.Sprintf("slip-%04d", kept+1))
			err := os.WriteFile(name+".bin", slips[kept], 0o644)
			if err = errors.Join(err, draw(name+".bin", name+".png", p.profile, p.face)); err != nil {
				return err
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}
