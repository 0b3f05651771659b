package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/event"
)

// earliest is certainly past: this program was not written before.
func earliest() time.Time { return time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC) }

// wall returns what the machine's clock says, as exactly as the file keeps it.
func (s *Store) wall() time.Time { return s.opt.Now().Truncate(time.Millisecond) }

// begin reads the clock for a deed, and the end of the journal.
func (s *Store) begin(ctx context.Context, d *deed) error {
	if err := s.load(ctx, d.Tx, d); err != nil {
		return err
	}
	verb := event.ClockDoubted
	if d.now.Doubt == calendar.Sure {
		verb = event.ClockRighted
	}
	return s.turn(ctx, d, verb)
}

// load fills d with the journal's end and with the time.
func (s *Store) load(ctx context.Context, q querier, d *deed) error {
	var (
		day, doubt string
		seq, at    sql.NullInt64
		hash       []byte
	)
	if err := q.QueryRowContext(ctx, `
		SELECT m.epoch, m.day, m.doubt, j.seq, j.at, j.hash
		  FROM meta m LEFT JOIN journal j ON j.seq = (SELECT max(seq) FROM journal)`).
		Scan(&d.epoch, &day, &doubt, &seq, &at, &hash); err != nil {
		return fmt.Errorf("read the clock's state: %w", err)
	}
	var err error
	if d.clock.Day, err = calendar.ParseDay(day); err != nil {
		return fmt.Errorf("%w: meta.day: %w", ErrDamaged, err)
	}
	wall := s.wall()
	if at.Valid {
		d.clock.Last = time.UnixMilli(at.Int64).In(wall.Location())
	}
	d.doubt = calendar.Doubt(doubt)
	d.seq = seq.Int64
	copy(d.hash[:], hash)
	d.now = d.clock.Read(wall, s.opt.Synced(), earliest())
	return nil
}

// turn writes down that the day or the doubt is another than the last deed
// found. Numbers given in doubt went to people who stand in the hall now, so
// they move to the day that turns out to be today, which counts on after them.
func (s *Store) turn(ctx context.Context, d *deed, verb event.Verb) error {
	if d.now.Day == d.clock.Day && d.now.Doubt == d.doubt {
		return nil
	}
	if _, err := d.ExecContext(ctx, `UPDATE meta SET day = ?, doubt = ?`, d.now.Day.String(), d.now.Doubt); err != nil {
		return fmt.Errorf("turn the day: %w", err)
	}
	if d.now.Doubt == d.doubt {
		return nil // an ordinary midnight
	}
	var moved int64
	if d.now.Doubt == calendar.Sure {
		res, err := d.ExecContext(ctx, `UPDATE ticket SET day = ?, sure = 1 WHERE sure = 0`, d.now.Day.String())
		if err != nil {
			return fmt.Errorf("move doubtful tickets: %w", err)
		}
		if moved, err = res.RowsAffected(); err != nil {
			return fmt.Errorf("move doubtful tickets: %w", err)
		}
	}
	return d.record(ctx, verb, "", struct {
		Doubt calendar.Doubt `json:"doubt,omitempty"`
		Was   calendar.Doubt `json:"was,omitempty"`
		Wall  string         `json:"wall"`
		Day   calendar.Day   `json:"day"`
		Moved int64          `json:"tickets,omitempty"` // given in doubt, now of this day
	}{d.now.Doubt, d.doubt, s.wall().Format(time.RFC3339), d.now.Day, moved})
}

// now returns the time by which the hall acts, without doing anything.
func (s *Store) now(ctx context.Context, q querier) (calendar.Reading, error) {
	var d deed
	err := s.load(ctx, q, &d)
	return d.now, err
}

// Clock returns the time and the business day by which the hall acts now.
func (s *Store) Clock(ctx context.Context) (calendar.Reading, error) {
	return s.now(ctx, s.read)
}

// ConfirmClock ends the doubt about the machine's clock on the word of actor. A
// clock that nobody doubts needs no word; ErrClock is returned for one that is
// certainly wrong.
func (s *Store) ConfirmClock(ctx context.Context, actor string) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		if d.now.Doubt == calendar.Sure {
			return nil
		}
		now, ok := d.clock.Confirm(s.wall(), earliest())
		if !ok {
			return ErrClock
		}
		d.clock.Day, d.doubt, d.now = d.now.Day, d.now.Doubt, now
		return s.turn(ctx, d, event.ClockConfirmed)
	})
}

// millis is how the file keeps a time.
func millis(t time.Time) int64 { return t.UnixMilli() }

// moment reads a time from the file, in the hall's zone; the zero time for NULL.
func (s *Store) moment(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).In(s.opt.Now().Location())
}
