package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"yidiantong.org/lobby/internal/hall/event"
)

// SessionAccount is the key under which a session must keep the name of the
// account that signed in, a string, so that EndSessions finds it.
const SessionAccount = "account"

// Sessions keeps the console's sessions for scs. They are no state of the hall:
// only their end leaves a journal row, and they go by the machine's own clock, as scs does.
type Sessions struct{ s *Store }

var _ scs.CtxStore = Sessions{}

// Sessions returns the keeper of the console's sessions.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx returns a session's data, and false when it has none or has expired.
func (k Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := k.s.read.QueryRowContext(ctx, `SELECT data FROM session WHERE token = ? AND expires > ?`,
		tokenHash(token), millis(k.s.wall())).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	} else if err != nil {
		return nil, false, fmt.Errorf("find a session: %w", err)
	}
	return data, true, nil
}

// CommitCtx writes a session's data and deletes those that have expired. An
// expiry that moved by less than a minute is not worth a write.
func (k Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("commit a session: %w", err)
	}
	account, _ := values[SessionAccount].(string)
	return k.s.change(ctx, account, func(ctx context.Context, d *deed) error {
		if _, err := d.ExecContext(ctx, `DELETE FROM session WHERE expires <= ?`, millis(k.s.wall())); err != nil {
			return fmt.Errorf("commit a session: %w", err)
		}
		if _, err := d.ExecContext(ctx, `
			INSERT INTO session (token, account, data, expires) VALUES (?, ?, ?, ?)
			    ON CONFLICT (token) DO UPDATE
			   SET account = excluded.account, data = excluded.data, expires = excluded.expires
			 WHERE data <> excluded.data OR abs(expires - excluded.expires) >= 60000`,
			tokenHash(token), account, data, millis(expiry)); err != nil {
			return fmt.Errorf("commit a session: %w", err)
		}
		return nil
	})
}

// DeleteCtx ends a session.
func (k Sessions) DeleteCtx(ctx context.Context, token string) error {
	return k.s.change(ctx, "", func(ctx context.Context, d *deed) error {
		return d.endSessions(ctx, `DELETE FROM session WHERE token = ? RETURNING account`, tokenHash(token))
	})
}

// Find is FindCtx for callers without a context.
func (k Sessions) Find(token string) ([]byte, bool, error) {
	return k.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context.
func (k Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return k.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (k Sessions) Delete(token string) error { return k.DeleteCtx(context.Background(), token) }

// EndSessions ends all sessions of an account.
func (s *Store) EndSessions(ctx context.Context, account string) error {
	return s.change(ctx, "", func(ctx context.Context, d *deed) error {
		return d.endSessions(ctx, `DELETE FROM session WHERE account = ? RETURNING account`, account)
	})
}

// endSessions runs a query that deletes sessions and returns whose they were.
func (d *deed) endSessions(ctx context.Context, query string, arg any) error {
	rows, err := d.QueryContext(ctx, query, arg)
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err is asked below
	var out []string
	for rows.Next() {
		var account string
		if err := rows.Scan(&account); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		if account != "" {
			out = append(out, account)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	for _, account := range out {
		d.actor = account
		if err := d.record(ctx, event.SignedOut, account, struct{}{}); err != nil {
			return err
		}
	}
	return nil
}

// tokenHash is all that the file knows of a session's token.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
