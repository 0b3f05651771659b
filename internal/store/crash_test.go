//go:build !race

package store

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

// TestPowerCut lets a hall work, then rebuilds what its disk may hold after the
// power fails before every single request, in many ways each: nothing of what
// was not synced, all of it, any part of it in any order, writes torn in the
// middle. From every one of these states the hall must come up again with all
// that it had promised.
func TestPowerCut(t *testing.T) {
	want := 20_000
	if testing.Short() {
		want = 2_000
	}
	r := cutPower(t, "full", want)
	t.Logf("%d different states of %d moments, %d deeds: %d lost, %d wrong", r.states, r.moments, r.deeds, r.lost.Load(), r.wrong.Load())
	if r.states < want {
		t.Errorf("%d states, want %d: the work is too short", r.states, want)
	}
	if r.lost.Load() > 0 || r.wrong.Load() > 0 {
		t.Errorf("%d states lost what was promised, %d were wrong, want none", r.lost.Load(), r.wrong.Load())
	}
}

// TestPowerCutIsSeen makes sure that TestPowerCut can fail: with a setting that
// many would choose, the same search finds promises broken.
func TestPowerCutIsSeen(t *testing.T) {
	r := cutPower(t, "normal", 1_500)
	t.Logf("synchronous=NORMAL: %d of %d states lost what was promised", r.lost.Load(), r.states)
	if r.lost.Load() == 0 {
		t.Error("synchronous=NORMAL lost nothing: this test is blind")
	}
	if r.wrong.Load() > 0 {
		t.Errorf("synchronous=NORMAL: %d states were wrong, want none: it loses the newest deeds and no more", r.wrong.Load())
	}
}

// A promise is what somebody was told once a deed was done: that a number is
// theirs, how far its service or its slip has come.
type promise struct {
	ticket queue.Ticket
	tap    string
	job    printer.Job
	after  int // requests to the disk before it was given
}

// result is what a search found.
type result struct {
	moments, states, deeds int
	lost, wrong            atomic.Int64 // states
}

// cutPower searches want states.
func cutPower(t *testing.T, synchronous string, want int) *result {
	t.Helper()
	o, _ := options(t)
	o.synchronous = synchronous
	promises, ops := work(t, o)
	r := &result{deeds: len(promises), moments: len(ops) + 1}

	// Checking a state opens it as a real hall, in memory where there is some.
	root := t.TempDir()
	if dir, err := os.MkdirTemp("/dev/shm", "hall"); err == nil { //nolint:usetesting // it cannot say where
		root = dir
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
	}
	type state struct {
		number   int
		files    map[string][]byte
		promises []promise
		describe string
	}
	states := make(chan state)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for st := range states {
				lost, wrong := check(root, st.files, st.promises, st.number%4 == 0)
				if lost != nil && r.lost.Add(1) <= 3 && synchronous == "full" {
					t.Errorf("%s: %v", st.describe, lost)
				}
				if wrong != nil && r.wrong.Add(1) <= 3 {
					t.Errorf("%s: %v", st.describe, wrong)
				}
			}
		})
	}
	var (
		p    = newPlatter()
		dice = rand.New(rand.NewPCG(1, 2))
		seed = maphash.MakeSeed()
		seen = make(map[uint64]bool)
		told = 0
		each = want*5/4/r.moments + 1 // states of one moment
	)
	for k := range r.moments {
		for told < len(promises) && promises[told].after <= k {
			told++
		}
		for try, found := 0, 0; try < 3*each && found < each; try++ {
			files := p.cut(try, dice)
			var h maphash.Hash
			h.SetSeed(seed)
			for _, name := range slices.Sorted(maps.Keys(files)) {
				_, _ = h.WriteString(name) // never fails
				_, _ = h.Write(files[name])
			}
			_, _ = fmt.Fprint(&h, told) // the same bytes may be asked for more
			if seen[h.Sum64()] {
				continue
			}
			seen[h.Sum64()] = true
			found++
			r.states++
			states <- state{r.states, files, promises[:told], fmt.Sprintf("cut before request %d of %d, way %d, %d promises", k, len(ops), try, told)}
		}
		if k < len(ops) {
			p.apply(ops[k])
		}
	}
	close(states)
	workers.Wait()
	return r
}

