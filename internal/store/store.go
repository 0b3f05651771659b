// Package store keeps a hall in one SQLite file and is the only package that
// speaks SQL. It loads, asks the rules, saves: every change of state is one
// transaction with its journal row, durable when the method returns.
//
// DESIGN.md beside this file says what is load-bearing.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/event"
	"yidiantong.org/lobby/queue"
)

// Errors of a store, told apart with errors.Is.
var (
	ErrInUse   = errors.New("another program has this hall open")
	ErrForeign = errors.New("this file is not a hall's")
	ErrNewer   = errors.New("this file was written by a newer version of the program")
	ErrDamaged = errors.New("the hall's file is damaged")
	ErrUnknown = errors.New("nobody can say whether this was done until the program has been restarted")
	ErrClock   = errors.New("the machine's clock is certainly wrong; set it first")
)

// applicationID marks a hall's file: HALL.
const applicationID = 0x48414c4c

// Options say where a hall is kept and what the store asks of the world.
type Options struct {
	Path      string           // of the database file; its folder must exist
	Now       func() time.Time // the machine's clock, in the hall's zone
	Synced    func() bool      // whether the kernel calls that clock synchronised; nil for never
	Random    io.Reader        // for tokens: crypto/rand.Reader; read by one goroutine at a time
	Committed func(seq int64)  // told of each transaction's last journal row once it is durable, not always in order; may be nil

	// TicketValues lays out what a ticket's slip says, in the transaction that
	// takes it. h comes without its lines and windows; sure is false while the
	// clock is not believed. Nil for slips that say nothing.
	TicketValues func(h queue.Hall, l queue.Line, t queue.Ticket, sure bool) (json.RawMessage, error)
	// TestValues does the same for a test slip queued at a time.
	TestValues func(h queue.Hall, at time.Time, sure bool) (json.RawMessage, error)

	synchronous string // "" for full; a test shows what less would lose
	vfs         string // "" for the system's; a test stands in for the disk
}

// A Store is one hall's file, open. Its methods may be called from everywhere
// at once.
type Store struct {
	opt    Options
	write  *sql.DB // one connection: whoever holds it is the only writer
	read   *sql.DB // four that cannot write
	lock   *os.File
	failed chan error
	broken atomic.Bool
	heard  atomic.Int64 // when the printer last said nothing new, Unix milliseconds
}

// Open opens the hall kept at o.Path, which is made when there is none, and
// checks it. The error says what an operator can do.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	if o.Synced == nil {
		o.Synced = func() bool { return false }
	}
	if o.Committed == nil {
		o.Committed = func(int64) {}
	}
	if o.TicketValues == nil {
		o.TicketValues = func(queue.Hall, queue.Line, queue.Ticket, bool) (json.RawMessage, error) {
			return json.RawMessage("{}"), nil
		}
	}
	if o.TestValues == nil {
		o.TestValues = func(queue.Hall, time.Time, bool) (json.RawMessage, error) { return json.RawMessage("{}"), nil }
	}
	if o.synchronous == "" {
		o.synchronous = "full"
	}
	if o.Path, err = filepath.Abs(o.Path); err != nil {
		return nil, fmt.Errorf("open hall: %w", err)
	}

	// Both switches are the whole process's. With the second, a backup or a
	// virus scanner in this process that opens and closes the file no longer
	// drops SQLite's locks on it; a kernel without such locks goes on as before.
	sqlite.StrictPragmas(true)
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return nil, fmt.Errorf("open hall: %w", err)
	}

	s := &Store{opt: o, failed: make(chan error, 1)}
	defer func() {
		if err != nil {
			_ = s.close() // err says more
		}
	}()
	if s.lock, err = lockFile(o.Path + ".lock"); err != nil {
		return nil, fmt.Errorf("open %s: %w", o.Path, err)
	}
	if s.write, err = sql.Open("sqlite", o.dsn(url.Values{
		"_txlock":       {"immediate"}, // a transaction that begins can write: no upgrade, no deadlock
		"_journal_mode": {"wal"},
		"_synchronous":  {o.synchronous}, // full: a number on paper outlives the power
	})); err != nil {
		return nil, fmt.Errorf("open %s: %w", o.Path, err)
	}
	if s.read, err = sql.Open("sqlite", o.dsn(url.Values{
		"mode":        {"ro"},
		"_query_only": {"on"},
	})); err != nil {
		return nil, fmt.Errorf("open %s: %w", o.Path, err)
	}
	s.write.SetMaxOpenConns(1)
	s.read.SetMaxOpenConns(4)
	s.read.SetMaxIdleConns(4)

	for _, step := range []func(context.Context) error{s.identify, s.pragmas, s.migrate, s.bootCheck, s.Mark} {
		err := step(ctx)
		if c := code(err); c == sqlite3.SQLITE_CORRUPT || c == sqlite3.SQLITE_NOTADB {
			err = fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", o.Path, err)
		}
	}
	return s, nil
}

