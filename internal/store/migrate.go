package store

import (
	"context"
	"embed"
	"fmt"
)

// The file migration/0001.sql brings a file to version 1, the next to 2, and so
// on. A migration that was released is never edited.
//
//go:embed migration/*.sql
var migrationFiles embed.FS

// migrations returns the migrations in their order.
func migrations() []string {
	files, err := migrationFiles.ReadDir("migration")
	if err != nil {
		panic(err) // they are part of the program
	}
	all := make([]string, 0, len(files))
	for _, f := range files {
		b, err := migrationFiles.ReadFile("migration/" + f.Name())
		if err != nil {
			panic(err) // as above
		}
		all = append(all, string(b))
	}
	return all
}

// migrate brings the file to the newest version.
func (s *Store) migrate(ctx context.Context) error { return s.migrateTo(ctx, migrations()) }

// migrateTo carries out those of the migrations that the file has not seen, each
// in one transaction, after a verified backup: a file that the power spoilt half
// way is the old file, and one that the migration spoilt can be put back.
func (s *Store) migrateTo(ctx context.Context, all []string) error {
	var version int
	if err := s.write.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > len(all) {
		return fmt.Errorf("%w: version %d, this program knows %d; install the newer program again", ErrNewer, version, len(all))
	}
	if version > 0 && version < len(all) {
		if err := s.Backup(ctx, fmt.Sprintf("%s.v%d", s.opt.Path, version)); err != nil {
			return fmt.Errorf("backup before the migration to version %d: %w", len(all), err)
		}
	}
	for ; version < len(all); version++ {
		if err := s.migrateOne(ctx, version+1, all[version]); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version+1, err)
		}
	}
	return nil
}

func (s *Store) migrateOne(ctx context.Context, version int, script string) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	// A pragma takes no parameters; both values are our own numbers.
	script += fmt.Sprintf("\n;PRAGMA application_id = %d;\nPRAGMA user_version = %d;\n", applicationID, version)
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	if err := s.related(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}
