package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/internal/obs"
	"yidiantong.org/lobby/internal/store"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/serial"
	"yidiantong.org/lobby/printer/spool"
)

// ask asks the lobby that runs on this state directory.
func ask(ctx context.Context, cfg config.Config, method, what string) ([]byte, error) {
	return obs.Ask(ctx, filepath.Join(cfg.State, "control.sock"), method, what)
}

// open opens the database of a lobby that does not run. It makes no new one: an
// operator who mistyped the directory must hear of it.
func open(ctx context.Context, cfg config.Config) (*store.Store, error) {
	path := filepath.Join(cfg.State, "hall.db")
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%s 里没有大厅的数据，请用 -state 写对数据文件夹", cfg.State)
	}
	return store.Open(ctx, store.Options{Path: path, Now: time.Now, Synced: obs.Synced, Random: rand.Reader})
}

// check prints how everything is and returns errBad when something is not well.
func check(ctx context.Context, cfg config.Config, stdout io.Writer) error {
	findings, err := look(ctx, cfg, stdout)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if f.Bad {
			err = errBad
		}
		fmt.Fprintln(stdout, f)
	}
	return err
}

func look(ctx context.Context, cfg config.Config, stdout io.Writer) (findings []obs.Finding, err error) {
	b, err := ask(ctx, cfg, http.MethodGet, "/check")
	if err == nil {
		return findings, json.Unmarshal(b, &findings)
	}
	if !errors.Is(err, obs.ErrNobody) {
		return nil, err
	}
	fmt.Fprintln(stdout, "一点通没有在运行，下面直接查看数据文件夹", cfg.State)
	s, err := open(ctx, cfg)
	if damage := err; errors.Is(damage, store.ErrDamaged) {
		// This is what is looked for; the rest can be said without the database.
		status, err := askedPrinter{cfg: cfg}.Printer(ctx)
		return []obs.Finding{obs.Printer(cfg.Printer.Device, status), obs.Disk(cfg.State), obs.Journal(0, damage)}, err
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return obs.Check(ctx, askedPrinter{s, cfg}, cfg.Printer.Device, cfg.State, time.Now())
}

// An askedPrinter answers for a hall that does not run: what the database knows
// of the printer is old, so the printer itself is asked.
type askedPrinter struct {
	*store.Store
	cfg config.Config
}

func (a askedPrinter) Printer(ctx context.Context) (printer.Status, error) {
	if a.cfg.Printer.Device == "" {
		return printer.Status{Fault: printer.Missing}, nil
	}
	p, err := config.Profile(os.DirFS(filepath.Join(a.cfg.State, "printers")), a.cfg.Printer.Profile)
	if err != nil {
		return printer.Status{}, err
	}
	device := a.cfg.Printer.Device
	open := func(context.Context) (spool.Port, error) { return serial.Open(device, p.Baud, p.Flow) }
	return spool.Ask(ctx, open, device, p, time.Now()), nil
}

// backup writes a verified copy of the database.
func backup(ctx context.Context, cfg config.Config, args []string, stdout io.Writer) error {
	if len(args) != 1 {
		return errors.New("请写备份到哪个文件，如 hallctl backup /media/usb/hall.db")
	}
	path, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	_, err = ask(ctx, cfg, http.MethodPost, "/backup?to="+url.QueryEscape(path))
	if errors.Is(err, obs.ErrNobody) {
		var s *store.Store
		if s, err = open(ctx, cfg); err == nil {
			err = errors.Join(s.Backup(ctx, path), s.Close())
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "备份好了，核对无误：", path)
	return nil
}

// root exports the certificate that staff browsers must trust.
func root(cfg config.Config, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("hallctl root", flag.ContinueOnError)
	f.SetOutput(stderr)
	out := f.String("o", "-", "写到哪个文件，- 是标准输出")
	if err := f.Parse(args); err != nil {
		return err
	}
	pem, err := os.ReadFile(filepath.Join(cfg.State, "tls", "root.pem"))
	if errors.Is(err, os.ErrNotExist) {
		return errors.New("还没有根证书：请先启动一次一点通")
	}
	if err != nil {
		return err
	}
	if *out == "-" {
		_, err = stdout.Write(pem)
		return err
	}
	return os.WriteFile(*out, pem, 0o644)
}
