//go:build !race

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"yidiantong.org/lobby/queue"
)

// TestDiskFails lets each request that a Take makes of the disk fail, once or
// from then on, done or not done, with the WAL going on or beginning anew. The
// resident's answer must be true now and after a power cut: a number they were
// given is kept, one they were refused is not, and where nobody can say the
// store stops and says so.
func TestDiskFails(t *testing.T) {
	o, _ := options(t)
	s, err := Open(t.Context(), o)
	must(t, err)
	fill(t, s)
	take(t, s, "shebao")
	must(t, s.Close())
	template, err := os.ReadFile(o.Path)
	must(t, err)

	for _, anew := range []bool{false, true} {
		for _, sticky := range []bool{false, true} {
			for _, after := range []bool{false, true} {
				for n := 0; ; n++ {
					f := &failing{n: n, after: after, sticky: sticky}
					f.takes(t, template, anew)
					if !f.met {
						break // Take asks for less
					}
				}
			}
		}
	}
}

// failing is one way for the disk to fail.
type failing struct {
	n             int // requests that go well first
	after, sticky bool
	count         int
	met           bool
}

func (f *failing) fault(k kind, name string) (int32, bool) {
	f.count++
	if f.count <= f.n || f.met && !f.sticky {
		return sqlite3.SQLITE_OK, false
	}
	f.met = true
	rc := int32(sqlite3.SQLITE_IOERR_WRITE)
	if k == syncData {
		rc = sqlite3.SQLITE_IOERR_FSYNC
	}
	return rc, f.after
}

func (f *failing) String() string {
	return fmt.Sprintf("request %d fails, done %t, for good %t", f.n, f.after, f.sticky)
}

