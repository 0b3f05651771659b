package main

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/internal/pack"
)

// A library holds what the hall's files said when they were last right, and what
// is wrong with them since.
type library struct {
	mu  sync.Mutex
	now pack.Township
	bad error
}

func (l *library) township() pack.Township {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// Affairs returns the items of the three affairs.
func (l *library) Affairs() affairs.Catalogue { return l.township().Affairs }

// Guides returns the service guides.
func (l *library) Guides() guide.Book { return l.township().Book }

// Roster returns who is on duty.
func (l *library) Roster() roster.Roster { return l.township().Roster }

// Picture returns a picture of the items, nil when there is none.
func (l *library) Picture(name string) []byte { return l.township().Pictures[name] }

// wrong returns what is wrong with the hall's files, nil when nothing is.
func (l *library) wrong() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bad
}

func (l *library) set(t pack.Township) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now, l.bad = t, nil
}

func (l *library) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bad = err
}

// readFiles reads the hall's files: the folder that is configured, or the sample
// hall that the program brings with it.
func (h *hall) readFiles() (pack.Township, error) {
	if h.cfg.Hall != "" {
		h.watcher = &pack.Watcher{Dir: h.cfg.Hall, Every: 2 * time.Second}
		return h.watcher.Read()
	}
	files, err := fs.Sub(assets.Hall, "hall")
	if err != nil {
		return pack.Township{}, err
	}
	return pack.Read(files)
}

// loadFiles gives the store and the glass what the files say. A hall that has run
// before goes on with its lines when a clerk has spoilt a file: numbers come first.
func (h *hall) loadFiles(ctx context.Context) error {
	t, err := h.readFiles()
	if err == nil {
		h.library.set(t)
		return h.store.LoadHall(ctx, "setup", t.Hall)
	}
	if before, none := h.store.Hall(ctx); none != nil || before.Name == "" {
		return err
	}
	h.log.Error("the hall's files are wrong; going on with the lines of before", "err", err)
	h.library.fail(err)
	return nil
}

// watchFiles shows what a clerk changes in the configured folder, without a
// restart, until ctx is done.
func (h *hall) watchFiles(ctx context.Context) {
	if h.watcher == nil {
		return
	}
	h.watcher.Changed = func(t pack.Township) {
		if err := h.store.LoadHall(ctx, "files", t.Hall); err != nil {
			h.log.Error("the hall's changed files cannot be used", "err", err)
			h.library.fail(err)
			return
		}
		h.library.set(t)
	}
	h.watcher.Failed = func(err error) {
		h.log.Error("the hall's files are wrong; what was shown stays", "err", err)
		h.library.fail(err)
	}
	h.watcher.Run(ctx)
}
