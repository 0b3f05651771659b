package obs

import (
	"context"
	"fmt"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/printer"
)

// A Hall is asked how it is; the store is one.
type Hall interface {
	Printer(ctx context.Context) (printer.Status, error)
	Clock(ctx context.Context) (calendar.Reading, error)
	Seq(ctx context.Context) (int64, error)
	Verify(ctx context.Context) error
}

// Check looks at everything that hallctl check reports: the printer at device, the
// clock against wall, the disk under dir, and the journal to its first row.
func Check(ctx context.Context, h Hall, device, dir string, wall time.Time) ([]Finding, error) {
	status, err := h.Printer(ctx)
	if err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	reading, err := h.Clock(ctx)
	if err != nil {
		return nil, fmt.Errorf("clock: %w", err)
	}
	rows, err := h.Seq(ctx)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return []Finding{
		Printer(device, status),
		Clock(wall, reading),
		Disk(dir),
		Journal(rows, h.Verify(ctx)),
	}, nil
}
