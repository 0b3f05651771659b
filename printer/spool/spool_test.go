package spool_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/printertest"
)

// everyPrinter runs f with each kind of printer, as fast as a test and as slow
// as a real one.
func everyPrinter(t *testing.T, f func(w *world)) {
	for _, profile := range []escpos.Profile{blade, bar} {
		for _, opt := range []printertest.Options{
			{Profile: profile},
			{Profile: profile, Paced: true},
			{Profile: profile, Paced: true, Eager: true},
		} {
			t.Run(fmt.Sprintf("%s paced=%v eager=%v", profile.Name, opt.Paced, opt.Eager), func(t *testing.T) {
				inWorld(t, opt, f)
			})
		}
	}
}

func TestPrintsInOrder(t *testing.T) {
	everyPrinter(t, func(w *world) {
		a, b, c := w.jobs.add("A001"), w.jobs.add("A002"), w.jobs.add("B001")
		w.after(long)
		for _, id := range []int64{a, b, c} {
			w.want(id, printer.Printed, printer.OK)
			if j := w.jobs.get(id); j.Attempt != 1 || j.Offset != len(j.Bytes) || j.Profile != w.profile.Name {
				w.t.Errorf("job %d: attempt %d, offset %d of %d, profile %q", id, j.Attempt, j.Offset, len(j.Bytes), j.Profile)
			}
		}
		w.wantPaper(a, b, c)
	})
}

// A printer that cannot print when a job comes gets not a byte of it, and prints
// it by itself, once, when it can.
func TestHeld(t *testing.T) {
	for _, fault := range []printer.Fault{
		printer.PaperOut, printer.Cover, printer.Cutter, printer.Broken, printer.Missing, printer.Silent, printer.Garbled,
	} {
		t.Run(string(fault), func(t *testing.T) {
			everyPrinter(t, func(w *world) {
				w.printer.Set(fault)
				first, second := w.jobs.add("A001"), w.jobs.add("A002")
				w.after(long)
				w.want(first, printer.Held, fault)
				w.want(second, printer.Queued, printer.OK)
				if j := w.jobs.get(first); j.Offset != 0 || len(w.printer.Piece()) != 0 {
					w.t.Errorf("%d bytes may have left, %d have; want none", j.Offset, len(w.printer.Piece()))
				}
				if s := w.lastStatus(); s.Fault != fault {
					w.t.Errorf("staff see %q, want %q", s.Fault, fault)
				}
				w.printer.Set(printer.OK)
				w.after(long)
				w.want(first, printer.Printed, printer.OK)
				w.want(second, printer.Printed, printer.OK)
				w.wantPaper(first, second)
			})
		})
	}
}

// Paper and cover stop a slip in the middle. It goes on by itself and is not
// sent again, however long that takes, and whether or not the program is
// started again meanwhile.
func TestStalled(t *testing.T) {
	for _, fault := range []printer.Fault{printer.PaperOut, printer.Cover} {
		for _, restarted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s restarted=%v", fault, restarted), func(t *testing.T) {
				everyPrinter(t, func(w *world) {
					w.after(ready)
					w.printer.At(60, fault)
					first, second := w.jobs.add("A001"), w.jobs.add("A002")
					w.after(10 * long)
					w.want(first, printer.Stalled, fault)
					w.want(second, printer.Queued, printer.OK)
					if restarted {
						w.restart()
						w.after(long)
						w.want(first, printer.Stalled, fault)
					}
					w.printer.Set(printer.OK)
					w.after(long)
					// A receipt that came before the paper ended died with the program.
					if j := w.jobs.get(first); !restarted || j.State != printer.Doubt {
						w.want(first, printer.Printed, printer.OK)
					}
					w.want(second, printer.Printed, printer.OK)
					if some, whole := w.copies(first); some != 1 || whole != 1 {
						w.t.Errorf("the slip is out %d times, %d of them whole", some, whole)
					}
				})
			})
		}
	}
}

// The cover is opened to change the paper: still the same slip.
func TestStalledForAnotherReason(t *testing.T) {
	everyPrinter(t, func(w *world) {
		w.after(ready)
		w.printer.At(60, printer.PaperOut)
		id := w.jobs.add("A001")
		w.after(long)
		w.printer.Set(printer.Cover)
		w.after(long)
		w.want(id, printer.Stalled, printer.Cover)
		w.printer.Set(printer.OK)
		w.after(long)
		w.want(id, printer.Printed, printer.OK)
		w.wantPaper(id)
	})
}

