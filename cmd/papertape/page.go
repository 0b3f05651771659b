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
	"strconv"
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
	done    <-chan struct{}
}

// A button puts the printer into one condition.
type button struct {
	Fault printer.Fault
	Word  string
	On    bool
}

// A paper is one slip, as GET /slips lists it.
type paper struct {
	N     int
	Bytes int
}

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

func (p *page) view() any {
	now := p.printer.Fault()
	buttons := []button{
		{printer.PaperOut, "缺纸", false},
		{printer.Cover, "打开上盖", false},
		{printer.Cutter, "卡纸", false},
		{printer.Missing, "拔掉线", false},
		{printer.Silent, "不应答", false},
		{printer.Garbled, "应答乱码", false},
	}
	for i := range buttons {
		buttons[i].On = buttons[i].Fault == now
	}
	says, _ := printer.Status{Fault: now}.Words()
	return struct {
		About   string
		Says    string
		Bad     bool
		Seen    string
		Buttons []button
		Slips   []paper
	}{p.profile.About, says, now != printer.OK, p.seen(), buttons, p.papers()}
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
func (p *page) seen() string { return fmt.Sprintf("%d %s", len(p.printer.Slips()), p.printer.Fault()) }

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

// slip answers N.png, N.txt and N.bin.
func (p *page) slip(w http.ResponseWriter, r *http.Request) {
	file := r.PathValue("file")
	ext := filepath.Ext(file)
	n, err := strconv.Atoi(file[:len(file)-len(ext)])
	slips := p.printer.Slips()
	if err != nil || n < 1 || n > len(slips) {
		http.NotFound(w, r)
		return
	}
	switch b := slips[n-1]; ext {
	case ".png":
		im, err := escpos.Render(b, p.profile, p.face)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_ = png.Encode(w, im) // whoever asked has gone
	case ".txt":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(escpos.List(b)))
	case ".bin":
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(b)
	default:
		http.NotFound(w, r)
	}
}

// fault puts the printer into a condition: one of package printer's, or ok.
func (p *page) fault(w http.ResponseWriter, r *http.Request) {
	switch f := printer.Fault(r.PostFormValue("fault")); f {
	case printer.PaperOut, printer.Cover, printer.Cutter, printer.Missing, printer.Silent, printer.Garbled:
		p.printer.Set(f)
	case "ok":
		p.printer.Set(printer.OK)
	default:
		http.Error(w, fmt.Sprintf("no fault %q", f), http.StatusBadRequest)
		return
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
