package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/event"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

func readOnly() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// view runs read on one unchanging state of the hall, with the time of now.
func (s *Store) view(ctx context.Context, read func(tx *sql.Tx, now calendar.Reading) error) error {
	tx, err := s.read.BeginTx(ctx, readOnly())
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	return read(tx, now)
}

// LoadHall takes over what the hall's files say. When that is what is known
// already it writes nothing. A line or window that is gone from the files is
// retired: it keeps its tickets and takes no new ones.
func (s *Store) LoadHall(ctx context.Context, actor string, h queue.Hall) error {
	content, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("load hall: %w", err)
	}
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		known, err := s.hall(ctx, d)
		if err != nil {
			return err
		}
		if same, err := json.Marshal(known); err != nil {
			return fmt.Errorf("load hall: %w", err)
		} else if bytes.Equal(same, content) {
			return nil
		}
		if err := d.keepHall(ctx, h); err != nil {
			return fmt.Errorf("load hall: %w", err)
		}
		sum := sha256.Sum256(content)
		return d.record(ctx, event.HallLoaded, h.Name, struct {
			Lines   int    `json:"lines"`
			Windows int    `json:"windows"`
			SHA256  string `json:"sha256"`
		}{len(h.Lines), len(h.Windows), hex.EncodeToString(sum[:])})
	})
}

// keepHall replaces what the file holds of the hall's files.
func (d *deed) keepHall(ctx context.Context, h queue.Hall) error {
	if _, err := d.ExecContext(ctx, `
		UPDATE hall SET name = ?, motto = ?, phone = ?, base = ?, advice = ?, sample = ?`,
		h.Name, h.Motto, h.Phone, h.Base, h.Advice, h.Sample); err != nil {
		return err
	}
	if _, err := d.ExecContext(ctx, `UPDATE line SET retired = 1`); err != nil {
		return err
	}
	for i, l := range h.Lines {
		if err := d.keepLine(ctx, i, l); err != nil {
			return fmt.Errorf("line %s: %w", l.ID, err)
		}
	}
	if _, err := d.ExecContext(ctx, `DELETE FROM desk_line`); err != nil {
		return err
	}
	if _, err := d.ExecContext(ctx, `UPDATE desk SET retired = 1`); err != nil {
		return err
	}
	for i, w := range h.Windows {
		if err := d.keepWindow(ctx, i, w); err != nil {
			return fmt.Errorf("window %s: %w", w.ID, err)
		}
	}
	_, err := d.ExecContext(ctx, `UPDATE desk SET clerk = NULL, since = NULL WHERE retired = 1`)
	return err
}

func (d *deed) keepLine(ctx context.Context, place int, l queue.Line) error {
	// Numbers given today keep their letter to themselves.
	var other string
	err := d.QueryRowContext(ctx, `
		SELECT line FROM ticket WHERE day = ? AND no GLOB ? || '[0-9]*' AND line <> ? LIMIT 1`,
		d.now.Day.String(), l.Letter, l.ID).Scan(&other)
	if err == nil {
		return fmt.Errorf("numbers with the letter %s were given today for %s; load this after the hall has closed", l.Letter, other)
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	hours, err := json.Marshal(l.Hours)
	if err != nil {
		return err
	}
	_, err = d.ExecContext(ctx, `
		INSERT INTO line (id, place, letter, name, about, hours, cap, retired)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0)
		    ON CONFLICT (id) DO UPDATE
		   SET place = excluded.place, letter = excluded.letter, name = excluded.name, about = excluded.about,
		       hours = excluded.hours, cap = excluded.cap, retired = 0`,
		l.ID, place, l.Letter, l.Name, l.About, string(hours), l.Cap)
	if taken(err) { // the id is no conflict
		return fmt.Errorf("the letter %s is another line's already", l.Letter)
	}
	return err
}

func (d *deed) keepWindow(ctx context.Context, place int, w queue.Window) error {
	if _, err := d.ExecContext(ctx, `
		INSERT INTO desk (id, place, name, retired) VALUES (?, ?, ?, 0)
		    ON CONFLICT (id) DO UPDATE SET place = excluded.place, name = excluded.name, retired = 0`,
		w.ID, place, w.Name); err != nil {
		return err
	}
	for i, line := range w.Lines {
		res, err := d.ExecContext(ctx, `
			INSERT INTO desk_line (desk, line, place) SELECT ?, id, ? FROM line WHERE id = ? AND retired = 0`, w.ID, i, line)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return fmt.Errorf("serves %s: %w", line, queue.ErrNoLine)
		}
	}
	return nil
}

