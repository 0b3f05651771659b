package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// Backup writes a copy of the hall to path while the hall goes on, over an older
// copy only once the new one is whole: on the disk, opened again, checked.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	if path, err = filepath.Abs(path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part) // err says more
		}
	}()
	if err := s.copyTo(ctx, part); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := syncFile(part); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := s.checkCopy(ctx, part); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := syncFile(filepath.Dir(path)); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return s.Mark(ctx)
}

// copyTo copies the file as of one moment.
func (s *Store) copyTo(ctx context.Context, path string) error {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // hands it back
	return conn.Raw(func(dc any) error {
		b, err := dc.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup((&url.URL{Scheme: "file", Path: path}).String())
		if err != nil {
			return err
		}
		_, err = b.Step(-1) // all of it; a hall's file is megabytes
		return errors.Join(err, b.Finish())
	})
}

// checkCopy makes sure that the copy at path could take this hall's place.
func (s *Store) checkCopy(ctx context.Context, path string) (err error) {
	copied, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&immutable=1"}).String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	if err := s.intact(ctx, copied, `PRAGMA integrity_check(1)`); err != nil {
		return err
	}
	if err := s.related(ctx, copied); err != nil {
		return err
	}
	return s.chain(ctx, copied, 0)
}

// replaceFile puts b at path: the old content or the new, never half.
func replaceFile(path string, b []byte) error {
	part := path + ".part"
	if err := os.WriteFile(part, b, 0o600); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// syncFile makes a file or folder durable.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
