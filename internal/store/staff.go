package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/event"
	"yidiantong.org/lobby/internal/hall/staff"
)

// Sit puts the actor at a window, and takes them from the one where they sat. It
// returns staff.ErrSeated when somebody else sits there, unless takeOver is set.
func (s *Store) Sit(ctx context.Context, actor, windowID string, takeOver bool) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		w, err := window(ctx, d, windowID)
		if err != nil {
			return err
		}
		if a, err := s.account(ctx, d, actor); err != nil {
			return err
		} else if a.Disabled {
			return staff.ErrNoAccount
		}
		var clerk sql.NullString
		if err := d.QueryRowContext(ctx, `SELECT clerk FROM desk WHERE id = ?`, w.ID).Scan(&clerk); err != nil {
			return fmt.Errorf("sit at window %s: %w", w.ID, err)
		}
		switch {
		case clerk.String == actor:
			return nil
		case clerk.Valid && !takeOver:
			return staff.ErrSeated
		}
		if err := d.leave(ctx, actor); err != nil {
			return err
		}
		if _, err := d.ExecContext(ctx, `UPDATE desk SET clerk = ?, since = ? WHERE id = ?`, actor, millis(d.now.At), w.ID); err != nil {
			return fmt.Errorf("sit at window %s: %w", w.ID, err)
		}
		return d.record(ctx, event.WindowTaken, w.ID, struct {
			From string `json:"from,omitempty"` // who sat there
		}{clerk.String})
	})
}

// Leave takes the actor from the window where they sit, if any.
func (s *Store) Leave(ctx context.Context, actor string) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		return d.leave(ctx, actor)
	})
}

// leave empties the seat of clerk.
func (d *deed) leave(ctx context.Context, clerk string) error {
	var desk string
	err := d.QueryRowContext(ctx, `UPDATE desk SET clerk = NULL, since = NULL WHERE clerk = ? RETURNING id`, clerk).Scan(&desk)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	} else if err != nil {
		return fmt.Errorf("leave a window: %w", err)
	}
	return d.record(ctx, event.WindowLeft, desk, struct {
		Clerk string `json:"clerk"`
	}{clerk})
}

const accountColumns = `a.name, a.person, a.role, a.disabled, a.pin, a.must_change`

// scanAccount reads accountColumns.
func scanAccount(row interface{ Scan(...any) error }) (staff.Account, error) {
	var a staff.Account
	err := row.Scan(&a.Name, &a.Person, &a.Role, &a.Disabled, &a.PIN, &a.Change)
	if errors.Is(err, sql.ErrNoRows) {
		return a, staff.ErrNoAccount
	} else if err != nil {
		return a, fmt.Errorf("read an account: %w", err)
	}
	return a, nil
}

// Accounts returns all accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]staff.Account, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+accountColumns+` FROM account a ORDER BY a.name`)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	var accounts []staff.Account
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, a)
	}
	return accounts, rows.Err()
}

// Account returns the account called name.
func (s *Store) Account(ctx context.Context, name string) (staff.Account, error) {
	return s.account(ctx, s.read, name)
}