// Hall returns what the hall's files said when they were last loaded.
func (s *Store) Hall(ctx context.Context) (queue.Hall, error) {
	var h queue.Hall
	err := s.view(ctx, func(tx *sql.Tx, _ calendar.Reading) (err error) {
		h, err = s.hall(ctx, tx)
		return err
	})
	return h, err
}

func (s *Store) hall(ctx context.Context, q querier) (queue.Hall, error) {
	h, err := hallHead(ctx, q)
	if err != nil {
		return h, err
	}
	if h.Lines, err = lines(ctx, q, calendar.Reading{}, ""); err != nil {
		return h, err
	}
	for i, l := range h.Lines { // as in the files: nothing of the day
		h.Lines[i] = queue.Line{ID: l.ID, Letter: l.Letter, Name: l.Name, About: l.About, Hours: l.Hours, Cap: l.Cap}
	}
	h.Windows, err = windows(ctx, q)
	return h, err
}

// hallHead reads the hall without its lines and windows.
func hallHead(ctx context.Context, q querier) (queue.Hall, error) {
	var h queue.Hall
	err := q.QueryRowContext(ctx, `SELECT name, motto, phone, base, advice, sample FROM hall`).
		Scan(&h.Name, &h.Motto, &h.Phone, &h.Base, &h.Advice, &h.Sample)
	if err != nil {
		return h, fmt.Errorf("read the hall: %w", err)
	}
	return h, nil
}

