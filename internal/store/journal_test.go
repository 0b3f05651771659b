package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"yidiantong.org/lobby/internal/hall/event"
)

// raw opens the file as a tamperer would, while nobody runs.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// TestJournalIsAppendOnly tries what a mistaken query of ours could do.
func TestJournalIsAppendOnly(t *testing.T) {
	s, _ := opened(t)
	take(t, s, "shebao")
	for _, statement := range []string{
		`UPDATE journal SET actor = 'somebody' WHERE seq = 1`,
		`DELETE FROM journal`,
		`INSERT INTO journal SELECT seq + 2, epoch, at, actor, verb, subject, body, prev, hash FROM journal ORDER BY seq DESC LIMIT 1`,
		`INSERT OR REPLACE INTO journal SELECT * FROM journal LIMIT 1`,
		`UPDATE OR REPLACE journal SET seq = 1 WHERE seq = 2`,
	} {
		if _, err := s.write.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "journal") {
			t.Errorf("%s: %v, want it refused", statement, err)
		}
	}
	must(t, s.Verify(t.Context()))
}

// TestTampering changes the journal by other means and makes sure that it shows:
// to Verify always, and when the program starts.
func TestTampering(t *testing.T) {
	const free = `DROP TRIGGER journal_kept_whole; DROP TRIGGER journal_kept_true; DROP TRIGGER journal_gapless`
	for name, tampering := range map[string][]string{
		"a body changed":          {free, `UPDATE journal SET body = '{"no":"A999"}' WHERE seq = 5`},
		"a time changed":          {free, `UPDATE journal SET at = at + 1 WHERE seq = 5`},
		"a row taken out":         {free, `DELETE FROM journal WHERE seq = 5`},
		"a row taken out, closed": {free, `DELETE FROM journal WHERE seq = 5`, `UPDATE journal SET seq = seq - 1 WHERE seq > 5`},
		"the end cut off":         {free, `DELETE FROM journal WHERE seq > 6`},
		"all of it cut off":       {free, `DELETE FROM journal`},
		"two rows exchanged": {
			free, `UPDATE journal SET seq = -5 WHERE seq = 5`, `UPDATE journal SET seq = 5 WHERE seq = 6`, `UPDATE journal SET seq = 6 WHERE seq = -5`,
		},
		"the last row rewritten, hash and all": {free, `UPDATE journal SET body = '{}', hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM journal)`},
		"a ticket without its line":            {`PRAGMA foreign_keys = OFF`, `UPDATE ticket SET line = 'gone' WHERE id = 1`},
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := options(t)
			s, err := Open(t.Context(), o)
			must(t, err)
			fill(t, s)
			for range 6 {
				take(t, s, "shebao")
			}
			must(t, s.Verify(t.Context()))
			must(t, s.Close())
			raw(t, o.Path, tampering...)

			s, err = Open(t.Context(), o)
			if err == nil { // what only Verify looks for
				err = s.Verify(t.Context())
				if !strings.Contains(name, "without its line") {
					t.Error("the program started on it")
				}
				must(t, s.Close())
			}
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("found %v, want ErrDamaged", err)
			}
		})
	}
}

// TestTamperingWithSkill rewrites a row and gives it the hash it would have had:
// the row after it remembers another.
func TestTamperingWithSkill(t *testing.T) {
	o, _ := options(t)
	s, err := Open(t.Context(), o)
	must(t, err)
	fill(t, s)
	take(t, s, "shebao")
	rows, err := s.Journal(t.Context(), 2, 1)
	must(t, err)
	must(t, s.Close())
	forged := rows[0]
	forged.Actor = "nobody"
	raw(t, o.Path, fmt.Sprintf(`DROP TRIGGER journal_kept_true; UPDATE journal SET actor = 'nobody', hash = x'%s' WHERE seq = 3`, forged.Sum()))
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "row 4") {
		t.Errorf("Open: %v, want that row 4 does not follow", err)
	}
}

// TestTamperingLongAgo changes a row that is too old to be looked at when the
// program starts.
func TestTamperingLongAgo(t *testing.T) {
	o, _ := options(t)
	s, err := Open(t.Context(), o)
	must(t, err)
	fill(t, s)
	for range bootRows + 10 {
		must(t, s.change(t.Context(), "test", func(ctx context.Context, d *deed) error {
			return d.record(ctx, event.SignedIn, "test", struct{}{})
		}))
	}
	must(t, s.Close())
	raw(t, o.Path, `DROP TRIGGER journal_kept_true; UPDATE journal SET actor = 'nobody' WHERE seq = 3`)
	s = open(t, o)
	if err := s.Verify(t.Context()); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "row 3") {
		t.Errorf("Verify = %v, want row 3 damaged", err)
	}
}

// TestOlderCopy puts an older file in the place of the hall's: flawless in
// itself, but the high-water mark knows better.
func TestOlderCopy(t *testing.T) {
	o, _ := options(t)
	s, err := Open(t.Context(), o)
	must(t, err)
	fill(t, s)
	must(t, s.Close())
	old, err := os.ReadFile(o.Path)
	must(t, err)

	s, err = Open(t.Context(), o)
	must(t, err)
	take(t, s, "shebao")
	must(t, s.Mark(t.Context())) // as the program does once a minute
	must(t, s.close())
	must(t, os.WriteFile(o.Path, old, 0o600))

	if _, err := Open(t.Context(), o); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "hall.db.mark") {
		t.Errorf("Open of an older copy: %v, want ErrDamaged and what to do", err)
	}
	must(t, os.WriteFile(o.Path+".mark", []byte("nonsense"), 0o600))
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrDamaged) {
		t.Errorf("Open beside a spoilt mark: %v, want ErrDamaged", err)
	}
	must(t, os.Remove(o.Path+".mark"))
	open(t, o) // an operator decided to go on with it
}

func TestJournalPages(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	for range 5 {
		take(t, s, "shebao")
	}
	last, err := s.Seq(ctx)
	must(t, err)
	var seqs []int64
	for after := int64(0); ; {
		page, err := s.Journal(ctx, after, 3)
		must(t, err)
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			seqs = append(seqs, e.Seq)
			after = e.Seq
		}
	}
	if int64(len(seqs)) != last || seqs[len(seqs)-1] != last {
		t.Errorf("pages hold rows %v, want 1 to %d", seqs, last)
	}
}

// TestCommittedIsAnnounced makes sure that what is announced can be read already.
func TestCommittedIsAnnounced(t *testing.T) {
	o, _ := options(t)
	var s *Store
	var told []int64
	o.Committed = func(seq int64) {
		told = append(told, seq)
		if newest, err := s.Seq(context.Background()); err != nil || newest < seq {
			t.Errorf("row %d was announced, the newest to be read is %d (%v)", seq, newest, err)
		}
	}
	s = open(t, o)
	fill(t, s)
	told = nil
	take(t, s, "shebao")
	if _, err := s.Call(t.Context(), "wangfang", "9"); err == nil {
		t.Fatal("called to no window")
	}
	last, err := s.Seq(t.Context())
	must(t, err)
	if len(told) != 1 || told[0] != last {
		t.Errorf("announced %v, want row %d alone", told, last)
	}
}
