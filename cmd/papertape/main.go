// Command papertape is a thermal printer without paper. It is reached over a pty,
// answers as a printer does, fails on cue, and shows what comes out on a page in
// the browser. It also draws the bytes of a slip that was kept in a file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "papertape:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("papertape", flag.ContinueOnError)
	f.SetOutput(stderr)
	name := f.String("profile", "generic-58", "printer profile `name`")
	link := f.String("link", filepath.Join(os.TempDir(), "papertape.tty"), "`path` that the printer is opened by")
	listen := f.String("listen", "127.0.0.1:8090", "`address` of the page that shows the paper; of this machine only")
	paced := f.Bool("paced", true, "take as long as the wire and the paper would")
	dir := f.String("dir", "", "`directory` that every slip is also kept in")
	render := f.String("render", "", "draw the slip in this `file` and end")
	out := f.String("o", "slip.png", "`file` that -render draws to")
	if err := f.Parse(args); err != nil {
		return err
	}
	profile, err := config.Profile(nil, *name)
	if err != nil {
		return err
	}
	face, err := escpos.LoadFace(assets.Regular, assets.Rare)
	if err != nil {
		return err
	}
	if *render != "" {
		return draw(*render, *out, profile, face)
	}
	return show(ctx, stdout, printertest.Options{Profile: profile, Paced: *paced}, face, *link, *listen, *dir)
}

// draw draws the slip in the file in as a PNG.
func draw(in, out string, p escpos.Profile, face *escpos.Face) error {
	b, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	im, err := escpos.Render(b, p, face)
	if err != nil {
		return err
	}
	w, err := os.Create(out)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(w, im), w.Close())
}

// show is the printer: on its pty and on its page, until ctx is done.
func show(ctx context.Context, stdout io.Writer, o printertest.Options, face *escpos.Face, link, listen, dir string) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return errors.Join(fmt.Errorf("-listen %s：只能用本机地址，例如 127.0.0.1:8090", listen), l.Close())
	}
	p := printertest.New(o)
	tty, err := printertest.Plug(p, link)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	page := &page{printer: p, profile: o.Profile, face: face, start: time.Now(), done: ctx.Done()}
	handler, err := page.handler()
	if err != nil {
		return errors.Join(err, l.Close(), tty.Close())
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() }) // its error is that of Serve
	defer stop()

	fmt.Fprintf(stdout, "纸带打印机（%s）接在 %s\n看打印出来的纸：http://%s/\n", o.Profile.Name, link, l.Addr())
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	err = page.keep(ctx, dir)
	if err != nil {
		_ = srv.Close() // err says more
	}
	if end := <-served; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return errors.Join(err, tty.Close())
}