// takes takes a number while the disk fails and judges the answer.
func (f *failing) takes(t *testing.T, template []byte, anew bool) {
	t.Helper()
	ctx := t.Context()
	o, _ := options(t)
	must(t, os.WriteFile(o.Path, template, 0o600))
	disk := useDisk(t, &o)
	disk.ops = append(disk.ops, op{kind: create, file: disk.files + 1, name: filepath.Base(o.Path)}, op{kind: syncDir},
		op{kind: write, file: disk.files + 1, data: template}, op{kind: syncData, file: disk.files + 1})
	disk.files++
	disk.names[o.Path] = disk.files
	var told int64
	o.Committed = func(seq int64) { told = seq }
	s, err := Open(ctx, o)
	must(t, err)
	defer func() { _ = s.close() }() // the disk may still fail
	first := take(t, s, "shebao")
	if anew {
		_, err := s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(FULL)`) // the next write begins the WAL anew
		must(t, err)
	}
	told = 0

	disk.fail(f.fault)
	got, err := s.Take(ctx, "shebao", queue.Normal, "the tap")
	ops := disk.recorded()
	disk.fail(nil)

	broken := false
	select {
	case failed := <-s.Failed():
		broken = true
		if !errors.Is(failed, ErrUnknown) {
			t.Errorf("%v: Failed delivers %v, want ErrUnknown", f, failed)
		}
	default:
	}
	if unknown := errors.Is(err, ErrUnknown); unknown != broken {
		t.Errorf("%v: Take says %v, Failed delivered %t", f, err, broken)
	}
	if err == nil && (got.No == first.No || told == 0) {
		t.Errorf("%v: Take = %s with row %d announced, want a new number and its row", f, got.No, told)
	}
	// What a power cut leaves now, with nothing that was not synced or with all of
	// it, and on a system that forgets what it failed to sync.
	for _, forgets := range []bool{false, true} {
		for way := range 2 {
			p := newPlatter()
			p.forgets = forgets
			for _, o := range ops {
				p.apply(o)
			}
			found, cut := tapped(t, p.cut(way, nil), "the tap")
			switch {
			case cut != nil:
				t.Errorf("%v: the hall after a power cut: %v", f, cut)
			case err == nil && found != got.No:
				t.Errorf("%v: was given %s, after a power cut (way %d, forgets %t) it is %q", f, got.No, way, forgets, found)
			case err != nil && !broken && found != "":
				t.Errorf("%v: was refused with %v, after a power cut (way %d, forgets %t) has %s", f, err, way, forgets, found)
			}
		}
	}
	again, err2 := s.Take(ctx, "shebao", queue.Normal, "the tap")
	switch {
	case broken && !errors.Is(err2, ErrUnknown):
		t.Errorf("%v: the broken store gives %s, %v, want ErrUnknown", f, again.No, err2)
	case !broken && err2 != nil:
		t.Errorf("%v: the next touch is refused: %v", f, err2)
	case !broken && err == nil && again.No != got.No:
		t.Errorf("%v: Take again = %s, want %s", f, again.No, got.No)
	}
	must(t, s.close())

	// The program starts again on a disk that works.
	o.vfs = ""
	s, err = Open(context.WithoutCancel(ctx), o)
	if err != nil {
		t.Fatalf("%v: open again: %v", f, err)
	}
	kept, err := s.Take(ctx, "shebao", queue.Normal, "the tap")
	must(t, err)
	next := take(t, s, "shebao")
	if next.Seq != kept.Seq+1 || kept.Seq != first.Seq+1 {
		t.Errorf("%v: started again the numbers are %s, %s, %s, want three in a row", f, first.No, kept.No, next.No)
	}
	must(t, s.Verify(ctx))
	must(t, consistent(ctx, s))
}

// tapped opens the hall that a power cut left and returns the number that a tap
// has there, empty for none.
func tapped(t *testing.T, files map[string][]byte, tap string) (no string, err error) {
	t.Helper()
	o, _ := options(t)
	for name, b := range files {
		must(t, os.WriteFile(filepath.Join(filepath.Dir(o.Path), name), b, 0o600))
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	err = s.read.QueryRowContext(t.Context(), `SELECT coalesce(max(no), '') FROM ticket WHERE tap = ?`, tap).Scan(&no)
	return no, errors.Join(err, consistent(t.Context(), s))
}

// TestCommitWithoutAnswer loses the answer of a commit that was done: the ticket
// must be found and given.
func TestCommitWithoutAnswer(t *testing.T) {
	o, _ := options(t)
	disk := useDisk(t, &o)
	s := open(t, o)
	fill(t, s)
	lost := false
	disk.fail(func(k kind, _ string) (int32, bool) {
		if k != control || lost {
			return sqlite3.SQLITE_OK, false
		}
		lost = true
		return sqlite3.SQLITE_IOERR, true
	})
	got, err := s.Take(t.Context(), "shebao", queue.Normal, "the tap")
	if err != nil || got.No != "A001" || !lost {
		t.Errorf("Take = %q, %v (answer lost: %t), want A001", got.No, err, lost)
	}
	if next := take(t, s, "shebao"); next.No != "A002" {
		t.Errorf("the next number is %s, want A002", next.No)
	}
	must(t, s.Verify(t.Context()))
}

// TestDiskFull makes sure that a full disk refuses numbers, stops nothing, and is
// over when there is room again.
func TestDiskFull(t *testing.T) {
	o, _ := options(t)
	disk := useDisk(t, &o)
	s := open(t, o)
	fill(t, s)
	disk.fail(func(k kind, _ string) (int32, bool) {
		if k == write {
			return sqlite3.SQLITE_FULL, false
		}
		return sqlite3.SQLITE_OK, false
	})
	if got, err := s.Take(t.Context(), "shebao", queue.Normal, "the tap"); code(err) != sqlite3.SQLITE_FULL || errors.Is(err, ErrUnknown) {
		t.Errorf("Take on a full disk = %q, %v, want SQLITE_FULL", got.No, err)
	}
	disk.fail(nil)
	if got, err := s.Take(t.Context(), "shebao", queue.Normal, "the tap"); err != nil || got.No != "A001" {
		t.Errorf("Take when there is room again = %q, %v, want A001", got.No, err)
	}
}
