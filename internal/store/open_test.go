package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenRefuses makes sure that a file that is not ours, or not ours any more,
// is left as it is.
func TestOpenRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, o Options)
		want    error
	}{
		"another program's database": {func(t *testing.T, o Options) {
			raw(t, o.Path, `CREATE TABLE bookmarks (url TEXT)`, `PRAGMA application_id = 1234`)
		}, ErrForeign},
		"a database without an id": {func(t *testing.T, o Options) {
			raw(t, o.Path, `CREATE TABLE bookmarks (url TEXT)`)
		}, ErrForeign},
		"a text": {func(t *testing.T, o Options) {
			must(t, os.WriteFile(o.Path, []byte(strings.Repeat("青石镇便民服务中心", 100)), 0o600))
		}, ErrForeign},
		"a short text": {func(t *testing.T, o Options) {
			must(t, os.WriteFile(o.Path, []byte("hall"), 0o600))
		}, ErrForeign},
		"a newer hall": {func(t *testing.T, o Options) {
			s, err := Open(t.Context(), o)
			must(t, err)
			must(t, s.Close())
			raw(t, o.Path, `PRAGMA user_version = 99`)
		}, ErrNewer},
		"a damaged hall": {func(t *testing.T, o Options) {
			s, err := Open(t.Context(), o)
			must(t, err)
			must(t, s.Close())
			b, err := os.ReadFile(o.Path)
			must(t, err)
			for i := 4096; i < len(b); i += 512 {
				b[i] ^= 0xff
			}
			must(t, os.WriteFile(o.Path, b, 0o600))
		}, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := options(t)
			tt.prepare(t, o)
			before, err := os.ReadFile(o.Path)
			must(t, err)
			s, err := Open(t.Context(), o)
			if err == nil {
				must(t, s.Close())
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("Open: %v, want %v", err, tt.want)
			}
			if after, err := os.ReadFile(o.Path); err != nil || string(after) != string(before) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

func TestOneProgramAtATime(t *testing.T) {
	o, _ := options(t)
	s := open(t, o)
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrInUse) {
		t.Errorf("Open twice: %v, want ErrInUse", err)
	}
	must(t, s.Close())
	open(t, o)
}

func TestOpenNeedsItsFolder(t *testing.T) {
	o, _ := options(t)
	o.Path = filepath.Join(filepath.Dir(o.Path), "missing", "hall.db")
	if _, err := Open(t.Context(), o); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open in a folder that is not there: %v, want os.ErrNotExist", err)
	}
}

// TestPragmas asks each connection how it keeps the file, the reopened writer's
// included, and makes sure that a store that cannot have it so does not start.
func TestPragmas(t *testing.T) {
	o, _ := options(t)
	o.Path = filepath.Join(filepath.Dir(o.Path), "100% 青石?#镇.db") // nothing in a name may end it
	s := open(t, o)
	ctx := t.Context()
	if _, err := os.Stat(o.Path); err != nil {
		t.Errorf("the file is elsewhere: %v", err)
	}
	expect := func(conn querier, pragma, want string) {
		t.Helper()
		var got string
		must(t, conn.QueryRowContext(ctx, `PRAGMA `+pragma).Scan(&got))
		if got != want {
			t.Errorf("PRAGMA %s = %s, want %s", pragma, got, want)
		}
	}
	for range 2 {
		conn, err := s.write.Conn(ctx)
		must(t, err)
		expect(conn, "journal_mode", "wal")
		expect(conn, "synchronous", "2")
		expect(conn, "foreign_keys", "1")
		expect(conn, "busy_timeout", "5000")
		expect(conn, "application_id", "1212238924") // HALL
		discard(conn)
	}
	var readers []*sql.Conn
	for range 4 {
		conn, err := s.read.Conn(ctx)
		must(t, err)
		expect(conn, "query_only", "1")
		if _, err := conn.ExecContext(ctx, `UPDATE meta SET settled = 1`); err == nil {
			t.Error("a reader wrote")
		}
		readers = append(readers, conn)
	}
	for _, conn := range readers {
		must(t, conn.Close())
	}
	s.opt.synchronous = "normal" // as if FULL could not be had
	if err := s.pragmas(ctx); err == nil {
		t.Error("a store without the synchronous it wants goes on")
	}
}