// Who switches the printer off to change its paper makes it forget the rest.
func TestStalledAndSwitchedOff(t *testing.T) {
	everyPrinter(t, func(w *world) {
		w.after(ready)
		w.printer.At(60, printer.PaperOut)
		first, second := w.jobs.add("A001"), w.jobs.add("A002")
		w.after(long)
		w.printer.Set(printertest.Off)
		w.after(long)
		w.want(first, printer.Doubt, printer.Silent)
		w.printer.Set(printer.OK)
		w.after(long)
		w.want(first, printer.Doubt, printer.Silent)
		w.want(second, printer.Printed, printer.OK)
		if some, _ := w.copies(first); some > 1 {
			w.t.Errorf("A001 is on %d papers", some)
		}
	})
}

// The cut-point table: every kind of trouble after every byte of a slip and of
// the question that follows it. Whatever happens, the slip comes out at most
// once, it is called printed only when it is out whole, and the next slip is
// printed properly.
func TestCutPoints(t *testing.T) {
	t.Parallel()
	for _, profile := range []escpos.Profile{blade, bar} {
		slip, err := lay(profile)(printer.Job{Subject: "A001"})
		if err != nil {
			t.Fatal(err)
		}
		step := 1
		if len(slip) > 300 { // a picture is much alike all over
			step = 61
		}
		for _, opt := range []printertest.Options{{Profile: profile}, {Profile: profile, Paced: true, Eager: true}} {
			for _, fault := range []printer.Fault{
				printer.Missing, printer.PaperOut, printer.Cover, printer.Cutter, printer.Silent, printer.Garbled, printertest.Off,
			} {
				name := fmt.Sprintf("%s/eager=%v/%s", profile.Name, opt.Eager, fault)
				t.Run(name, func(t *testing.T) {
					ends := make(map[string]int)
					for n := 0; n <= len(slip)+3; n += step {
						inWorld(t, opt, func(w *world) { ends[cutAt(w, n, fault)]++ })
						if t.Failed() {
							t.Fatalf("the first failure is at byte %d of %d:\n%s", n, len(slip), escpos.List(slip[:min(n, len(slip))]))
						}
					}
					t.Log(ends)
				})
			}
		}
	}
}

// cutAt lets fault strike after n bytes of a slip and puts it right again. It
// returns what became of the slip.
func cutAt(w *world, n int, fault printer.Fault) string {
	w.after(ready)
	w.printer.At(n, fault)
	id := w.jobs.add("A001")
	w.after(long)
	during := w.jobs.get(id).State
	if _, whole := w.copies(id); during == printer.Printed && whole != 1 {
		w.t.Errorf("Printed, and %d whole slips are out", whole)
	}
	switch during {
	case printer.Printed, printer.Held, printer.Stalled, printer.Doubt:
	default:
		w.t.Errorf("the slip stands at %s", during)
	}

	w.printer.Set(printer.OK)
	w.after(long)
	after := w.jobs.get(id).State
	some, whole := w.copies(id)
	switch {
	case after == printer.Printed && whole != 1:
		w.t.Errorf("Printed in the end, and %d whole slips are out", whole)
	case after != printer.Printed && after != printer.Doubt:
		w.t.Errorf("the slip stands at %s in the end", after)
	case some > 1:
		w.t.Errorf("the number is on paper %d times", some)
	case during == printer.Doubt && after != printer.Doubt:
		w.t.Errorf("Doubt became %s by itself", after)
	}

	before := len(w.printer.Slips())
	next := w.jobs.add("A002")
	w.after(long)
	w.want(next, printer.Printed, printer.OK)
	if out := w.printer.Slips()[before:]; len(out) != 1 || !bytes.Equal(out[0], w.slip(next)) {
		w.t.Errorf("the next slip is not on a paper of its own:\n%s", list(out))
	}
	return fmt.Sprintf("%s, then %s", during, after)
}

// The spool is killed before and after everything it does, and started again. It
// never prints twice and never says more than it knows.
func TestKilledAnywhere(t *testing.T) {
	for _, profile := range []escpos.Profile{blade, bar} {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s after=%v", profile.Name, done), func(t *testing.T) {
				ends := make(map[printer.State]int)
				for n, reached := 1, true; reached; n++ {
					reached = false
					inWorld(t, printertest.Options{Profile: profile, Paced: true}, func(w *world) {
						w.after(ready)
						w.deeds = 0
						w.meddle = func(deed int, _, now bool) error {
							if deed != n || now != done {
								return nil
							}
							reached, w.meddle = true, nil
							w.kill()
							return errDead
						}
						id := w.jobs.add("A001")
						w.after(long)
						w.meddle = nil
						w.restart()
						w.after(long)
						state := w.jobs.get(id).State
						some, whole := w.copies(id)
						if state != printer.Printed && state != printer.Doubt || state == printer.Printed && whole != 1 || some > 1 {
							w.t.Errorf("killed at deed %d: %s, %d papers, %d of them whole", n, state, some, whole)
						}
						next := w.jobs.add("A002")
						w.after(long)
						w.want(next, printer.Printed, printer.OK)
						if _, whole := w.copies(next); whole != 1 {
							w.t.Errorf("killed at deed %d: the next slip is out %d times", n, whole)
						}
						ends[state]++
					})
				}
				if ends[printer.Doubt] < 3 || ends[printer.Printed] < 2 {
					t.Errorf("ends are %v, want several of each kind", ends)
				}
			})
		}
	}
}

