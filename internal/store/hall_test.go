package store

import (
	"context"
	cryptorand "crypto/rand"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/queue"
)

// A clock is the machine's clock, set by the test.
type clock struct{ ms atomic.Int64 }

var zone = time.FixedZone("CST", 8*3600)

// at returns a moment of the hall's zone, written 2026-11-23 09:05.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

func newClock(s string) *clock { c := &clock{}; c.set(s); return c }

func (c *clock) set(s string)          { c.ms.Store(at(s).UnixMilli()) }
func (c *clock) now() time.Time        { return time.UnixMilli(c.ms.Load()).In(zone) }
func (c *clock) pass(d time.Duration)  { c.ms.Add(d.Milliseconds()) }
func weekdays(s string) calendar.Hours { h, _ := calendar.ParseHours("周一至周五 " + s); return h }

// sample is a hall of two lines and three windows, of which one serves both.
func sample() queue.Hall {
	hours := weekdays("8:30-12:00 14:00-17:30")
	return queue.Hall{
		Name: "青石镇便民服务中心", Advice: "请在大厅等候", Sample: true,
		Lines: []queue.Line{
			{ID: "shebao", Letter: "A", Name: "社会保险", Hours: hours},
			{ID: "yibao", Letter: "B", Name: "医疗保险", Hours: hours, Cap: 3},
		},
		Windows: []queue.Window{
			{ID: "1", Name: "社保", Lines: []string{"shebao"}},
			{ID: "2", Name: "社保", Lines: []string{"shebao"}},
			{ID: "3", Name: "社保医保", Lines: []string{"shebao", "yibao"}},
		},
	}
}

// options is a hall in a folder of the test's, on a Monday at nine.
func options(t testing.TB) (Options, *clock) {
	t.Helper()
	c := newClock("2026-11-23 09:00")
	return Options{
		Path: filepath.Join(t.TempDir(), "hall.db"), Now: c.now, Random: cryptorand.Reader,
		TicketValues: func(h queue.Hall, l queue.Line, t queue.Ticket, sure bool) (json.RawMessage, error) {
			return json.Marshal(map[string]any{"hall": h.Name, "line": l.Name, "no": t.No, "sure": sure})
		},
	}, c
}

// open opens the hall of o until the test ends.
func open(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // the test may have closed it
	return s
}

// opened is a new hall with the sample in it and two clerks.
func opened(t testing.TB) (*Store, *clock) {
	t.Helper()
	o, c := options(t)
	s := open(t, o)
	fill(t, s)
	return s, c
}

func fill(t testing.TB, s *Store) {
	t.Helper()
	ctx := context.Background()
	must(t, s.LoadHall(ctx, "setup", sample()))
	must(t, s.MakeAccount(ctx, "setup", staff.Account{Name: "admin", Person: "赵主任", Role: staff.Administrator}))
	must(t, s.MakeAccount(ctx, "admin", staff.Account{Name: "wangfang", Person: "王芳", Role: staff.Clerk}))
	must(t, s.MakeAccount(ctx, "admin", staff.Account{Name: "lilei", Person: "李雷", Role: staff.Clerk}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// take takes a number that nothing stands in the way of.
func take(t testing.TB, s *Store, line string) queue.Ticket {
	t.Helper()
	tk, err := s.Take(context.Background(), line, queue.Normal, fmt.Sprintf("tap-%d", rand.Uint64()))
	if err != nil {
		t.Fatalf("Take(%s): %v", line, err)
	}
	return tk
}

// consistent checks what must hold in every hall.
func consistent(ctx context.Context, s *Store) error {
	var twice, gaps, slipless, unlogged int
	if err := s.write.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM (SELECT 1 FROM ticket GROUP BY day, no HAVING count(*) > 1)),
		       (SELECT count(*) FROM (SELECT 1 FROM ticket GROUP BY line, day HAVING count(*) <> max(seq))),
		       (SELECT count(*) FROM ticket t WHERE 1 <> (SELECT count(*) FROM job WHERE ticket = t.id)),
		       (SELECT count(*) FROM ticket) - (SELECT count(*) FROM journal WHERE verb = 'ticket.taken')`).
		Scan(&twice, &gaps, &slipless, &unlogged); err != nil {
		return err
	}
	if twice+gaps+slipless != 0 || unlogged != 0 {
		return fmt.Errorf("%d numbers twice, %d lines with gaps, %d tickets without their one slip, %d without journal row",
			twice, gaps, slipless, unlogged)
	}
	return nil
}