// TestMigrate takes a hall of version 1 to version 3: a verified copy of the old
// file stays, the new one is complete.
func TestMigrate(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	take(t, s, "shebao")
	next := append(migrations(), `CREATE TABLE rating (id INTEGER PRIMARY KEY) STRICT`, `ALTER TABLE rating ADD COLUMN stars INTEGER`)
	must(t, s.migrateTo(ctx, next))
	must(t, s.migrateTo(ctx, next)) // nothing left to do
	var version int
	must(t, s.read.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version))
	if version != 3 {
		t.Errorf("version %d, want 3", version)
	}
	if _, err := s.write.ExecContext(ctx, `INSERT INTO rating (stars) VALUES (5)`); err != nil {
		t.Errorf("the new table: %v", err)
	}
	o, _ := options(t)
	o.Path = s.opt.Path + ".v1"
	old := open(t, o)
	if got, err := old.Lobby(ctx); err != nil || got.Waiting != 1 {
		t.Errorf("the copy made before: %+v, %v, want one waiting", got, err)
	}
}

// TestMigrationFails leaves a hall as it was when a migration goes wrong, and
// does not begin one without a copy.
func TestMigrationFails(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	for name, script := range map[string]string{
		"half way":             `CREATE TABLE rating (id INTEGER) STRICT; SELECT nonsense`,
		"with loose relations": `INSERT INTO desk_line VALUES ('1', 'gone', 0)`,
	} {
		ctx := context.WithoutCancel(ctx)
		if err := s.migrateTo(ctx, append(migrations(), script)); err == nil {
			t.Errorf("a migration that fails %s: no error", name)
		}
		var version, tables int
		must(t, s.read.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version))
		must(t, s.read.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'rating'`).Scan(&tables))
		if version != 1 || tables != 0 {
			t.Errorf("failed %s: version %d, %d new tables, want 1 and none", name, version, tables)
		}
	}
	must(t, os.Remove(s.opt.Path+".v1"))
	must(t, os.Mkdir(s.opt.Path+".v1", 0o700)) // in the copy's way
	if err := s.migrateTo(ctx, append(migrations(), `CREATE TABLE rating (id INTEGER) STRICT`)); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("a migration without its copy: %v, want the backup's error", err)
	}
	take(t, s, "shebao")
}

// TestBackup copies a hall in the middle of its work; the copy can take its place.
func TestBackup(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	dir := t.TempDir()
	path := filepath.Join(dir, "copy.db")
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() { // people do not stop coming
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				take(t, s, "shebao")
			}
		}
	}()
	for range 5 {
		must(t, s.Backup(ctx, path))
	}
	close(stop)
	<-done
	last := take(t, s, "shebao")
	must(t, s.Backup(ctx, path))
	must(t, s.Close())

	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 1 {
		t.Errorf("the folder holds %v, want the copy alone", files)
	}
	o, _ := options(t)
	o.Path, o.Now = path, c.now
	copied := open(t, o)
	must(t, copied.Verify(ctx))
	if next := take(t, copied, "shebao"); next.Seq != last.Seq+1 {
		t.Errorf("the copy goes on with %s, want the number after %s", next.No, last.No)
	}
}

// TestBackupKeepsTheOldCopy when the new one cannot be made or is not sound.
func TestBackupKeepsTheOldCopy(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(ctx, path))
	before, err := os.ReadFile(path)
	must(t, err)
	if _, err := s.write.ExecContext(ctx, `DROP TRIGGER journal_kept_true; UPDATE journal SET actor = 'nobody' WHERE seq = 2`); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(ctx, path); !errors.Is(err, ErrDamaged) {
		t.Errorf("Backup of a damaged hall: %v, want ErrDamaged", err)
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if string(after) != string(before) {
		t.Error("the good copy is gone")
	}
	if _, err := os.Stat(path + ".part"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the bad copy lies about (%v)", err)
	}
}