// work has a hall take, call, finish and print for a while and returns what it
// promised and what it asked of its disk.
func work(t *testing.T, o Options) ([]promise, []op) {
	t.Helper()
	ctx := context.Background()
	disk := useDisk(t, &o)
	start := func() *Store {
		s, err := Open(ctx, o)
		must(t, err)
		// The WAL is folded into the file every few deeds, so that this is cut as well.
		_, err = s.write.ExecContext(ctx, `PRAGMA wal_autocheckpoint = 60`)
		must(t, err)
		return s
	}
	s := start()
	fill(t, s)

	var promises []promise
	keep := func(p promise) {
		p.after = len(disk.recorded())
		promises = append(promises, p)
	}
	dice := rand.New(rand.NewPCG(3, 4))
	at := make(map[string]queue.Ticket) // who is at which window
	for i := range 70 {
		if i == 45 { // the lunch break: the program ends and starts again
			must(t, s.Close())
			s = start()
		}
		window := []string{"1", "2", "3"}[dice.IntN(3)]
		switch here, busy := at[window]; {
		case i%2 == 0: // half of the deeds
			tap := fmt.Sprintf("tap-%d", i)
			tk, err := s.Take(ctx, "shebao", queue.Normal, tap)
			must(t, err)
			keep(promise{ticket: tk, tap: tap})
		case busy && dice.IntN(3) == 0:
			tk, err := s.MarkAbsent(ctx, "wangfang", window, here.ID)
			must(t, err)
			keep(promise{ticket: tk})
			delete(at, window)
		case busy:
			tk, err := s.Finish(ctx, "wangfang", window, here.ID)
			must(t, err)
			keep(promise{ticket: tk})
			delete(at, window)
		default:
			tk, err := s.Call(ctx, "wangfang", window)
			if errors.Is(err, queue.ErrNobody) {
				continue
			}
			must(t, err)
			keep(promise{ticket: tk})
			at[window] = tk
		}
		if i%5 == 0 {
			printOne(t, s, i/5, keep)
		}
	}
	must(t, s.Close())
	return promises, disk.recorded()
}

// printOne takes the next slip through the spool's states, each durable before
// the next.
func printOne(t *testing.T, s *Store, n int, keep func(promise)) {
	t.Helper()
	ctx := context.Background()
	j, err := s.NextJob(ctx)
	must(t, err)
	path := []printer.State{printer.Sending, printer.AwaitAck, printer.Printed}
	if n%3 == 2 {
		path = []printer.State{printer.Held, printer.Sending, printer.AwaitAck, printer.Doubt}
	}
	for _, j.State = range path {
		if j.State == printer.Sending {
			j.Bytes, j.Attempt = make([]byte, 300), j.Attempt+1
		}
		must(t, s.SaveJob(ctx, j))
		keep(promise{job: j})
	}
}

// check opens the hall that a power cut left and says what it lost of its
// promises and what else is wrong with it; further goes on working in it.
func check(root string, files map[string][]byte, promises []promise, further bool) (lost, wrong error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp(root, "cut")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return nil, err
		}
	}
	c := newClock("2026-11-23 09:30")
	s, err := Open(ctx, Options{Path: filepath.Join(dir, "hall.db"), Now: c.now, Random: cryptorand.Reader})
	if err != nil {
		return nil, err
	}
	defer func() { wrong = errors.Join(wrong, s.close()) }()
	// Open has checked the whole chain, which is shorter than it looks back.
	if err := errors.Join(s.intact(ctx, s.write, `PRAGMA integrity_check(1)`), s.related(ctx, s.write)); err != nil {
		return nil, err
	}
	if err := consistent(ctx, s); err != nil {
		return nil, err
	}
	if lost, err = kept(ctx, s, promises); lost != nil || err != nil {
		return lost, err
	}
	if further {
		return nil, goesOn(ctx, s, promises)
	}
	return nil, nil
}

// kept checks the promises: the hall may know more than it said, never less.
func kept(ctx context.Context, s *Store, promises []promise) (lost, err error) {
	tickets, err := s.scanTickets(s.write.QueryContext(ctx, `SELECT `+ticketColumns+` FROM ticket t ORDER BY t.id`))
	if err != nil {
		return nil, err
	}
	jobs, err := s.scanJobs(s.write.QueryContext(ctx, `SELECT `+jobColumns+` FROM job j ORDER BY j.id`))
	if err != nil {
		return nil, err
	}
	for _, p := range promises {
		if n := int(p.job.ID); n > len(jobs) || n > 0 && jobRank(jobs[n-1].State) < jobRank(p.job.State) {
			return fmt.Errorf("job %d was %s", n, p.job.State), nil
		}
		n := int(p.ticket.ID)
		if n > len(tickets) {
			return fmt.Errorf("ticket %s is gone", p.ticket.No), nil
		}
		if n == 0 {
			continue
		}
		if t := tickets[n-1]; t.No != p.ticket.No || t.Token != p.ticket.Token || ticketRank(t.State) < ticketRank(p.ticket.State) {
			return fmt.Errorf("ticket %s is %s %s, was %s", p.ticket.No, t.No, t.State, p.ticket.State), nil
		}
	}
	return nil, nil
}

