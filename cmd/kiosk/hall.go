package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/bus"
	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/internal/obs"
	"yidiantong.org/lobby/internal/pack"
	"yidiantong.org/lobby/internal/store"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/serial"
	"yidiantong.org/lobby/printer/slip"
	"yidiantong.org/lobby/printer/spool"
	"yidiantong.org/lobby/queue"
)

// zone is the hall's: China keeps one time all year round, and the machine may
// have no table of zones.
func zone() *time.Location { return time.FixedZone("CST", 8*60*60) }

func now() time.Time { return time.Now().In(zone()) }

// A hall is every part of one lobby but its glass.
type hall struct {
	cfg     config.Config
	log     *slog.Logger
	bus     *bus.Bus
	store   *store.Store
	profile escpos.Profile
	face    *escpos.Face
	library library
	watcher *pack.Watcher // of the configured folder; nil for the sample hall
	setup   string        // the one-time code that makes the first account
	parts   sync.WaitGroup
	failed  error // why the hall cannot go on
}

// openHall makes the state directory what it must be, opens the database and
// loads the hall's files. Nothing runs yet.
func openHall(ctx context.Context, cfg config.Config, stderr io.Writer) (*hall, error) {
	h := &hall{cfg: cfg, log: slog.New(slog.NewTextHandler(stderr, nil)), bus: new(bus.Bus)}
	for _, dir := range []string{cfg.State, filepath.Join(cfg.State, "cache")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	var err error
	if h.profile, err = config.Profile(os.DirFS(filepath.Join(cfg.State, "printers")), cfg.Printer.Profile); err != nil {
		return nil, err
	}
	if h.face, err = escpos.LoadFace(assets.Regular, assets.Rare); err != nil {
		return nil, err
	}
	h.setup = setupCode()
	h.store, err = store.Open(ctx, store.Options{
		Path:         filepath.Join(cfg.State, "hall.db"),
		Now:          now,
		Synced:       obs.Synced,
		Random:       rand.Reader,
		Committed:    h.bus.Announce,
		TicketValues: ticketValues,
		TestValues:   testValues,
	})
	if err != nil {
		return nil, explain(err)
	}
	if err := h.loadFiles(ctx); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// start lets every part run until ctx is done and says where the hall is. stop is
// called when it cannot go on: systemd starts it again.
func (h *hall) start(ctx context.Context, stop func(), stdout io.Writer) error {
	h.parts.Go(func() {
		select {
		case <-ctx.Done():
		case err := <-h.store.Failed():
			h.failed = err
			stop()
		}
	})
	h.parts.Go(func() { h.mark(ctx) })
	h.parts.Go(func() { h.watchFiles(ctx) })
	if h.cfg.Printer.Device == "" {
		missing := printer.Status{Fault: printer.Missing, Profile: h.profile.Name, At: now()}
		if err := h.store.SavePrinter(ctx, missing); err != nil {
			return err
		}
	} else {
		h.parts.Go(func() { h.end("spool", h.spool().Run(ctx)) })
	}
	return h.serveWeb(ctx, stdout)
}

// close waits for every part and closes the database.
func (h *hall) close() error {
	h.parts.Wait()
	return errors.Join(h.failed, h.store.Close())
}

// mark keeps the journal's high-water mark beside the database, so that a journal
// that was cut off is noticed.
func (h *hall) mark(ctx context.Context) {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
			if err := h.store.Mark(ctx); err != nil && ctx.Err() == nil {
				h.log.Error("the high-water mark cannot be written", "err", err)
			}
		}
	}
}

// spool prints the store's jobs on the configured device.
func (h *hall) spool() *spool.Spool {
	var seen int64
	return spool.New(spool.Options{
		Store: h.store,
		Port: func(context.Context) (spool.Port, error) {
			return serial.Open(h.cfg.Printer.Device, h.profile.Baud, h.profile.Flow)
		},
		Device:  h.cfg.Printer.Device,
		Profile: h.profile,
		Render: func(j printer.Job) ([]byte, error) {
			return slip.Render(h.profile, h.face, j.Kind, j.Values, j.Copy)
		},
		Wake: func(ctx context.Context) (err error) {
			seen, err = h.bus.Wait(ctx, seen)
			return err
		},
		Now: now,
		Log: h.log,
	})
}

// explain says what an operator can do about a database that does not open.
func explain(err error) error {
	for _, known := range []struct {
		err error
		do  string
	}{
		{store.ErrInUse, "另一个一点通正在使用这个数据文件夹，请先关掉它"},
		{store.ErrDamaged, "数据库损坏，为防号码出错没有启动：请不要删除任何文件，先把整个数据文件夹复制到 U 盘，再联系维护人员恢复备份"},
		{store.ErrForeign, "hall.db 不是一点通的数据库，请检查数据文件夹写对了没有"},
		{store.ErrNewer, "数据库是更新版本的一点通写的，请安装新版本"},
	} {
		if errors.Is(err, known.err) {
			return fmt.Errorf("%s（%w）", known.do, err)
		}
	}
	return err
}

// minutes is how a slip gives a time.
const minutes = "2006-01-02 15:04"

// ticketValues are what a ticket's slip says.
func ticketValues(h queue.Hall, l queue.Line, t queue.Ticket, sure bool) (json.RawMessage, error) {
	v := slip.Ticket{
		Hall: h.Name, Sample: h.Sample, No: t.No, Line: l.Name, Ahead: t.Ahead,
		Advice: h.Advice, Code: t.Code(h.Base), Public: h.Base != "",
	}
	if sure {
		v.Taken = t.Taken.In(zone()).Format(minutes)
	}
	return json.Marshal(v)
}

// testValues are what a test slip says.
func testValues(h queue.Hall, at time.Time, sure bool) (json.RawMessage, error) {
	v := slip.Test{Hall: h.Name}
	if sure {
		v.At = at.In(zone()).Format(minutes)
	}
	return json.Marshal(v)
}

// setupCode makes a code that is read from one screen and typed at another.
func setupCode() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	for i := range b {
		b[i] = '0' + b[i]%10 // as good as even: what counts is that 10^12 codes cannot be tried
	}
	return fmt.Sprintf("%s-%s-%s", b[:4], b[4:8], b[8:])
}