// A store that fails, for once or for a while, before it has saved or after,
// costs certainty at most.
func TestStoreFails(t *testing.T) {
	for _, done := range []bool{false, true} {
		for _, lasting := range []time.Duration{0, 10 * time.Second} {
			t.Run(fmt.Sprintf("after=%v for %v", done, lasting), func(t *testing.T) {
				for n, reached := 1, true; reached; n++ {
					reached = false
					inWorld(t, printertest.Options{Profile: bar, Paced: true}, func(w *world) {
						w.after(ready)
						w.deeds = 0
						var until time.Time
						w.meddle = func(deed int, save, now bool) error {
							if !reached && deed == n && now == done {
								reached, until = true, time.Now().Add(lasting)
							}
							if save && reached && now == done && (deed == n || time.Now().Before(until)) {
								return errors.New("disk full")
							}
							return nil
						}
						first, second := w.jobs.add("A001"), w.jobs.add("A002")
						w.after(long)
						state := w.jobs.get(first).State
						some, whole := w.copies(first)
						if state != printer.Printed && state != printer.Doubt || state == printer.Printed && whole != 1 || some > 1 {
							w.t.Errorf("failed at deed %d: %s, %d papers, %d of them whole", n, state, some, whole)
						}
						if j := w.jobs.get(second); j.State != printer.Printed && j.State != printer.Doubt {
							w.t.Errorf("failed at deed %d: the second slip stands at %s", n, j.State)
						}
					})
				}
			})
		}
	}
}

// A printer that cannot answer is believed to have printed what it was sent, and
// no more is said than that.
func TestNoAnswers(t *testing.T) {
	for _, profile := range []escpos.Profile{blade, bar} {
		profile.Answers = "C"
		opt := printertest.Options{Profile: profile, Paced: true}
		t.Run(profile.Name, func(t *testing.T) {
			inWorld(t, opt, func(w *world) {
				w.printer.Set(printer.Silent)
				first, second := w.jobs.add("A001"), w.jobs.add("A002")
				w.after(long)
				w.want(first, printer.Sent, printer.OK)
				w.want(second, printer.Sent, printer.OK)
				if some, _ := w.copies(first); some != 1 {
					w.t.Errorf("A001 is on %d papers", some)
				}
			})
			inWorld(t, opt, func(w *world) {
				w.printer.Set(printer.Missing)
				id := w.jobs.add("A001")
				w.after(long)
				w.want(id, printer.Held, printer.Missing)
				w.printer.Set(printer.Silent)
				w.after(long)
				w.want(id, printer.Sent, printer.OK)
			})
			inWorld(t, opt, func(w *world) {
				w.printer.Set(printer.Silent)
				w.after(long)
				w.printer.At(60, printer.Missing)
				id := w.jobs.add("A001")
				w.after(long)
				w.want(id, printer.Doubt, printer.Missing)
				w.printer.Set(printer.Silent)
				next := w.jobs.add("A002")
				w.after(long)
				w.want(id, printer.Doubt, printer.Missing)
				w.want(next, printer.Sent, printer.OK)
				if _, whole := w.copies(next); whole != 1 {
					w.t.Errorf("the next slip is out %d times", whole)
				}
			})
		})
	}
}

// A printer that stops taking bytes in the middle of a slip leaves a doubt, and
// no byte that leaves later.
func TestFlowControlHolds(t *testing.T) {
	profile := bar
	profile.Buffer, profile.Flow = 64, "rtscts"
	inWorld(t, printertest.Options{Profile: profile, Paced: true}, func(w *world) {
		w.after(ready)
		w.printer.At(100, printer.PaperOut)
		first, second := w.jobs.add("A001"), w.jobs.add("A002")
		w.after(long)
		w.want(first, printer.Doubt, printer.Offline)
		w.want(second, printer.Held, printer.Offline)
		w.printer.Set(printer.OK)
		w.after(long)
		w.want(first, printer.Doubt, printer.Offline)
		w.want(second, printer.Printed, printer.OK)
		if some, whole := w.copies(second); some != 1 || whole != 1 {
			w.t.Errorf("A002 is on %d papers, %d of them whole", some, whole)
		}
	})
}