// dsn names the file to the driver. Every pragma rides in it, because one
// executed afterwards reaches one pooled connection and not the next.
func (o Options) dsn(more url.Values) string {
	q := url.Values{
		"_busy_timeout": {"5000"},
		"_foreign_keys": {"on"},
		"_defensive":    {"1"}, // nobody edits the schema or the file by SQL
		"_dqs":          {"0"}, // "x" is a name, never a string
	}
	if o.vfs != "" {
		q.Set("vfs", o.vfs)
	}
	for k, v := range more {
		q[k] = v
	}
	return (&url.URL{Scheme: "file", Path: o.Path, RawQuery: q.Encode()}).String()
}

// lockFile holds the file at path against other processes until it is closed,
// by the kernel if need be.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w: stop it first", ErrInUse)
		}
		return nil, err
	}
	return f, nil
}

// identify refuses a file that is not a hall's before anything is changed in it.
func (s *Store) identify(ctx context.Context) (err error) {
	id, err := headerID(s.opt.Path)
	switch {
	case errors.Is(err, os.ErrNotExist) || errors.Is(err, io.EOF):
		return nil // a new hall
	case err != nil:
		return err
	case id == applicationID:
		return nil
	case id != 0:
		return fmt.Errorf("%w: application id %#x, want %#x", ErrForeign, id, applicationID)
	}
	// Either the power failed while a hall was made, and the rest is in the WAL or
	// has to be rolled back, or it is the file of a program that gave it no id.
	db, err := sql.Open("sqlite", s.opt.dsn(nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var tables uint32
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if id != applicationID && tables > 0 {
		return fmt.Errorf("%w: it is another program's SQLite file", ErrForeign)
	}
	return nil
}

// headerID reads the application id from the header of the SQLite file at path.
// The error is io.EOF for an empty file.
func headerID(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // it was only read
	header := make([]byte, 100)
	if _, err := io.ReadFull(f, header); errors.Is(err, io.ErrUnexpectedEOF) || err == nil && string(header[:16]) != "SQLite format 3\x00" {
		return 0, fmt.Errorf("%w: it is no SQLite file", ErrForeign)
	} else if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(header[68:]), nil
}

// pragmas makes sure that the file is kept as it must be: a pragma that cannot
// be had, such as WAL on a network drive, is not an error to SQLite.
func (s *Store) pragmas(ctx context.Context) error {
	var journal string
	var synchronous, foreignKeys int
	if err := s.write.QueryRowContext(ctx, `
		SELECT j.journal_mode, s.synchronous, f.foreign_keys
		  FROM pragma_journal_mode j, pragma_synchronous s, pragma_foreign_keys f`).Scan(&journal, &synchronous, &foreignKeys); err != nil {
		return err
	}
	want := map[string]int{"full": 2, "normal": 1}[s.opt.synchronous]
	if journal != "wal" || synchronous != want || foreignKeys != 1 {
		return fmt.Errorf("journal_mode %s, synchronous %d, foreign_keys %d: want wal, %d, 1; keep the file on a local disk",
			journal, synchronous, foreignKeys, want)
	}
	return nil
}

// Close writes the high-water mark and closes the file.
func (s *Store) Close() error {
	return errors.Join(s.Mark(context.Background()), s.close())
}

func (s *Store) close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} { // the writer last: it folds the WAL into the file
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Failed delivers the error after which nothing more is written: the program
// must end and be started again, so that the file is recovered from the disk.
func (s *Store) Failed() <-chan error { return s.failed }

// querier is what a read needs, of the pool or within a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A deed is one transaction that changes the hall, with the time at which it is
// done and the end of the journal, which it lengthens.
type deed struct {
	*sql.Tx
	actor   string
	clock   calendar.Clock   // as the deed found it
	now     calendar.Reading // by which the deed acts
	doubt   calendar.Doubt   // that the last deed found
	epoch   int
	seq     int64 // of the journal's last row
	hash    event.Hash
	written bool // the deed wrote a row
}

// change carries out one deed in one transaction and announces it. Once begun it
// is done or not done, whoever still wants it: the context only ends the wait for
// the turn.
func (s *Store) change(ctx context.Context, actor string, do func(ctx context.Context, d *deed) error) error {
	d := &deed{actor: actor}
	if err := s.transact(ctx, d, do); err != nil {
		return err
	}
	if d.written {
		s.opt.Committed(d.seq)
	}
	return nil
}

func (s *Store) transact(ctx context.Context, d *deed, do func(ctx context.Context, d *deed) error) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // hands it back; it was discarded if it is broken
	if s.broken.Load() {
		return ErrUnknown
	}
	ctx = context.WithoutCancel(ctx)
	if d.Tx, err = conn.BeginTx(ctx, nil); err != nil {
		return err
	}
	if err = s.begin(ctx, d); err == nil {
		err = do(ctx, d)
	}
	if err != nil {
		if rollback := d.Rollback(); rollback != nil { // SQLite rolls back by itself when the disk fails
			discard(conn)
		}
		return err
	}
	if err := d.Commit(); err != nil {
		discard(conn)
		return s.settle(ctx, d, err)
	}
	return nil
}

// discard closes the connection instead of handing it back.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the pool drops a connection called bad
}

