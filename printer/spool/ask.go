package spool

import (
	"context"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// Ask looks once at a printer and prints nothing, for a tool that runs while no
// lobby does. Only one program may have the printer open.
func Ask(ctx context.Context, open func(context.Context) (Port, error), device string, p escpos.Profile, now time.Time) printer.Status {
	s := printer.Status{Fault: printer.Missing, Device: device, Profile: p.Name, At: now}
	port, err := open(ctx)
	if err != nil {
		return s
	}
	defer func() { _ = port.Close() }() // what was to be known is known
	l := line{port: port, baud: p.Baud}
	if p.Answers == "C" {
		s.Fault = printer.OK // it is there, and says no more
		return s
	}
	if fault, nearEnd, err := l.status(ctx, 1); err == nil {
		s.Fault, s.NearEnd = fault, nearEnd
	}
	return s
}
