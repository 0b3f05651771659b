package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/printer"
)

func TestJobsComeToPaper(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	if _, err := s.NextJob(ctx); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("NextJob of an empty hall: %v, want ErrNoJob", err)
	}
	take(t, s, "shebao")
	take(t, s, "shebao")
	job, err := s.NextJob(ctx)
	must(t, err)
	if job.Subject != "A001" {
		t.Errorf("NextJob is %s's, want the oldest, A001", job.Subject)
	}
	rows, err := s.Seq(ctx)
	must(t, err)
	c.pass(time.Second)
	job.State, job.Fault = printer.Held, printer.PaperOut
	must(t, s.SaveJob(ctx, job))
	if next, err := s.NextJob(ctx); err != nil || next.ID != job.ID {
		t.Errorf("NextJob = %d, %v, want the held one, %d", next.ID, err, job.ID)
	}
	job.State, job.Fault, job.Attempt, job.Bytes, job.Profile = printer.Sending, printer.OK, 1, []byte("\x1b@A001"), "epson"
	must(t, s.SaveJob(ctx, job))
	moved := c.now()
	c.pass(time.Second)
	job.Offset = 6
	must(t, s.SaveJob(ctx, job)) // an offset alone
	if now, err := s.Seq(ctx); err != nil || now != rows+2 {
		t.Errorf("%d journal rows (%v), want 2: an offset has none", now-rows, err)
	}
	open, err := s.OpenJobs(ctx)
	must(t, err)
	job.Moved = moved
	if diff := cmp.Diff([]printer.Job{job}, open); diff != "" {
		t.Errorf("OpenJobs (-want +got):\n%s", diff)
	}
	job.State = printer.Printed
	must(t, s.SaveJob(ctx, job))
	if next, err := s.NextJob(ctx); err != nil || next.Subject != "A002" {
		t.Errorf("NextJob = %s, %v, want A002", next.Subject, err)
	}
	if err := s.SaveJob(ctx, printer.Job{ID: 99, State: printer.Sending}); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("SaveJob(unknown): %v, want ErrNoJob", err)
	}
	all, err := s.Jobs(ctx, 10)
	must(t, err)
	if len(all) != 2 || all[0].Subject != "A002" || all[1].State != printer.Printed {
		t.Errorf("Jobs = %v, want A002, then A001 printed", all)
	}
}

func TestReprint(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	take(t, s, "shebao")
	first, err := s.NextJob(ctx)
	must(t, err)
	if again, err := s.Reprint(ctx, "wangfang", first.ID); err != nil || again.ID != first.ID {
		t.Errorf("Reprint of a slip still to come = %d, %v, want itself, %d", again.ID, err, first.ID)
	}
	first.State, first.Bytes = printer.Doubt, []byte("x")
	must(t, s.SaveJob(ctx, first))
	second, err := s.Reprint(ctx, "wangfang", first.ID)
	must(t, err)
	if second.ID == first.ID || second.Copy != 1 || second.State != printer.Queued || second.Subject != "A001" ||
		string(second.Values) != string(first.Values) || len(second.Bytes) != 0 {
		t.Errorf("Reprint = %+v, want copy 1 of the same values, queued", second)
	}
	if again, err := s.Reprint(ctx, "wangfang", first.ID); err != nil || again.ID != second.ID {
		t.Errorf("Reprint pressed twice = %d, %v, want the one still to come, %d", again.ID, err, second.ID)
	}
	second.State = printer.Printed
	must(t, s.SaveJob(ctx, second))
	if third, err := s.Reprint(ctx, "wangfang", second.ID); err != nil || third.Copy != 2 {
		t.Errorf("Reprint of the copy = %+v, %v, want copy 2", third, err)
	}
	if _, err := s.Reprint(ctx, "wangfang", 99); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("Reprint(unknown): %v, want ErrNoJob", err)
	}
}

func TestDropJob(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	take(t, s, "shebao")
	job, err := s.NextJob(ctx)
	must(t, err)
	must(t, s.DropJob(ctx, "wangfang", job.ID))
	must(t, s.DropJob(ctx, "wangfang", job.ID))
	if _, err := s.NextJob(ctx); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("NextJob after DropJob: %v, want ErrNoJob", err)
	}
	job.State = printer.Sending // the spool had it in hand
	if err := s.SaveJob(ctx, job); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("SaveJob of a dropped job: %v, want ErrNoJob", err)
	}
	test, err := s.QueueTest(ctx, "wangfang")
	must(t, err)
	if test.Kind != printer.TestSlip || test.State != printer.Queued {
		t.Errorf("QueueTest = %+v, want a test slip, queued", test)
	}
	for _, state := range []printer.State{printer.Sending, printer.AwaitAck, printer.Stalled, printer.Printed} {
		test.State = state
		must(t, s.SaveJob(ctx, test))
		must(t, s.DropJob(ctx, "wangfang", test.ID))
		if all, err := s.Jobs(ctx, 1); err != nil || all[0].State != state {
			t.Errorf("a job that was dropped while %s is %s (%v), want it unchanged", state, all[0].State, err)
		}
	}
	test.State = printer.Doubt
	must(t, s.SaveJob(ctx, test))
	must(t, s.DropJob(ctx, "wangfang", test.ID))
	if all, err := s.Jobs(ctx, 1); err != nil || all[0].State != printer.Dropped {
		t.Errorf("a doubtful job that was dropped is %s (%v), want dropped", all[0].State, err)
	}
	if err := s.DropJob(ctx, "wangfang", 99); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("DropJob(unknown): %v, want ErrNoJob", err)
	}
}

func TestPrinter(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	if p, err := s.Printer(ctx); err != nil || p.Fault != printer.Missing || !p.At.IsZero() {
		t.Errorf("Printer before it was heard of = %+v, %v, want missing", p, err)
	}
	rows, err := s.Seq(ctx)
	must(t, err)
	p := printer.Status{Device: "/dev/lobby-printer", Profile: "epson", At: c.now()}
	must(t, s.SavePrinter(ctx, p))
	for range 3 { // says the same every second
		c.pass(time.Second)
		p.At = c.now()
		must(t, s.SavePrinter(ctx, p))
	}
	got, err := s.Printer(ctx)
	must(t, err)
	if diff := cmp.Diff(p, got); diff != "" {
		t.Errorf("Printer (-want +got):\n%s", diff)
	}
	p.Profile = "generic" // no news for the journal
	must(t, s.SavePrinter(ctx, p))
	p.NearEnd = true
	must(t, s.SavePrinter(ctx, p))
	p.Fault = printer.PaperOut
	must(t, s.SavePrinter(ctx, p))
	events, err := s.Journal(ctx, rows, 10)
	must(t, err)
	var said []string
	for _, e := range events {
		said = append(said, e.Body)
	}
	if got, want := strings.Join(said, " "), `{} {"near_end":true} {"fault":"paper","near_end":true}`; got != want {
		t.Errorf("the journal: %s, want %s", got, want)
	}
}
