package spool_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
	"yidiantong.org/lobby/printer/serial"
	"yidiantong.org/lobby/printer/spool"
)

// TestTTY repeats the main ways of a job as they are in a hall: through package
// serial and a tty, in real time. All of them go at once, and beside the other
// tests, because they mostly wait.
func TestTTY(t *testing.T) {
	t.Parallel()
	mute := blade
	mute.Answers = "C"
	quick := bar // or the test would wait for its paper
	quick.Speed = 250
	var wg sync.WaitGroup
	for _, tt := range []struct {
		name    string
		profile escpos.Profile
		run     func(w *world)
	}{
		{"prints once", blade, printsOnce},
		{"without paper", blade, withoutPaper},
		{"paper ends", blade, func(w *world) { stalls(w, printer.PaperOut, false) }},
		{"paper ends and the program too", blade, func(w *world) { stalls(w, printer.PaperOut, true) }},
		{"cover opens", blade, func(w *world) { stalls(w, printer.Cover, false) }},
		{"unplugged before", blade, unpluggedBefore},
		{"unplugged in the middle", blade, unpluggedInTheMiddle},
		{"unplugged in the middle of a picture", quick, unpluggedInTheMiddle},
		{"falls silent", blade, func(w *world) { goesWrong(w, printer.Silent) }},
		{"talks nonsense", blade, func(w *world) { goesWrong(w, printer.Garbled) }},
		{"killed while it prints", blade, killed},
		{"cannot answer", mute, cannotAnswer},
	} {
		wg.Go(func() {
			t.Run(tt.name, func(t *testing.T) { onTTY(t, tt.profile, tt.run) })
		})
	}
	wg.Wait()
}

func onTTY(t *testing.T, profile escpos.Profile, f func(w *world)) {
	t.Helper()
	w := newWorld(t, printertest.Options{Profile: profile})
	link := filepath.Join(t.TempDir(), "lobby-printer")
	tty, err := printertest.Plug(w.printer, link)
	if err != nil {
		t.Fatal(err)
	}
	w.open = func(context.Context) (spool.Port, error) {
		p, err := serial.Open(link, w.profile.Baud, w.profile.Flow)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
	w.start()
	f(w)
	w.kill()
	<-w.ended
	if err := tty.Close(); err != nil {
		t.Error(err)
	}
}

// until waits for job id to get there.
func (w *world) until(id int64, state printer.State, fault printer.Fault) {
	w.t.Helper()
	w.eventually(func() bool { j := w.jobs.get(id); return j.State == state && j.Fault == fault })
	w.want(id, state, fault)
}

// untilStaffSee waits for the printer's status.
func (w *world) untilStaffSee(fault printer.Fault) {
	w.t.Helper()
	w.eventually(func() bool { f := w.faults(); return len(f) > 0 && f[len(f)-1] == fault })
	if s := w.lastStatus(); s.Fault != fault {
		w.t.Fatalf("staff see %q, want %q", s.Fault, fault)
	}
}

func (w *world) eventually(done func() bool) {
	for start := time.Now(); !done() && time.Since(start) < 30*time.Second; {
		time.Sleep(5 * time.Millisecond)
	}
}

func printsOnce(w *world) {
	a, b := w.jobs.add("A001"), w.jobs.add("A002")
	w.until(a, printer.Printed, printer.OK)
	w.until(b, printer.Printed, printer.OK)
	w.wantPaper(a, b)
}

func withoutPaper(w *world) {
	w.printer.Set(printer.PaperOut)
	id := w.jobs.add("A001")
	w.until(id, printer.Held, printer.PaperOut)
	w.untilStaffSee(printer.PaperOut)
	w.printer.Set(printer.OK)
	w.until(id, printer.Printed, printer.OK)
	w.wantPaper(id)
}

func stalls(w *world, fault printer.Fault, restarted bool) {
	w.untilStaffSee(printer.OK)
	w.printer.At(60, fault)
	id := w.jobs.add("A001")
	w.until(id, printer.Stalled, fault)
	if restarted {
		w.restart()
	}
	w.printer.Set(printer.OK)
	w.until(id, printer.Printed, printer.OK)
	w.wantPaper(id)
}

func unpluggedBefore(w *world) {
	w.untilStaffSee(printer.OK)
	w.printer.Set(printer.Missing)
	w.untilStaffSee(printer.Missing)
	id := w.jobs.add("A001")
	w.until(id, printer.Held, printer.Missing)
	w.printer.Set(printer.OK)
	w.until(id, printer.Printed, printer.OK)
	w.wantPaper(id)
}

func unpluggedInTheMiddle(w *world) {
	w.untilStaffSee(printer.OK)
	w.printer.At(100, printer.Missing)
	first, second := w.jobs.add("A001"), w.jobs.add("A002")
	w.until(first, printer.Doubt, printer.Missing)
	w.until(second, printer.Held, printer.Missing)
	w.printer.Set(printer.OK)
	w.until(second, printer.Printed, printer.OK)
	w.want(first, printer.Doubt, printer.Missing)
	if some, _ := w.copies(first); some > 1 {
		w.t.Errorf("A001 is on %d papers", some)
	}
	if some, whole := w.copies(second); some != 1 || whole != 1 {
		w.t.Errorf("A002 is on %d papers, %d of them whole", some, whole)
	}
}

func goesWrong(w *world, fault printer.Fault) {
	w.untilStaffSee(printer.OK)
	w.printer.At(60, fault)
	first, second := w.jobs.add("A001"), w.jobs.add("A002")
	w.until(first, printer.Doubt, fault)
	w.until(second, printer.Held, fault)
	w.printer.Set(printer.OK)
	w.until(second, printer.Printed, printer.OK)
	w.wantPaper(first, second) // it only did not say so
}

func killed(w *world) {
	w.untilStaffSee(printer.OK)
	first, second := w.jobs.add("A001"), w.jobs.add("A002")
	w.until(first, printer.AwaitAck, printer.OK)
	w.restart()
	w.until(first, printer.Doubt, printer.OK)
	w.until(second, printer.Printed, printer.OK)
	w.wantPaper(first, second)
}

func cannotAnswer(w *world) {
	w.printer.Set(printer.Silent)
	id := w.jobs.add("A001")
	w.until(id, printer.Sent, printer.OK)
	if _, whole := w.copies(id); whole != 1 {
		w.t.Errorf("A001 is out %d times", whole)
	}
}
