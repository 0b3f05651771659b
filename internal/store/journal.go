package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"yidiantong.org/lobby/internal/hall/event"
)

// bootRows is how much of the chain is checked whenever the hall is opened: a
// few days, in milliseconds. Verify checks all of it.
const bootRows = 500

// record writes the deed's next journal row.
func (d *deed) record(ctx context.Context, verb event.Verb, subject string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("journal %s: %w", verb, err)
	}
	e := event.Event{
		Seq: d.seq + 1, Epoch: d.epoch, At: d.now.At, Actor: d.actor,
		Verb: verb, Subject: subject, Body: string(b), Prev: d.hash,
	}
	hash := e.Sum()
	if _, err := d.ExecContext(ctx, `
		INSERT INTO journal (seq, epoch, at, actor, verb, subject, body, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Seq, e.Epoch, millis(e.At), e.Actor, e.Verb, e.Subject, e.Body, e.Prev[:], hash[:]); err != nil {
		return fmt.Errorf("journal %s: %w", verb, err)
	}
	d.seq, d.hash, d.written = e.Seq, hash, true
	return nil
}

// Journal returns up to limit rows after the row after, the oldest first.
func (s *Store) Journal(ctx context.Context, after int64, limit int) ([]event.Event, error) {
	var events []event.Event
	err := s.eachRow(ctx, s.read, after, limit, func(e event.Event, _ event.Hash) error {
		events = append(events, e)
		return nil
	})
	return events, err
}

// Seq returns the number of the journal's last row, 0 when it has none.
func (s *Store) Seq(ctx context.Context) (int64, error) {
	var seq int64
	err := s.read.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM journal`).Scan(&seq)
	return seq, err
}

// eachRow visits up to limit rows after the row after, and the hash that each carries.
func (s *Store) eachRow(ctx context.Context, q querier, after int64, limit int, visit func(event.Event, event.Hash) error) error {
	rows, err := q.QueryContext(ctx, `
		SELECT seq, epoch, at, actor, verb, subject, body, prev, hash
		  FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
	if err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	zone := s.opt.Now().Location()
	for rows.Next() {
		var (
			e    event.Event
			hash event.Hash
			at   int64
			p, h []byte
		)
		if err := rows.Scan(&e.Seq, &e.Epoch, &at, &e.Actor, &e.Verb, &e.Subject, &e.Body, &p, &h); err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		e.At = time.UnixMilli(at).In(zone)
		copy(e.Prev[:], p)
		copy(hash[:], h)
		if err := visit(e, hash); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the journal: %w", err)
	}
	return nil
}

// chain checks that the rows after the row after follow each other without a
// gap, that each is what its hash says and that none was changed since the next
// was written.
func (s *Store) chain(ctx context.Context, q querier, after int64) error {
	var prev event.Hash
	if after > 0 {
		var h []byte
		if err := q.QueryRowContext(ctx, `SELECT hash FROM journal WHERE seq = ?`, after).Scan(&h); err != nil {
			return fmt.Errorf("%w: journal row %d: %w", ErrDamaged, after, err)
		}
		copy(prev[:], h)
	}
	next := after + 1
	return s.eachRow(ctx, q, after, -1, func(e event.Event, hash event.Hash) error {
		switch {
		case e.Seq != next:
			return fmt.Errorf("%w: journal row %d is missing", ErrDamaged, next)
		case e.Prev != prev:
			return fmt.Errorf("%w: journal row %d does not follow the row before it", ErrDamaged, e.Seq)
		case e.Sum() != hash:
			return fmt.Errorf("%w: journal row %d was changed", ErrDamaged, e.Seq)
		}
		prev = hash
		next++
		return nil
	})
}

// bootCheck looks for damage that can be found quickly. Nobody else writes yet,
// so it uses the writer's connection, which has read the schema already.
func (s *Store) bootCheck(ctx context.Context) error {
	if err := s.intact(ctx, s.write, `PRAGMA quick_check(1)`); err != nil {
		return err
	}
	var seq int64
	if err := s.write.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM journal`).Scan(&seq); err != nil {
		return err
	}
	if err := s.chain(ctx, s.write, max(0, seq-bootRows)); err != nil {
		return err
	}
	if err := s.checkMark(ctx, s.write); err != nil {
		return err
	}
	return s.read.PingContext(ctx)
}

// Verify looks for any damage: in the file's structure, between its tables, in
// the journal from its first row, and against the high-water mark.
func (s *Store) Verify(ctx context.Context) error {
	tx, err := s.read.BeginTx(ctx, readOnly())
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if err := s.intact(ctx, tx, `PRAGMA integrity_check(1)`); err != nil {
		return err
	}
	if err := s.related(ctx, tx); err != nil {
		return err
	}
	if err := s.chain(ctx, tx, 0); err != nil {
		return err
	}
	return s.checkMark(ctx, tx)
}

// intact runs one of SQLite's own checks.
func (s *Store) intact(ctx context.Context, q querier, check string) error {
	var found string
	if err := q.QueryRowContext(ctx, check).Scan(&found); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	return nil
}

// related makes sure that no row speaks of one that is not there.
func (s *Store) related(ctx context.Context, q querier) error {
	var table, parent string
	var row int64
	err := q.QueryRowContext(ctx, `SELECT "table", coalesce(rowid, 0), parent FROM pragma_foreign_key_check LIMIT 1`).
		Scan(&table, &row, &parent)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return fmt.Errorf("%w: %s row %d names a %s that is not there", ErrDamaged, table, row, parent)
}

// mark is the name of the high-water mark: a second file that says how far the
// journal certainly came. A journal whose end was cut off is a shorter journal,
// flawless in itself; only something outside it can tell.
func (s *Store) mark() string { return s.opt.Path + ".mark" }

// Mark writes the high-water mark. It costs a sync of its own, so the program
// calls it once a minute, not for each ticket; Open, Close and Backup do too.
func (s *Store) Mark(ctx context.Context) error {
	var d deed
	if err := s.load(ctx, s.write, &d); err != nil {
		return err
	}
	if d.seq == 0 {
		return nil
	}
	line := fmt.Sprintf("%d %d %s\n", d.epoch, d.seq, d.hash)
	if err := replaceFile(s.mark(), []byte(line)); err != nil {
		return fmt.Errorf("write the high-water mark: %w", err)
	}
	return nil
}

// checkMark compares the journal with the high-water mark.
func (s *Store) checkMark(ctx context.Context, q querier) error {
	b, err := os.ReadFile(s.mark())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var (
		epoch int
		seq   int64
		hash  string
		found int
	)
	if _, err := fmt.Sscanf(string(b), "%d %d %s\n", &epoch, &seq, &hash); err != nil {
		return fmt.Errorf("%w: %s cannot be read: %w", ErrDamaged, s.mark(), err)
	}
	if err := q.QueryRowContext(ctx, `
		SELECT count(*) FROM journal WHERE seq = ? AND epoch = ? AND hash = unhex(?)`, seq, epoch, hash).Scan(&found); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if found == 0 {
		return fmt.Errorf("%w: the journal once had a row %d %s that is gone: its end is lost or this is an older copy; "+
			"put the right file back, or remove %s to go on with this one", ErrDamaged, seq, hash[:min(8, len(hash))], s.mark())
	}
	return nil
}