// Staff learn of an idle printer's trouble without anybody printing, within two
// seconds and once.
func TestIdlePrinterIsWatched(t *testing.T) {
	everyPrinter(t, func(w *world) {
		w.after(ready)
		want := []printer.Fault{printer.OK}
		for _, fault := range []printer.Fault{
			printer.PaperOut, printer.OK, printer.Cover, printer.OK, printer.Missing, printer.OK, printer.Silent, printer.OK,
		} {
			w.printer.Set(fault)
			w.after(2*time.Second + time.Second) // a silent printer takes a second to tell
			want = append(want, fault)
			if got := w.lastStatus().Fault; got != fault {
				w.t.Errorf("staff see %q, want %q", got, fault)
			}
			w.after(long)
		}
		if got := w.faults(); !slices.Equal(got, want) {
			w.t.Errorf("staff were told %q, want %q", got, want)
		}
		w.printer.SetNearEnd(true)
		w.after(3 * time.Second)
		if s := w.lastStatus(); !s.NearEnd || s.Device != "/dev/lobby-printer" || s.Profile != w.profile.Name || s.At.IsZero() {
			w.t.Errorf("status is %+v, want the paper's near end", s)
		}
	})
}

// A printer that takes longer to answer than it is waited for still is not
// misunderstood.
func TestLateAnswers(t *testing.T) {
	for _, fault := range []printer.Fault{printer.PaperOut, printer.Cover, printer.Cutter} {
		inWorld(t, printertest.Options{Profile: blade, Paced: true, Late: 700 * time.Millisecond}, func(w *world) {
			w.after(long)
			w.printer.Set(fault)
			w.after(long)
			w.printer.Set(printer.OK)
			w.after(long)
			for _, f := range w.faults() {
				// The four answers may be from before and after a change.
				if f != printer.OK && f != printer.Offline && f != fault {
					w.t.Errorf("staff were told %q, want nothing but %q", f, fault)
				}
			}
			id := w.jobs.add("A001")
			w.after(long)
			w.want(id, printer.Printed, printer.OK)
			w.wantPaper(id)
		})
	}
}

// An answer that is left over from earlier must not be taken for one to the next
// question: the bits of one question mean something else in another.
func TestUnaskedAnswer(t *testing.T) {
	everyPrinter(t, func(w *world) {
		w.after(ready)
		w.printer.Set(printer.PaperOut)
		w.printer.Blurt(0x12)
		w.after(long)
		if got, want := w.faults(), []printer.Fault{printer.OK, printer.PaperOut}; !slices.Equal(got, want) {
			w.t.Errorf("staff were told %q, want %q", got, want)
		}
	})
}

// A printer far slower than its profile says prints on while the spool has given
// up, and its receipts come when nobody expects them any more. They must not be
// taken for those of later slips.
func TestSlowerThanItsProfile(t *testing.T) {
	for speed := 5; speed < 15; speed++ {
		for _, restarted := range []bool{false, true} {
			slow := blade
			slow.Speed = speed
			inWorld(t, printertest.Options{Profile: slow, Paced: true}, func(w *world) {
				w.kill()
				<-w.ended
				w.profile = blade
				w.start()
				w.after(ready)
				a, b := w.jobs.add("A001"), w.jobs.add("A002")
				if restarted {
					w.after(2 * time.Second)
					w.want(a, printer.AwaitAck, printer.OK)
					w.restart()
				}
				w.after(10 * long)
				for _, id := range []int64{a, b} {
					if some, _ := w.copies(id); some != 1 {
						w.t.Errorf("%d mm/s: job %d (%s) is on %d papers", speed, id, w.jobs.get(id).State, some)
					}
				}
			})
		}
	}
}

// Bytes that a full buffer has lost are missing on the paper, and so is the
// question for a receipt.
func TestBufferOverruns(t *testing.T) {
	profile := blade
	profile.Buffer = 64
	inWorld(t, printertest.Options{Profile: profile, Paced: true}, func(w *world) {
		w.after(ready)
		w.printer.At(30, printer.PaperOut)
		first, second := w.jobs.add("A001"), w.jobs.add("A002")
		w.after(long)
		w.want(first, printer.Stalled, printer.PaperOut)
		w.printer.Set(printer.OK)
		w.after(long)
		w.want(first, printer.Doubt, printer.Silent)
		if j := w.jobs.get(second); j.State == printer.Queued || j.State == printer.Held {
			w.t.Errorf("the second slip stands at %s", j.State)
		}
	})
}

