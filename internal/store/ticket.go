package store

import (
	"context"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"io"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/event"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

const ticketColumns = `t.id, t.line, t.day, t.seq, t.no, t.token, t.class, t.state, t.taken, t.desk, t.called, t.calls`

// scanTicket reads ticketColumns.
func (s *Store) scanTicket(row interface{ Scan(...any) error }) (queue.Ticket, error) {
	var (
		t             queue.Ticket
		day           string
		taken, called sql.NullInt64
		desk          sql.NullString
	)
	err := row.Scan(&t.ID, &t.Line, &day, &t.Seq, &t.No, &t.Token, &t.Class, &t.State, &taken, &desk, &called, &t.Calls)
	if errors.Is(err, sql.ErrNoRows) {
		return t, queue.ErrNoTicket
	} else if err != nil {
		return t, fmt.Errorf("read a ticket: %w", err)
	}
	if t.Day, err = calendar.ParseDay(day); err != nil {
		return t, fmt.Errorf("%w: day of ticket %d: %w", ErrDamaged, t.ID, err)
	}
	t.Taken, t.Called, t.Window = s.moment(taken), s.moment(called), desk.String
	return t, nil
}

// scanTickets reads rows of ticketColumns.
func (s *Store) scanTickets(rows *sql.Rows, err error) ([]queue.Ticket, error) {
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	var tickets []queue.Ticket
	for rows.Next() {
		t, err := s.scanTicket(rows)
		if err != nil {
			return nil, err
		}
		tickets = append(tickets, t)
	}
	return tickets, rows.Err()
}

// countAhead fills in how many people are before a ticket that waits today.
func countAhead(ctx context.Context, q querier, now calendar.Reading, t *queue.Ticket) error {
	if t.State != queue.Waiting || t.Day != now.Day {
		return nil
	}
	if err := q.QueryRowContext(ctx, `
		SELECT count(*) FROM ticket
		 WHERE state = 'waiting' AND day = ? AND line = ? AND (taken, id) < (?, ?)`,
		t.Day.String(), t.Line, millis(t.Taken), t.ID).Scan(&t.Ahead); err != nil {
		return fmt.Errorf("count who is ahead: %w", err)
	}
	return nil
}

// Take gives the next number of a line to whoever touched the screen; tap names
// that touch. A repeated tap, for this line or another, takes nothing and returns
// the same ticket, with the people ahead of it now. The error is a
// *queue.ClosedError when the line is closed. The number does not wait for the
// printer: its slip is a job in the same transaction.
func (s *Store) Take(ctx context.Context, lineID string, class queue.Class, tap string) (queue.Ticket, error) {
	if tap == "" {
		return queue.Ticket{}, errors.New("take a number: the tap has no name")
	}
	var t queue.Ticket
	err := s.change(ctx, "kiosk", func(ctx context.Context, d *deed) error {
		var err error
		t, err = s.scanTicket(d.QueryRowContext(ctx, `SELECT `+ticketColumns+` FROM ticket t WHERE t.tap = ?`, tap))
		if !errors.Is(err, queue.ErrNoTicket) {
			if err == nil {
				err = countAhead(ctx, d, d.now, &t)
			}
			return err
		}
		l, err := line(ctx, d, d.now, lineID)
		if err != nil {
			return err
		}
		if t, err = l.Take(d.now.At, class); err != nil {
			return err
		}
		if t.Token, err = token(s.opt.Random); err != nil {
			return err
		}
		return s.keepTicket(ctx, d, l, &t, tap)
	})
	if err != nil {
		return queue.Ticket{}, err
	}
	return t, nil
}

// keepTicket writes a ticket that was just taken, its slip and its journal row.
func (s *Store) keepTicket(ctx context.Context, d *deed, l queue.Line, t *queue.Ticket, tap string) error {
	sure := d.now.Doubt == calendar.Sure
	res, err := d.ExecContext(ctx, `
		INSERT INTO ticket (line, day, sure, seq, no, token, tap, class, state, taken, calls)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
		t.Line, t.Day.String(), sure, t.Seq, t.No, t.Token, tap, t.Class, t.State, millis(t.Taken))
	if err != nil {
		return fmt.Errorf("keep ticket %s: %w", t.No, err)
	}
	if t.ID, err = res.LastInsertId(); err != nil {
		return fmt.Errorf("keep ticket %s: %w", t.No, err)
	}
	h, err := hallHead(ctx, d)
	if err != nil {
		return err
	}
	values, err := s.opt.TicketValues(h, l, *t, sure)
	if err != nil {
		return fmt.Errorf("lay out the slip of %s: %w", t.No, err)
	}
	job := printer.Job{Kind: printer.TicketSlip, Subject: t.No, Values: values}
	if err := d.addJob(ctx, &job, t.ID, 0); err != nil {
		return err
	}
	return d.record(ctx, event.TicketTaken, t.No, struct {
		ticketBody
		Sure bool  `json:"sure"`
		Job  int64 `json:"job"`
	}{body(*t), sure, job.ID})
}

// ticketBody is what the journal says of a ticket.
type ticketBody struct {
	Ticket int64        `json:"ticket"`
	Line   string       `json:"line"`
	Day    calendar.Day `json:"day"`
	Seq    int          `json:"seq"`
	Class  queue.Class  `json:"class"`
	Window string       `json:"window,omitempty"`
	Calls  int          `json:"calls,omitempty"`
}

func body(t queue.Ticket) ticketBody {
	return ticketBody{t.ID, t.Line, t.Day, t.Seq, t.Class, t.Window, t.Calls}
}

// token returns 11 random Crockford base-32 characters: 55 bits.
func token(random io.Reader) (string, error) {
	b := make([]byte, 7)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("make a token: %w", err)
	}
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").EncodeToString(b)[:11], nil
}

// Ticket returns the ticket with that token, with the people ahead of it now.
func (s *Store) Ticket(ctx context.Context, token string) (queue.Ticket, error) {
	var t queue.Ticket
	err := s.view(ctx, func(tx *sql.Tx, now calendar.Reading) (err error) {
		t, err = s.scanTicket(tx.QueryRowContext(ctx, `SELECT `+ticketColumns+` FROM ticket t WHERE t.token = ?`, token))
		if err != nil {
			return err
		}
		return countAhead(ctx, tx, now, &t)
	})
	return t, err
}

// Call calls the next person to a window.
func (s *Store) Call(ctx context.Context, actor, windowID string) (queue.Ticket, error) {
	var t queue.Ticket
	err := s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		w, err := window(ctx, d, windowID)
		if err != nil {
			return err
		}
		current, err := s.current(ctx, d, d.now, w.ID)
		if err != nil {
			return err
		}
		heads, err := s.scanTickets(d.QueryContext(ctx, `
			SELECT `+ticketColumns+`
			  FROM desk_line s
			  JOIN ticket t ON t.id = (
			           SELECT id FROM ticket WHERE state = 'waiting' AND day = ?2 AND line = s.line ORDER BY taken, id LIMIT 1)
			 WHERE s.desk = ?1`, w.ID, d.now.Day.String()))
		if err != nil {
			return err
		}
		if t, err = w.Next(d.now.At, current, heads); err != nil {
			return err
		}
		return d.moveTicket(ctx, event.TicketCalled, t)
	})
	if err != nil {
		return queue.Ticket{}, err
	}
	return t, nil
}

// current returns the ticket at a window, nil when there is none.
func (s *Store) current(ctx context.Context, q querier, now calendar.Reading, window string) (*queue.Ticket, error) {
	t, err := s.scanTicket(q.QueryRowContext(ctx, `
		SELECT `+ticketColumns+` FROM ticket t WHERE t.desk = ? AND t.day = ? AND t.state = 'called'`, window, now.Day.String()))
	if errors.Is(err, queue.ErrNoTicket) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return &t, nil
}

// moveTicket writes what became of a ticket.
func (d *deed) moveTicket(ctx context.Context, verb event.Verb, t queue.Ticket) error {
	if _, err := d.ExecContext(ctx, `UPDATE ticket SET state = ?, desk = ?, called = ?, calls = ? WHERE id = ?`,
		t.State, t.Window, millis(t.Called), t.Calls, t.ID); err != nil {
		return fmt.Errorf("%s %s: %w", verb, t.No, err)
	}
	return d.record(ctx, verb, t.No, body(t))
}

// CallAgain calls the person at a window once more.
func (s *Store) CallAgain(ctx context.Context, actor, window string, ticket int64) (queue.Ticket, error) {
	return s.serve(ctx, actor, ticket, event.TicketAgain, func(t *queue.Ticket, d *deed) error { return t.Again(d.now.At, window) })
}

// Finish ends the service of the person at a window.
func (s *Store) Finish(ctx context.Context, actor, window string, ticket int64) (queue.Ticket, error) {
	return s.serve(ctx, actor, ticket, event.TicketFinished, func(t *queue.Ticket, _ *deed) error { return t.Finish(window) })
}

// MarkAbsent ends the wait of the person called to a window who did not come.
func (s *Store) MarkAbsent(ctx context.Context, actor, window string, ticket int64) (queue.Ticket, error) {
	return s.serve(ctx, actor, ticket, event.TicketAbsent, func(t *queue.Ticket, _ *deed) error { return t.MarkAbsent(window) })
}

// serve applies a rule to a ticket of today. Yesterday's are history: a screen
// that was left open overnight is as stale as any other.
func (s *Store) serve(ctx context.Context, actor string, id int64, verb event.Verb, rule func(*queue.Ticket, *deed) error) (queue.Ticket, error) {
	var t queue.Ticket
	err := s.change(ctx, actor, func(ctx context.Context, d *deed) (err error) {
		t, err = s.scanTicket(d.QueryRowContext(ctx, `SELECT `+ticketColumns+` FROM ticket t WHERE t.id = ?`, id))
		if err != nil {
			return err
		}
		if t.Day != d.now.Day {
			return queue.ErrStale
		}
		if err := rule(&t, d); err != nil {
			return err
		}
		return d.moveTicket(ctx, verb, t)
	})
	if err != nil {
		return queue.Ticket{}, err
	}
	return t, nil
}

// Desk returns what a clerk sees at a window.
func (s *Store) Desk(ctx context.Context, windowID string) (queue.Desk, error) {
	var desk queue.Desk
	err := s.view(ctx, func(tx *sql.Tx, now calendar.Reading) error {
		w, err := window(ctx, tx, windowID)
		if err != nil {
			return err
		}
		desk.Window = w
		var clerk sql.NullString
		var since sql.NullInt64
		if err := tx.QueryRowContext(ctx, `
			SELECT clerk, since,
			       (SELECT count(*) FROM ticket WHERE desk = d.id AND day = ?1 AND state = 'finished' AND calls > 0),
			       (SELECT count(*) FROM ticket WHERE desk = d.id AND day = ?1 AND state = 'absent' AND calls > 0)
			  FROM desk d WHERE d.id = ?2`, now.Day.String(), w.ID).Scan(&clerk, &since, &desk.Done, &desk.Absent); err != nil {
			return fmt.Errorf("read window %s: %w", w.ID, err)
		}
		desk.Clerk, desk.Since = clerk.String, s.moment(since)
		if desk.Current, err = s.current(ctx, tx, now, w.ID); err != nil {
			return err
		}
		if desk.Waiting, err = s.scanTickets(tx.QueryContext(ctx, `
			SELECT `+ticketColumns+`
			  FROM desk_line s
			  JOIN ticket t INDEXED BY ticket_waiting -- SQLite would go through all of today's
			    ON t.state = 'waiting' AND t.day = ?2 AND t.line = s.line
			 WHERE s.desk = ?1 ORDER BY t.taken, t.id`, w.ID, now.Day.String())); err != nil {
			return err
		}
		ahead := make(map[string]int)
		for i := range desk.Waiting {
			t := &desk.Waiting[i]
			t.Ahead = ahead[t.Line]
			ahead[t.Line]++
		}
		return nil
	})
	return desk, err
}

// boardCalls is how many calls a board shows: more than fit on a screen.
const boardCalls = 20

// Board returns what the room sees.
func (s *Store) Board(ctx context.Context) (queue.Board, error) {
	var board queue.Board
	err := s.view(ctx, func(tx *sql.Tx, now calendar.Reading) error {
		h, err := hallHead(ctx, tx)
		if err != nil {
			return err
		}
		board = queue.Board{Hall: h.Name, Sample: h.Sample}
		if board.Lines, err = statuses(ctx, tx, now); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT t.no, t.desk, d.name, t.called, t.calls, t.state = 'called'
			  FROM ticket t JOIN desk d ON d.id = t.desk
			 WHERE t.day = ? AND t.calls > 0 ORDER BY t.called DESC, t.id DESC LIMIT ?`, now.Day.String(), boardCalls)
		if err != nil {
			return fmt.Errorf("read the board: %w", err)
		}
		defer func() { _ = rows.Close() }() // rows.Err is asked below
		for rows.Next() {
			var c queue.BoardCall
			var at sql.NullInt64
			if err := rows.Scan(&c.No, &c.Window, &c.Desk, &at, &c.Times, &c.Here); err != nil {
				return fmt.Errorf("read the board: %w", err)
			}
			c.At = s.moment(at)
			board.Calls = append(board.Calls, c)
		}
		return rows.Err()
	})
	return board, err
}