// lines returns the line called id, or all of them in their order when id is
// empty, as they stand at now.
func lines(ctx context.Context, q querier, now calendar.Reading, id string) ([]queue.Line, error) {
	const query = `
		SELECT l.id, l.letter, l.name, l.about, l.hours, l.cap, iif(l.stopped_day = ?1, l.stopped, ''),
		       coalesce((SELECT max(seq) FROM ticket WHERE line = l.id AND day = ?1), 0),
		       (SELECT count(*) FROM ticket WHERE state = 'waiting' AND day = ?1 AND line = l.id)
		  FROM line l WHERE l.retired = 0`
	var rows *sql.Rows
	var err error
	if id == "" {
		rows, err = q.QueryContext(ctx, query+` ORDER BY l.place`, now.Day.String())
	} else {
		rows, err = q.QueryContext(ctx, query+` AND l.id = ?2`, now.Day.String(), id)
	}
	if err != nil {
		return nil, fmt.Errorf("read the lines: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	var lines []queue.Line
	for rows.Next() {
		l := queue.Line{Day: now.Day, Unsure: now.Doubt != calendar.Sure}
		var hours string
		if err := rows.Scan(&l.ID, &l.Letter, &l.Name, &l.About, &hours, &l.Cap, &l.Stopped, &l.Issued, &l.Waiting); err != nil {
			return nil, fmt.Errorf("read the lines: %w", err)
		}
		if err := json.Unmarshal([]byte(hours), &l.Hours); err != nil {
			return nil, fmt.Errorf("%w: hours of line %s: %w", ErrDamaged, l.ID, err)
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

// line returns one line as it stands at now.
func line(ctx context.Context, q querier, now calendar.Reading, id string) (queue.Line, error) {
	found, err := lines(ctx, q, now, id)
	if err != nil {
		return queue.Line{}, err
	}
	if id == "" || len(found) == 0 {
		return queue.Line{}, queue.ErrNoLine
	}
	return found[0], nil
}

// windows returns the windows in their order.
func windows(ctx context.Context, q querier) ([]queue.Window, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT d.id, d.name, s.line
		  FROM desk d LEFT JOIN desk_line s ON s.desk = d.id
		 WHERE d.retired = 0 ORDER BY d.place, s.place`)
	if err != nil {
		return nil, fmt.Errorf("read the windows: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	var windows []queue.Window
	for rows.Next() {
		var w queue.Window
		var line sql.NullString
		if err := rows.Scan(&w.ID, &w.Name, &line); err != nil {
			return nil, fmt.Errorf("read the windows: %w", err)
		}
		if n := len(windows); n == 0 || windows[n-1].ID != w.ID {
			windows = append(windows, w)
		}
		if last := &windows[len(windows)-1]; line.Valid {
			last.Lines = append(last.Lines, line.String)
		}
	}
	return windows, rows.Err()
}

// window returns one window.
func window(ctx context.Context, q querier, id string) (queue.Window, error) {
	all, err := windows(ctx, q)
	if err != nil {
		return queue.Window{}, err
	}
	i := slices.IndexFunc(all, func(w queue.Window) bool { return w.ID == id })
	if i < 0 {
		return queue.Window{}, queue.ErrNoWindow
	}
	return all[i], nil
}

// statuses says how the lines stand, as a resident sees them.
func statuses(ctx context.Context, q querier, now calendar.Reading) ([]queue.LineStatus, error) {
	all, err := lines(ctx, q, now, "")
	if err != nil {
		return nil, err
	}
	out := make([]queue.LineStatus, 0, len(all))
	for _, l := range all {
		out = append(out, queue.LineStatus{
			ID: l.ID, Letter: l.Letter, Name: l.Name, About: l.About, Waiting: l.Waiting, Closed: l.Open(now.At),
		})
	}
	return out, nil
}

// Lobby returns what a resident is shown before choosing.
func (s *Store) Lobby(ctx context.Context) (queue.Lobby, error) {
	var lobby queue.Lobby
	err := s.view(ctx, func(tx *sql.Tx, now calendar.Reading) error {
		h, err := hallHead(ctx, tx)
		if err != nil {
			return err
		}
		lobby = queue.Lobby{
			Name: h.Name, Motto: h.Motto, Phone: h.Phone, Base: h.Base, Sample: h.Sample, ClockSure: now.Doubt == calendar.Sure,
		}
		if lobby.Lines, err = statuses(ctx, tx, now); err != nil {
			return err
		}
		for _, l := range lobby.Lines {
			lobby.Waiting += l.Waiting
		}
		if err := tx.QueryRowContext(ctx, `
			SELECT (SELECT count(*) FROM desk WHERE clerk IS NOT NULL), (SELECT fault = ? FROM printer)`, printer.OK).
			Scan(&lobby.Windows, &lobby.Printer); err != nil {
			return fmt.Errorf("read the lobby: %w", err)
		}
		return nil
	})
	return lobby, err
}

// StopLine closes a line for the rest of the business day; reason is for residents.
func (s *Store) StopLine(ctx context.Context, actor, id, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return errors.New("a line is not stopped without a reason")
	}
	return s.setStopped(ctx, actor, id, reason, event.LineStopped)
}

// ResumeLine opens a line that was stopped.
func (s *Store) ResumeLine(ctx context.Context, actor, id string) error {
	return s.setStopped(ctx, actor, id, "", event.LineResumed)
}

func (s *Store) setStopped(ctx context.Context, actor, id, reason string, verb event.Verb) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		l, err := line(ctx, d, d.now, id)
		if err != nil || l.Stopped == reason {
			return err
		}
		if _, err := d.ExecContext(ctx, `UPDATE line SET stopped = ?, stopped_day = ? WHERE id = ?`,
			reason, d.now.Day.String(), id); err != nil {
			return fmt.Errorf("%s %s: %w", verb, id, err)
		}
		return d.record(ctx, verb, id, struct {
			Reason string `json:"reason,omitempty"`
		}{reason})
	})
}