func (s *Store) account(ctx context.Context, q querier, name string) (staff.Account, error) {
	return scanAccount(q.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account a WHERE a.name = ?`, name))
}

// MakeAccount makes an account. The error is staff.ErrTaken when there is one of
// that name, or what is wrong with it, in the words of who makes it.
func (s *Store) MakeAccount(ctx context.Context, actor string, a staff.Account) error {
	if err := a.Check(); err != nil {
		return err
	}
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		_, err := d.ExecContext(ctx, `
			INSERT INTO account (name, person, role, disabled, pin, must_change) VALUES (?, ?, ?, ?, ?, ?)`,
			a.Name, a.Person, a.Role, a.Disabled, a.PIN, a.Change)
		if taken(err) {
			return staff.ErrTaken
		} else if err != nil {
			return fmt.Errorf("make account %s: %w", a.Name, err)
		}
		return d.record(ctx, event.AccountMade, a.Name, struct {
			Role staff.Role `json:"role"`
		}{a.Role})
	})
}

// SetDisabled shuts an account out, with its sessions and its seat, or lets it in
// again. It returns staff.ErrLast for the last administrator.
func (s *Store) SetDisabled(ctx context.Context, actor, name string, disabled bool) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		a, err := s.account(ctx, d, name)
		if err != nil || a.Disabled == disabled {
			return err
		}
		verb := event.AccountEnabled
		if disabled {
			verb = event.AccountDisabled
			if err := d.shutOut(ctx, a); err != nil {
				return err
			}
		}
		if _, err := d.ExecContext(ctx, `UPDATE account SET disabled = ? WHERE name = ?`, disabled, name); err != nil {
			return fmt.Errorf("%s %s: %w", verb, name, err)
		}
		return d.record(ctx, verb, name, struct{}{})
	})
}

// shutOut ends what an account that is to be disabled has open.
func (d *deed) shutOut(ctx context.Context, a staff.Account) error {
	var others int
	if err := d.QueryRowContext(ctx, `SELECT count(*) FROM account WHERE role = ? AND disabled = 0 AND name <> ?`,
		staff.Administrator, a.Name).Scan(&others); err != nil {
		return fmt.Errorf("disable %s: %w", a.Name, err)
	}
	if a.Role == staff.Administrator && others == 0 {
		return staff.ErrLast
	}
	if _, err := d.ExecContext(ctx, `DELETE FROM session WHERE account = ?`, a.Name); err != nil {
		return fmt.Errorf("disable %s: %w", a.Name, err)
	}
	return d.leave(ctx, a.Name)
}

// SetPIN replaces an account's PIN hash and forgets its wrong attempts. change
// makes the account choose another PIN at the next sign-in.
func (s *Store) SetPIN(ctx context.Context, actor, name, hash string, change bool) error {
	return s.change(ctx, actor, func(ctx context.Context, d *deed) error {
		if _, err := s.account(ctx, d, name); err != nil {
			return err
		}
		if _, err := d.ExecContext(ctx, `UPDATE account SET pin = ?, must_change = ? WHERE name = ?`, hash, change, name); err != nil {
			return fmt.Errorf("set the PIN of %s: %w", name, err)
		}
		key, err := salted(ctx, d, "account", name)
		if err != nil {
			return err
		}
		if _, err := d.ExecContext(ctx, `DELETE FROM attempt WHERE account = ?`, key); err != nil {
			return fmt.Errorf("set the PIN of %s: %w", name, err)
		}
		return d.record(ctx, event.AccountReset, name, struct {
			Change bool `json:"change,omitempty"`
		}{change})
	})
}

// salted hashes what must not be readable in the file: where somebody signed in
// from, and what they typed for a name, which may have been their PIN.
func salted(ctx context.Context, q querier, kind, value string) ([]byte, error) {
	var salt []byte
	if err := q.QueryRowContext(ctx, `SELECT salt FROM meta`).Scan(&salt); err != nil {
		return nil, fmt.Errorf("read the salt: %w", err)
	}
	sum := sha256.Sum256(append(append(salt, kind+":"...), value...))
	return sum[:], nil
}

// saltedBoth hashes the name and the source of an attempt.
func saltedBoth(ctx context.Context, q querier, account, source string) (name, from []byte, err error) {
	if name, err = salted(ctx, q, "account", account); err != nil {
		return nil, nil, err
	}
	from, err = salted(ctx, q, "source", source)
	return name, from, err
}

// Attempts returns how many PINs in a row were wrong for an account from a
// source, and when the last was, by the machine's own clock. A time that this
// clock has not reached, because it was set back, is the zero time.
func (s *Store) Attempts(ctx context.Context, account, source string) (wrong int, last time.Time, err error) {
	name, from, err := saltedBoth(ctx, s.read, account, source)
	if err != nil {
		return 0, time.Time{}, err
	}
	var at sql.NullInt64
	err = s.read.QueryRowContext(ctx, `SELECT wrong, last FROM attempt WHERE account = ? AND source = ?`, name, from).Scan(&wrong, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, nil
	} else if err != nil {
		return 0, time.Time{}, fmt.Errorf("read attempts: %w", err)
	}
	if last = s.moment(at); last.After(s.wall()) {
		last = time.Time{}
	}
	return wrong, last, nil
}

// attemptsKept is how long wrong attempts are remembered.
const attemptsKept = 24 * time.Hour

// SignIn records that somebody signed in, which clears their wrong attempts, or
// was refused, which counts one.
func (s *Store) SignIn(ctx context.Context, account, source string, ok bool) error {
	return s.change(ctx, account, func(ctx context.Context, d *deed) error {
		name, from, err := saltedBoth(ctx, d, account, source)
		if err != nil {
			return err
		}
		verb := event.SignedIn
		if ok {
			_, err = d.ExecContext(ctx, `DELETE FROM attempt WHERE account = ? AND source = ?`, name, from)
		} else {
			verb = event.SignInRefused
			err = d.countWrong(ctx, name, from, s.wall())
		}
		if err != nil {
			return fmt.Errorf("record a sign-in: %w", err)
		}
		if _, err := s.account(ctx, d, account); errors.Is(err, staff.ErrNoAccount) {
			d.actor, account = "", "" // what was typed may be a PIN
		} else if err != nil {
			return err
		}
		return d.record(ctx, verb, account, struct {
			Source string `json:"source"` // the same for the same place, and no more
		}{hex.EncodeToString(from[:8])})
	})
}

func (d *deed) countWrong(ctx context.Context, account, source []byte, wall time.Time) error {
	if _, err := d.ExecContext(ctx, `DELETE FROM attempt WHERE last < ?`, millis(wall.Add(-attemptsKept))); err != nil {
		return err
	}
	_, err := d.ExecContext(ctx, `
		INSERT INTO attempt (account, source, wrong, last) VALUES (?, ?, 1, ?)
		    ON CONFLICT (account, source) DO UPDATE SET wrong = wrong + 1, last = excluded.last`, account, source, millis(wall))
	return err
}
