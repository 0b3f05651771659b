package pack

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// A Watcher reads a hall's folder again when a clerk has changed it, so that a
// good change shows without a restart and a bad one is reported while the last
// good hall stays in use. It looks at names, sizes and times once per Every:
// network drives and sticks do not tell of changes by themselves.
type Watcher struct {
	Dir     string
	Every   time.Duration
	Changed func(Township)
	Failed  func(error)

	read [sha256.Size]byte // the folder's state when it was last read
}

// Read reads the folder as it is now. Run, called afterwards, reports what
// changes from here on.
func (w *Watcher) Read() (Township, error) {
	w.read = state(w.Dir)
	return ReadFolder(w.Dir)
}

// Run watches until ctx ends, calling Changed or Failed from its own goroutine,
// one at a time.
func (w *Watcher) Run(ctx context.Context) {
	tick := time.NewTicker(w.Every)
	defer tick.Stop()
	seen := w.read
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := state(w.Dir)
		resting := now == seen // else somebody is still copying files
		seen = now
		if !resting || now == w.read {
			continue
		}
		w.read = now
		t, err := ReadFolder(w.Dir)
		if err != nil {
			w.Failed(err)
			continue
		}
		w.Changed(t)
	}
}

// state condenses what can be seen of a folder's files without reading them, or
// that they cannot be seen.
func state(dir string) [sha256.Size]byte {
	h := sha256.New()
	root, err := os.OpenRoot(dir)
	if err != nil {
		fmt.Fprintln(h, err)
		return [sha256.Size]byte(h.Sum(nil))
	}
	defer root.Close() //nolint:errcheck // it was only read
	files := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && litter(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			if strings.Count(name, "/") > 1 { // no file of a hall lies deeper
				return fs.SkipDir
			}
			return nil
		}
		if files++; files > 10*maxEntries {
			return fs.SkipAll
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(h, name, info.Size(), info.ModTime().UnixNano(), info.Mode())
		return err
	})
	if err != nil {
		fmt.Fprintln(h, err)
	}
	return [sha256.Size]byte(h.Sum(nil))
}