// settle finds out, over a new connection, whether the deed was committed, for
// an error from COMMIT says neither. It returns nil when it was, cause when it
// certainly was not and never will be, and ErrUnknown, after which nothing more
// is written, when even that cannot be found out.
func (s *Store) settle(ctx context.Context, d *deed, cause error) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var found bool
	if d.written {
		if err := s.write.QueryRowContext(ctx, `
			SELECT EXISTS (SELECT 1 FROM journal WHERE seq = ? AND hash = ?)`, d.seq, d.hash[:]).Scan(&found); err != nil {
			return s.fail(errors.Join(cause, err))
		}
	}
	if found {
		return nil
	}
	if code(cause) == sqlite3.SQLITE_FULL {
		return cause // the last page never left, so nothing can come back
	}
	// Its pages may be on the disk all the same, whole, and recovery after a power
	// cut would take them for a commit. A later commit goes over them. The value
	// must differ, or SQLite writes nothing.
	if _, err := s.write.ExecContext(ctx, `UPDATE meta SET settled = settled + 1`); err != nil {
		return s.fail(errors.Join(cause, err))
	}
	return cause
}

// fail ends all writing.
func (s *Store) fail(cause error) error {
	err := fmt.Errorf("%w: %w", ErrUnknown, cause)
	if !s.broken.Swap(true) {
		s.failed <- err
	}
	return err
}

// code returns SQLite's primary result code of err, 0 when it has none.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// taken reports whether err says that a row with the same key is there.
func taken(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) &&
		(e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}