func ticketRank(s queue.State) int {
	return map[queue.State]int{queue.Waiting: 0, queue.Called: 1, queue.Finished: 2, queue.Absent: 2}[s]
}

func jobRank(s printer.State) int {
	return slices.Index([]printer.State{printer.Queued, printer.Held, printer.Sending, printer.AwaitAck, printer.Printed, printer.Doubt}, s)
}

// goesOn makes sure that the next number is nobody's, and that a resident who
// taps again gets the number they were shown.
func goesOn(ctx context.Context, s *Store, promises []promise) error {
	if len(promises) == 0 {
		return nil
	}
	next, err := s.Take(ctx, "shebao", queue.Normal, "tap after the cut")
	if err != nil {
		return err
	}
	var last promise
	for _, p := range promises {
		if p.ticket.No == next.No {
			return fmt.Errorf("%s was given twice", next.No)
		}
		if p.tap != "" {
			last = p
		}
	}
	again, err := s.Take(ctx, "yibao", queue.Normal, last.tap)
	if err != nil {
		return err
	}
	if again.No != last.ticket.No || again.Token != last.ticket.Token {
		return fmt.Errorf("tapped again for %s, got %s", last.ticket.No, again.No)
	}
	return nil
}

// A platter is what is certainly on a disk and what may be: per file the writes
// since its last sync, and the names given and taken since the folder's.
type platter struct {
	files   map[int]*sector
	names   map[string]int // durable
	links   []op           // create and unlink, not durable
	forgets bool           // after a failed sync, as Linux does: what was to be synced is never written
}

// A sector is one file's content.
type sector struct {
	durable []byte
	pending []op
}

func newPlatter() *platter {
	return &platter{files: make(map[int]*sector), names: make(map[string]int)}
}

// apply carries out one request.
func (p *platter) apply(o op) {
	switch o.kind {
	case create:
		p.files[o.file] = &sector{}
		p.links = append(p.links, o)
	case unlink:
		p.links = append(p.links, o)
	case write, truncate:
		f := p.files[o.file]
		f.pending = append(f.pending, o)
	case syncData:
		f := p.files[o.file]
		for _, o := range f.pending {
			f.durable = o.on(f.durable)
		}
		f.pending = nil
	case syncDir:
		p.names = link(p.names, p.links)
		p.links = nil
	case syncFail:
		if p.forgets {
			p.files[o.file].pending = nil
		}
	case control:
	}
}

// cut returns the files as the power may leave them: in way 0 with nothing that
// was not synced, in way 1 with all of it, else with what the dice say. Names
// change in order, for file systems journal them; data does not.
func (p *platter) cut(way int, dice *rand.Rand) map[string][]byte {
	links := len(p.links)
	switch {
	case way == 0:
		links = 0
	case way > 1:
		links = dice.IntN(links + 1)
	}
	files := make(map[string][]byte)
	for name, n := range link(p.names, p.links[:links]) {
		f := p.files[n]
		b := slices.Clone(f.durable)
		for _, o := range f.pending {
			if way == 0 || way > 1 && dice.IntN(2) == 0 {
				continue
			}
			if tear := len(o.data) / 512; way > 1 && tear > 1 && dice.IntN(4) == 0 {
				o.data = o.data[:512*(1+dice.IntN(tear-1))]
			}
			b = o.on(b)
		}
		files[name] = b
	}
	return files
}

// on returns b with the request o carried out on it.
func (o op) on(b []byte) []byte {
	if o.kind == truncate {
		return b[:min(int(o.off), len(b))]
	}
	if end := int(o.off) + len(o.data); end > len(b) {
		b = append(b, make([]byte, end-len(b))...)
	}
	copy(b[o.off:], o.data)
	return b
}

// link returns names with the changes carried out.
func link(names map[string]int, changes []op) map[string]int {
	names = maps.Clone(names)
	for _, o := range changes {
		if o.kind == unlink {
			delete(names, o.name)
		} else {
			names[o.name] = o.file
		}
	}
	return names
}
