package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"yidiantong.org/lobby/internal/obs"
	"yidiantong.org/lobby/internal/web"
	"yidiantong.org/lobby/kiosk"
)

// serveWeb opens the console and the board and says where they are.
func (h *hall) serveWeb(ctx context.Context, stdout io.Writer) error {
	names := func() []string { return append(web.Names(), h.cfg.Console.Hosts...) }
	certs, err := web.OpenCertificates(filepath.Join(h.cfg.State, "tls"), h.time, names)
	if err != nil {
		return err
	}
	pepper, err := openPepper(filepath.Join(h.cfg.State, "pepper"))
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	secure, err := lc.Listen(ctx, "tcp", h.cfg.Console.HTTPS)
	if err != nil {
		return err
	}
	plain, err := lc.Listen(ctx, "tcp", h.cfg.Console.HTTP)
	if err != nil {
		return errors.Join(err, secure.Close())
	}
	_, port, err := net.SplitHostPort(secure.Addr().String())
	if err != nil {
		return err
	}
	srv, err := web.New(web.Options{
		Store: h.store, Sessions: h.store.Sessions(), Wait: h.bus.Wait,
		Hosts: h.cfg.Console.Hosts, Port: port, Setup: h.setup, Pepper: pepper,
		Root: certs.Root(), Now: now, Log: h.log,
	})
	if err != nil {
		return err
	}
	h.parts.Go(func() { h.end("console", srv.Serve(ctx, tls.NewListener(secure, certs.Config()), srv.Console())) })
	h.parts.Go(func() { h.end("board", srv.Serve(ctx, plain, srv.Plain())) })

	accounts, err := h.store.Accounts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "\n一点通已启动。")
	fmt.Fprintln(stdout, "  控制台（工作人员叫号）:")
	for _, host := range hosts(secure.Addr()) {
		fmt.Fprintf(stdout, "    https://%s\n", host)
	}
	fmt.Fprintln(stdout, "  大屏（叫号显示，不用登录）:")
	for _, host := range hosts(plain.Addr()) {
		fmt.Fprintf(stdout, "    http://%s/board\n", host)
	}
	fmt.Fprintln(stdout, "  根证书指纹（SHA-256）:", certs.Fingerprint())
	if len(accounts) == 0 {
		fmt.Fprintln(stdout, "  第一次登录：打开控制台，输入首次登录码", h.setup, "，建立管理员账号")
	} else {
		fmt.Fprintln(stdout, "  登录：用自己的账号和密码；忘了密码请管理员重设")
	}
	return nil
}

// time is the hall's own, by which certificates are made: a machine that wakes in
// 1970 must not show one that no browser takes.
func (h *hall) time() time.Time {
	r, err := h.store.Clock(context.Background())
	if err != nil {
		return now()
	}
	return r.At
}

// end reports how a part ended; a part that ends with ctx ends well.
func (h *hall) end(part string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		h.log.Error("a part of the hall has ended", "part", part, "err", err)
	}
}

// hosts lists the addresses under which a listener can be reached: its own, or
// all of the machine's when it listens on every one.
func hosts(a net.Addr) []string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return []string{a.String()}
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsUnspecified() {
		return []string{a.String()}
	}
	var list []string
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return []string{a.String()}
	}
	for _, addr := range addrs {
		if ip, ok := addr.(*net.IPNet); ok && ip.IP.To4() != nil {
			list = append(list, net.JoinHostPort(ip.IP.String(), port))
		}
	}
	return list
}

// openPepper reads the secret that PINs are hashed with, or makes it. It lies
// beside the database, so that a stolen copy of the database alone is no use for
// guessing PINs.
func openPepper(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil && len(b) != 32 {
		return nil, fmt.Errorf("%s is damaged: bring it back from the backup, or remove it and reset every PIN", path)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return b, err
	}
	b = make([]byte, 32)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	return b, writeDurably(path, b)
}

// writeDurably makes a file that is there whole or not at all, whenever the power
// is cut.
func writeDurably(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// serveControl answers hallctl until ctx is done. look says what is on the glass.
func (h *hall) serveControl(ctx context.Context, look func(context.Context) (kiosk.Sight, error)) error {
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(v) // whoever asked has gone
	}
	mux.HandleFunc("GET /check", func(w http.ResponseWriter, r *http.Request) {
		findings, err := obs.Check(r.Context(), h.store, h.cfg.Printer.Device, h.cfg.State, now())
		answer(w, append(findings, obs.Files(h.library.wrong())), err)
	})
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		answer(w, "ok", h.store.Backup(r.Context(), r.FormValue("to")))
	})
	mux.HandleFunc("GET /screen", func(w http.ResponseWriter, r *http.Request) {
		v, err := look(r.Context())
		answer(w, v, err)
	})
	return obs.Serve(ctx, filepath.Join(h.cfg.State, "control.sock"), mux)
}
