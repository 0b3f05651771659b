package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"yidiantong.org/lobby/queue"
)

// stopwatch reports percentiles, which a mean would hide: a resident waits for
// one tap, not for the average of many.
type stopwatch []time.Duration

func (w stopwatch) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(w.at(0.50), "p50-ms")
	b.ReportMetric(w.at(0.99), "p99-ms")
}

// at returns a percentile in milliseconds.
func (w stopwatch) at(share float64) float64 {
	slices.Sort(w)
	return w[int(share*float64(len(w)-1))].Seconds() * 1e3
}

// BenchmarkTake takes numbers in a hall that has given 50,000: durable, with
// slip and journal row. ratio is its p50 over that of an append with fdatasync,
// of as many bytes, on the same disk.
func BenchmarkTake(b *testing.B) {
	s := busyHall(b)
	wal := func() int64 {
		fi, err := os.Stat(s.opt.Path + "-wal")
		must(b, err)
		return fi.Size()
	}
	var took stopwatch
	before := wal()
	take(b, s, "shebao")
	size := max(int(wal()-before), 4096)
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		_, err := s.Take(b.Context(), "shebao", queue.Normal, fmt.Sprintf("bench-%d", i))
		took = append(took, time.Since(start))
		must(b, err)
		b.StopTimer()
		serveOne(b, s) // as many wait as before
		b.StartTimer()
	}
	took.report(b)
	b.ReportMetric(took.at(0.5)/rawAppends(b, filepath.Dir(s.opt.Path), size).at(0.5), "ratio")
}

// BenchmarkCall calls one person after the other in the same hall; p50 and p99 are
// those of the call alone, ns/op has the finish in it.
func BenchmarkCall(b *testing.B) {
	s := busyHall(b)
	var took stopwatch
	for b.Loop() {
		b.StopTimer()
		take(b, s, "shebao")
		b.StartTimer()
		took = append(took, serveOne(b, s))
	}
	took.report(b)
}

// serveOne calls the next person and finishes, and returns how long the call took.
func serveOne(b *testing.B, s *Store) time.Duration {
	b.Helper()
	start := time.Now()
	t, err := s.Call(b.Context(), "wangfang", "1")
	took := time.Since(start)
	must(b, err)
	_, err = s.Finish(b.Context(), "wangfang", "1", t.ID)
	must(b, err)
	return took
}

// busyHall is a hall after half a year: 50,000 tickets of earlier days and forty
// people waiting.
func busyHall(b *testing.B) *Store {
	b.Helper()
	s, _ := opened(b)
	if _, err := s.write.ExecContext(b.Context(), `
		WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49999)
		INSERT INTO ticket (line, day, sure, seq, no, token, tap, class, state, taken, desk, called, calls)
		SELECT 'shebao', date('2026-05-01', (i / 300) || ' days'), 1, i % 300 + 1, printf('A%03d', i % 300 + 1),
		       'token' || i, 'tap' || i, 'normal', 'finished', i, '1', i, 1
		  FROM n`); err != nil {
		b.Fatal(err)
	}
	if _, err := s.write.ExecContext(b.Context(), `
		INSERT INTO job (ticket, kind, subject, vals, copy, state, fault, attempt, bytes, profile, sent, made, moved)
		SELECT id, 'ticket', no, '{}', 0, 'printed', '', 1, zeroblob(200), 'epson', 200, taken, taken FROM ticket`); err != nil {
		b.Fatal(err)
	}
	for range 40 {
		take(b, s, "shebao")
	}
	return s
}

// rawAppends times what any durable write costs here at least.
func rawAppends(b *testing.B, dir string, size int) stopwatch {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "raw"))
	must(b, err)
	defer func() { must(b, f.Close()) }()
	buf := make([]byte, size)
	var took stopwatch
	for range 500 {
		start := time.Now()
		_, err := f.Write(buf)
		must(b, err)
		must(b, syscall.Fdatasync(int(f.Fd())))
		took = append(took, time.Since(start))
	}
	return took
}