// The power fails for three seconds after every byte of a slip. What the printer
// says when it comes back is not a receipt.
func TestPowerFailsShortly(t *testing.T) {
	slow := blade
	slow.Speed = 20
	slip, err := lay(slow)(printer.Job{Subject: "A001"})
	if err != nil {
		t.Fatal(err)
	}
	for _, eager := range []bool{false, true} {
		for n := 0; n <= len(slip)+3; n++ {
			inWorld(t, printertest.Options{Profile: slow, Paced: true, Eager: eager}, func(w *world) {
				w.after(ready)
				w.printer.At(n, printertest.Off)
				id := w.jobs.add("A001")
				for w.printer.Fault() != printertest.Off {
					w.after(10 * time.Millisecond)
				}
				w.after(3 * time.Second)
				w.printer.Set(printer.OK)
				w.after(long)
				state := w.jobs.get(id).State
				if some, _ := w.copies(id); state != printer.Doubt && n > 0 || some > 1 {
					w.t.Errorf("off after %d bytes: %s, %d papers", n, state, some)
				}
			})
		}
	}
}

// An eager printer answers before its paper has come as far. The paper may end
// in between.
func TestPaperEndsAfterTheReceipt(t *testing.T) {
	slow := blade
	slow.Speed = 20
	slip, err := lay(slow)(printer.Job{Subject: "A001"})
	if err != nil {
		t.Fatal(err)
	}
	for n := range slip {
		inWorld(t, printertest.Options{Profile: slow, Paced: true, Eager: true}, func(w *world) {
			w.after(ready)
			w.printer.At(n, printer.PaperOut)
			id := w.jobs.add("A001")
			w.after(long)
			w.want(id, printer.Stalled, printer.PaperOut)
			w.printer.Set(printer.OK)
			w.after(long)
			w.want(id, printer.Printed, printer.OK)
			w.wantPaper(id)
		})
	}
}

// A slip that cannot be laid out must not keep the others from the printer.
func TestCannotLayOut(t *testing.T) {
	everyPrinter(t, func(w *world) {
		bad, good := w.jobs.add(""), w.jobs.add("A001")
		w.after(long)
		w.want(bad, printer.Dropped, printer.Layout)
		w.want(good, printer.Printed, printer.OK)
	})
}

// Staff may drop a job that the spool has just read.
func TestDroppedMeanwhile(t *testing.T) {
	everyPrinter(t, func(w *world) {
		w.printer.Set(printer.PaperOut)
		dropped, kept := w.jobs.add("A001"), w.jobs.add("A002")
		w.after(long)
		w.jobs.drop(dropped)
		w.printer.Set(printer.OK)
		w.after(long)
		w.want(dropped, printer.Dropped, printer.PaperOut)
		w.want(kept, printer.Printed, printer.OK)
		w.wantPaper(kept)
	})
}

// The same when the spool owes the store a save of that job.
func TestDroppedWhileUnsaved(t *testing.T) {
	inWorld(t, printertest.Options{Profile: blade}, func(w *world) {
		w.after(ready)
		var full atomic.Bool
		full.Store(true)
		w.meddle = func(int, bool, bool) error {
			if full.Load() {
				return errors.New("disk full")
			}
			return nil
		}
		dropped, kept := w.jobs.add("A001"), w.jobs.add("A002")
		w.after(long)
		w.jobs.drop(dropped)
		full.Store(false)
		w.after(long)
		w.want(dropped, printer.Dropped, printer.OK)
		w.want(kept, printer.Printed, printer.OK)
		w.wantPaper(kept)
	})
}

// Wake may return for no reason at all.
func TestWokenForNothing(t *testing.T) {
	inWorld(t, printertest.Options{Profile: blade}, func(w *world) {
		w.kill()
		<-w.ended
		w.wake = func(ctx context.Context) error {
			select {
			case <-time.After(time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		w.start()
		id := w.jobs.add("A001")
		w.after(20 * time.Second)
		w.wantPaper(id)
	})
	inWorld(t, printertest.Options{Profile: blade}, func(w *world) {
		w.kill()
		<-w.ended
		w.wake = func(context.Context) error { return errors.New("the bus is gone") }
		w.start()
		id := w.jobs.add("A001")
		w.after(20 * time.Second)
		w.wantPaper(id)
	})
}
