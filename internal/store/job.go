package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/event"
	"yidiantong.org/lobby/printer"
)

const jobColumns = `j.id, j.kind, j.subject, j.vals, j.copy, j.state, j.fault, j.attempt, j.bytes, j.profile, j.sent, j.made, j.moved`

// scanJob reads jobColumns.
func (s *Store) scanJob(row interface{ Scan(...any) error }) (printer.Job, error) {
	var (
		j           printer.Job
		values      string
		made, moved sql.NullInt64
	)
	err := row.Scan(&j.ID, &j.Kind, &j.Subject, &values, &j.Copy, &j.State, &j.Fault, &j.Attempt, &j.Bytes, &j.Profile, &j.Offset, &made, &moved)
	if errors.Is(err, sql.ErrNoRows) {
		return j, printer.ErrNoJob
	} else if err != nil {
		return j, fmt.Errorf("read a print job: %w", err)
	}
	j.Values, j.Made, j.Moved = json.RawMessage(values), s.moment(made), s.moment(moved)
	return j, nil
}

// scanJobs reads rows of jobColumns.
func (s *Store) scanJobs(rows *sql.Rows, err error) ([]printer.Job, error) {
	if err != nil {
		return nil, fmt.Errorf("read print jobs: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	var jobs []printer.Job
	for rows.Next() {
		j, err := s.scanJob(rows)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, rows.Err()
}

// job returns the job id.
func (s *Store) job(ctx context.Context, q querier, id int64) (printer.Job, error) {
	return s.scanJob(q.QueryRowContext(ctx, `SELECT `+jobColumns+` FROM job j WHERE j.id = ?`, id))
}

// addJob writes a new job for a ticket, or for none when that is 0; origin is
// the first slip of which it is a copy, 0 when it is the first itself.
func (d *deed) addJob(ctx context.Context, j *printer.Job, ticket, origin int64) error {
	j.State, j.Made, j.Moved = printer.Queued, d.now.At, d.now.At
	none := func(id int64) sql.NullInt64 { return sql.NullInt64{Int64: id, Valid: id != 0} }
	res, err := d.ExecContext(ctx, `
		INSERT INTO job (origin, ticket, kind, subject, vals, copy, state, fault, attempt, bytes, profile, sent, made, moved)
		VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, x'', '', 0, ?, ?)`,
		none(origin), none(ticket), j.Kind, j.Subject, string(j.Values), j.Copy, j.State, millis(j.Made), millis(j.Moved))
	if err != nil {
		return fmt.Errorf("queue a slip: %w", err)
	}
	if j.ID, err = res.LastInsertId(); err != nil {
		return fmt.Errorf("queue a slip: %w", err)
	}
	return nil
}

// jobBody is what the journal says of a job.
type jobBody struct {
	No      string        `json:"no,omitempty"`
	Kind    printer.Kind  `json:"kind"`
	Copy    int           `json:"copy,omitempty"`
	State   printer.State `json:"state"`
	Fault   printer.Fault `json:"fault,omitempty"`
	Attempt int           `json:"attempt,omitempty"`
}

func (d *deed) recordJob(ctx context.Context, verb event.Verb, j printer.Job) error {
	return d.record(ctx, verb, strconv.FormatInt(j.ID, 10), jobBody{j.Subject, j.Kind, j.Copy, j.State, j.Fault, j.Attempt})
}

// NextJob returns the oldest job that waits for the printer, or printer.ErrNoJob.
func (s *Store) NextJob(ctx context.Context) (printer.Job, error) {
	return s.scanJob(s.read.QueryRowContext(ctx, `
		SELECT `+jobColumns+` FROM job j WHERE j.state IN ('queued', 'held') ORDER BY j.id LIMIT 1`))
}

// OpenJobs returns the jobs of which bytes may have left and nobody knows more.
func (s *Store) OpenJobs(ctx context.Context) ([]printer.Job, error) {
	return s.scanJobs(s.read.QueryContext(ctx, `
		SELECT `+jobColumns+` FROM job j WHERE j.state IN ('sending', 'await', 'stalled') ORDER BY j.id`))
}

// Jobs returns up to limit jobs, the newest first.
func (s *Store) Jobs(ctx context.Context, limit int) ([]printer.Job, error) {
	return s.scanJobs(s.read.QueryContext(ctx, `SELECT `+jobColumns+` FROM job j ORDER BY j.id DESC LIMIT ?`, limit))
}

// SaveJob writes how far a job has come. A move of its state or fault goes into
// the journal and sets Moved to the hall's time; more bytes alone do not. It
// returns printer.ErrNoJob for a job that staff dropped meanwhile.
func (s *Store) SaveJob(ctx context.Context, j printer.Job) error {
	return s.change(ctx, "spool", func(ctx context.Context, d *deed) error {
		was, err := s.job(ctx, d, j.ID)
		if err != nil {
			return err
		}
		if was.State == printer.Dropped {
			return printer.ErrNoJob
		}
		return d.moveJob(ctx, was, j)
	})
}

// moveJob writes j over was.
func (d *deed) moveJob(ctx context.Context, was, j printer.Job) error {
	moved := was.Moved
	if j.State != was.State {
		moved = d.now.At
	}
	if _, err := d.ExecContext(ctx, `
		UPDATE job SET state = ?, fault = ?, attempt = ?, bytes = coalesce(?, x''), profile = ?, sent = ?, moved = ? WHERE id = ?`,
		j.State, j.Fault, j.Attempt, j.Bytes, j.Profile, j.Offset, millis(moved), j.ID); err != nil {
		return fmt.Errorf("save job %d: %w", j.ID, err)
	}
	if j.State == was.State && j.Fault == was.Fault {
		return nil
	}
	return d.recordJob(ctx, event.JobMoved, j)
}

// ended reports whether nothing more will happen to a job by itself.
func ended(s printer.State) bool {
	switch s {
	case printer.Printed, printer.Sent, printer.Doubt, printer.Dropped:
		return true
	case printer.Queued, printer.Held, printer.Sending, printer.AwaitAck, printer.Stalled:
	}
	return false
}

// Reprint queues one more slip that says the same as a job's, marked as a copy.
// While a slip of the same ticket is still to come it returns that one: two
// impatient presses are one wish.
func (s *Store) Reprint(ctx context.Context, actor string, id int64) (printer.Job, error) {
	var again printer.Job
	err := s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		var origin int64
		var ticket sql.NullInt64
		err := d.QueryRowContext(ctx, `SELECT coalesce(origin, id), ticket FROM job WHERE id = ?`, id).Scan(&origin, &ticket)
		if errors.Is(err, sql.ErrNoRows) {
			return printer.ErrNoJob
		} else if err != nil {
			return fmt.Errorf("reprint job %d: %w", id, err)
		}
		newest, err := s.scanJob(d.QueryRowContext(ctx, `
			SELECT `+jobColumns+` FROM job j WHERE j.id = ?1 OR j.origin = ?1 ORDER BY j.copy DESC LIMIT 1`, origin))
		if err != nil {
			return err
		}
		if again = newest; !ended(newest.State) {
			return nil
		}
		again = printer.Job{Kind: newest.Kind, Subject: newest.Subject, Values: newest.Values, Copy: newest.Copy + 1}
		if err := d.addJob(ctx, &again, ticket.Int64, origin); err != nil {
			return err
		}
		return d.recordJob(ctx, event.JobQueued, again)
	})
	if err != nil {
		return printer.Job{}, err
	}
	return again, nil
}

// DropJob decides that a job is not needed any more: one that still waits, or one
// of which nobody can say what became of it. What the printer has in hand, or has
// printed, stays as it is.
func (s *Store) DropJob(ctx context.Context, actor string, id int64) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		was, err := s.job(ctx, d, id)
		if err != nil {
			return err
		}
		switch was.State {
		case printer.Queued, printer.Held, printer.Doubt:
			j := was
			j.State = printer.Dropped
			return d.moveJob(ctx, was, j)
		case printer.Sending, printer.AwaitAck, printer.Stalled, printer.Printed, printer.Sent, printer.Dropped:
		}
		return nil
	})
}

