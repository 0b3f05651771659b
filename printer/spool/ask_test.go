package spool

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
)

// A tool sees what is wrong with a printer without printing on it.
func TestAsk(t *testing.T) {
	for _, fault := range []printer.Fault{printer.OK, printer.PaperOut, printer.Cover, printer.Missing, printer.Silent} {
		t.Run("fault "+string(fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				profile := escpos.Profile{Name: "x", Width: 384, Answers: "B", Baud: 9600}
				p := printertest.New(printertest.Options{Profile: profile})
				p.Set(fault)
				open := func(ctx context.Context) (Port, error) { return p.Open(ctx) }
				if got := Ask(t.Context(), open, "/dev/x", profile, time.Now()); got.Fault != fault {
					t.Errorf("Ask = %q, want %q", got.Fault, fault)
				}
				if n := len(p.Slips()); n != 0 {
					t.Errorf("asking printed %d slips", n)
				}
			})
		})
	}
}