// QueueTest queues a test slip.
func (s *Store) QueueTest(ctx context.Context, actor string) (printer.Job, error) {
	var j printer.Job
	err := s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		h, err := hallHead(ctx, d)
		if err != nil {
			return err
		}
		values, err := s.opt.TestValues(h, d.now.At, d.now.Doubt == calendar.Sure)
		if err != nil {
			return fmt.Errorf("lay out a test slip: %w", err)
		}
		j = printer.Job{Kind: printer.TestSlip, Values: values}
		if err := d.addJob(ctx, &j, 0, 0); err != nil {
			return err
		}
		return d.recordJob(ctx, event.JobQueued, j)
	})
	if err != nil {
		return printer.Job{}, err
	}
	return j, nil
}

// SavePrinter writes what is known of the printer. A printer that says again
// what it said costs no write: the time of that is kept in memory.
func (s *Store) SavePrinter(ctx context.Context, p printer.Status) error {
	was, err := s.printer(ctx, s.read)
	if err != nil {
		return err
	}
	if same(was, p) {
		s.heard.Store(millis(p.At))
		return nil
	}
	return s.change(ctx, "spool", func(ctx context.Context, d *deed) error {
		was, err := s.printer(ctx, d)
		if err != nil || same(was, p) {
			return err
		}
		if _, err := d.ExecContext(ctx, `UPDATE printer SET fault = ?, near_end = ?, device = ?, profile = ?, at = ?`,
			p.Fault, p.NearEnd, p.Device, p.Profile, millis(p.At)); err != nil {
			return fmt.Errorf("save the printer's status: %w", err)
		}
		if was.Fault == p.Fault && was.NearEnd == p.NearEnd {
			return nil
		}
		return d.record(ctx, event.PrinterSaid, p.Device, struct {
			Fault   printer.Fault `json:"fault,omitempty"`
			NearEnd bool          `json:"near_end,omitempty"`
		}{p.Fault, p.NearEnd})
	})
}

// same reports whether two statuses say the same, whenever they said it.
func same(a, b printer.Status) bool {
	a.At = b.At
	return a == b
}

// Printer returns what was last known of the printer: missing, until it was
// first heard of.
func (s *Store) Printer(ctx context.Context) (printer.Status, error) {
	return s.printer(ctx, s.read)
}

func (s *Store) printer(ctx context.Context, q querier) (printer.Status, error) {
	var p printer.Status
	var at sql.NullInt64
	if err := q.QueryRowContext(ctx, `SELECT fault, near_end, device, profile, nullif(at, 0) FROM printer`).
		Scan(&p.Fault, &p.NearEnd, &p.Device, &p.Profile, &at); err != nil {
		return p, fmt.Errorf("read the printer's status: %w", err)
	}
	if heard := s.heard.Load(); heard > at.Int64 {
		at = sql.NullInt64{Int64: heard, Valid: true}
	}
	p.At = s.moment(at)
	return p, nil
}
