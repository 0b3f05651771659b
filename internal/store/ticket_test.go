package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

func TestTakeCountsPerLineAndDay(t *testing.T) {
	s, c := opened(t)
	type step struct {
		line, no string
		ahead    int
	}
	for _, want := range []step{{"shebao", "A001", 0}, {"yibao", "B001", 0}, {"shebao", "A002", 1}, {"shebao", "A003", 2}} {
		got := take(t, s, want.line)
		if got.No != want.no || got.Ahead != want.ahead {
			t.Errorf("Take(%s) = %s with %d ahead, want %s with %d", want.line, got.No, got.Ahead, want.no, want.ahead)
		}
		if len(got.Token) != 11 || strings.Trim(got.Token, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Errorf("token %q, want 11 Crockford characters", got.Token)
		}
	}
	c.set("2026-11-24 08:30")
	if got := take(t, s, "shebao"); got.No != "A001" || got.Ahead != 0 {
		t.Errorf("the next day's first is %s with %d ahead, want A001 with none", got.No, got.Ahead)
	}
}

// TestTakeKeepsAll looks at what one tap leaves behind: a ticket, its slip and
// its journal row.
func TestTakeKeepsAll(t *testing.T) {
	s, _ := opened(t)
	before, err := s.Seq(t.Context())
	must(t, err)
	tk := take(t, s, "shebao")

	job, err := s.NextJob(t.Context())
	must(t, err)
	want := printer.Job{
		ID: job.ID, Kind: printer.TicketSlip, Subject: "A001", State: printer.Queued, Made: tk.Taken, Moved: tk.Taken,
		Values: json.RawMessage(`{"hall":"青石镇便民服务中心","line":"社会保险","no":"A001","sure":true}`),
	}
	if diff := cmp.Diff(want, job); diff != "" {
		t.Errorf("the slip (-want +got):\n%s", diff)
	}
	events, err := s.Journal(t.Context(), before, 10)
	must(t, err)
	if len(events) != 1 || events[0].Verb != "ticket.taken" || events[0].Subject != "A001" || events[0].Actor != "kiosk" {
		t.Errorf("the journal: %v, want one ticket.taken A001 by kiosk", events)
	}
	if strings.Contains(events[0].Body, tk.Token) {
		t.Error("the journal holds the token, with which anybody can follow the ticket")
	}
	got, err := s.Ticket(t.Context(), tk.Token)
	must(t, err)
	if diff := cmp.Diff(tk, got); diff != "" {
		t.Errorf("Ticket(token) (-taken +read):\n%s", diff)
	}
	if _, err := s.Ticket(t.Context(), "00000000000"); !errors.Is(err, queue.ErrNoTicket) {
		t.Errorf("Ticket(unknown) = %v, want ErrNoTicket", err)
	}
}

// TestTakeOnce makes sure that one touch is one number, however often, for
// whatever line and by whatever run of the program it arrives.
func TestTakeOnce(t *testing.T) {
	o, c := options(t)
	s := open(t, o)
	fill(t, s)
	ctx := t.Context()
	take(t, s, "shebao")
	first, err := s.Take(ctx, "shebao", queue.Normal, "one tap")
	must(t, err)
	rows, err := s.Seq(ctx)
	must(t, err)
	_, err = s.Call(ctx, "wangfang", "1") // A001 is served, so nobody is ahead any more
	must(t, err)
	must(t, s.Close())

	s = open(t, o)
	c.set("2026-11-23 12:30") // and it is the lunch break
	for _, line := range []string{"shebao", "yibao"} {
		again, err := s.Take(ctx, line, queue.Normal, "one tap")
		must(t, err)
		want := first
		want.Ahead = 0
		if diff := cmp.Diff(want, again); diff != "" {
			t.Errorf("the same tap for %s (-want +got):\n%s", line, diff)
		}
	}
	if now, err := s.Seq(ctx); err != nil || now != rows+1 {
		t.Errorf("%d journal rows were written (%v), want the call's alone", now-rows, err)
	}
	if _, err := s.Take(ctx, "shebao", queue.Normal, ""); err == nil {
		t.Error("a tap without a name was given a number")
	}
}

func TestTakeIsRefused(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	refused := func(when, line, reason, opens string) {
		t.Helper()
		_, err := s.Take(ctx, line, queue.Normal, "refused "+when+line)
		var closed *queue.ClosedError
		if !errors.As(err, &closed) {
			t.Fatalf("Take(%s) at %s: %v, want a ClosedError", line, when, err)
		}
		if got := closed.Opens.Format("2006-01-02 15:04"); closed.Reason != reason || got != opens {
			t.Errorf("Take(%s) at %s: %s until %s, want %s until %s", line, when, closed.Reason, got, reason, opens)
		}
	}
	before, err := s.Seq(ctx)
	must(t, err)
	c.set("2026-11-23 12:00")
	refused("noon", "shebao", "中午休息", "2026-11-23 14:00")
	c.set("2026-11-23 09:00")
	must(t, s.StopLine(ctx, "wangfang", "shebao", "设备检修"))
	must(t, s.StopLine(ctx, "wangfang", "shebao", "设备检修")) // once more changes nothing
	refused("stopped", "shebao", "设备检修", "2026-11-24 08:30")
	must(t, s.ResumeLine(ctx, "wangfang", "shebao"))
	must(t, s.ResumeLine(ctx, "wangfang", "shebao"))
	take(t, s, "shebao")
	must(t, s.StopLine(ctx, "wangfang", "shebao", "设备检修"))
	for range 3 {
		take(t, s, "yibao")
	}
	refused("full", "yibao", "今天的号已发完", "2026-11-24 08:30")
	if _, err := s.Take(ctx, "unknown", queue.Normal, "x"); !errors.Is(err, queue.ErrNoLine) {
		t.Errorf("Take(unknown) = %v, want ErrNoLine", err)
	}
	if _, err := s.Take(ctx, "", queue.Normal, "x"); !errors.Is(err, queue.ErrNoLine) {
		t.Errorf("Take() = %v, want ErrNoLine", err)
	}
	if err := s.StopLine(ctx, "wangfang", "unknown", "x"); !errors.Is(err, queue.ErrNoLine) {
		t.Errorf("StopLine(unknown) = %v, want ErrNoLine", err)
	}
	if err := s.StopLine(ctx, "wangfang", "shebao", " "); err == nil {
		t.Error("a line was stopped without a reason")
	}
	if now, err := s.Seq(ctx); err != nil || now-before != 7 { // stop, resume, take, stop, three takes
		t.Errorf("%d journal rows (%v), want 7: a refusal and a repetition leave none", now-before, err)
	}
	c.set("2026-11-24 09:00")
	if got := take(t, s, "shebao"); got.No != "A001" {
		t.Errorf("a line stopped yesterday gives %s, want A001", got.No)
	}
}

func TestCall(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	if _, err := s.Call(ctx, "wangfang", "1"); !errors.Is(err, queue.ErrNobody) {
		t.Errorf("Call with nobody waiting: %v, want ErrNobody", err)
	}
	if _, err := s.Call(ctx, "wangfang", "9"); !errors.Is(err, queue.ErrNoWindow) {
		t.Errorf("Call to no window: %v, want ErrNoWindow", err)
	}
	b1 := take(t, s, "yibao")
	c.pass(time.Second)
	a1 := take(t, s, "shebao")
	c.pass(time.Second)
	take(t, s, "shebao")

	c.set("2026-11-23 09:05")
	got, err := s.Call(ctx, "wangfang", "1") // serves A only
	must(t, err)
	want := a1
	want.State, want.Window, want.Called, want.Calls = queue.Called, "1", at("2026-11-23 09:05"), 1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Call (-want +got):\n%s", diff)
	}
	if _, err := s.Call(ctx, "wangfang", "1"); !errors.Is(err, queue.ErrBusy) {
		t.Errorf("Call while serving: %v, want ErrBusy", err)
	}
	got, err = s.Call(ctx, "lilei", "3") // serves both: B001 came first
	must(t, err)
	if got.ID != b1.ID {
		t.Errorf("window 3 calls %s, want B001, who waited longest", got.No)
	}
	for name, deed := range map[string]func() (queue.Ticket, error){
		"CallAgain":  func() (queue.Ticket, error) { return s.CallAgain(ctx, "lilei", "2", a1.ID) },
		"Finish":     func() (queue.Ticket, error) { return s.Finish(ctx, "lilei", "2", a1.ID) },
		"MarkAbsent": func() (queue.Ticket, error) { return s.MarkAbsent(ctx, "lilei", "2", a1.ID) },
	} {
		if _, err := deed(); !errors.Is(err, queue.ErrStale) {
			t.Errorf("%s at another window: %v, want ErrStale", name, err)
		}
	}
	c.set("2026-11-23 09:06")
	if got, err = s.CallAgain(ctx, "wangfang", "1", a1.ID); err != nil || got.Calls != 2 || !got.Called.Equal(c.now()) {
		t.Errorf("CallAgain = %d calls at %v, %v, want 2 now", got.Calls, got.Called, err)
	}
	if got, err = s.Finish(ctx, "wangfang", "1", a1.ID); err != nil || got.State != queue.Finished {
		t.Errorf("Finish = %s, %v, want finished", got.State, err)
	}
	if _, err = s.Finish(ctx, "wangfang", "1", a1.ID); !errors.Is(err, queue.ErrStale) {
		t.Errorf("Finish twice: %v, want ErrStale", err)
	}
	if got, err = s.MarkAbsent(ctx, "lilei", "3", b1.ID); err != nil || got.State != queue.Absent {
		t.Errorf("MarkAbsent = %s, %v, want absent", got.State, err)
	}
	if _, err = s.Finish(ctx, "wangfang", "1", 99); !errors.Is(err, queue.ErrNoTicket) {
		t.Errorf("Finish(unknown): %v, want ErrNoTicket", err)
	}
}

// TestFaces reads the same morning as a clerk, the room and a resident see it.
func TestFaces(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	must(t, s.Sit(ctx, "wangfang", "3", false))
	for _, line := range []string{"shebao", "shebao", "yibao", "shebao", "yibao", "shebao"} {
		take(t, s, line)
		c.pass(time.Minute)
	}
	a1, err := s.Call(ctx, "wangfang", "3")
	must(t, err)
	_, err = s.Finish(ctx, "wangfang", "3", a1.ID)
	must(t, err)
	a2, err := s.Call(ctx, "wangfang", "3")
	must(t, err)
	_, err = s.MarkAbsent(ctx, "wangfang", "3", a2.ID)
	must(t, err)
	c.pass(time.Minute)
	b1, err := s.Call(ctx, "wangfang", "3")
	must(t, err)
	must(t, s.SavePrinter(ctx, printer.Status{Device: "/dev/lobby-printer", At: c.now()}))

	desk, err := s.Desk(ctx, "3")
	must(t, err)
	if desk.Clerk != "wangfang" || !desk.Since.Equal(at("2026-11-23 09:00")) || desk.Done != 1 || desk.Absent != 1 ||
		desk.Current == nil || desk.Current.ID != b1.ID {
		t.Errorf("Desk = %+v, want wangfang since 9:00, one done, one absent, B001 there", desk)
	}
	var waiting []string
	for _, t := range desk.Waiting {
		waiting = append(waiting, fmt.Sprintf("%s behind %d", t.No, t.Ahead))
	}
	if diff := cmp.Diff([]string{"A003 behind 0", "B002 behind 0", "A004 behind 1"}, waiting); diff != "" {
		t.Errorf("Desk.Waiting (-want +got):\n%s", diff)
	}
	if _, err := s.Desk(ctx, "9"); !errors.Is(err, queue.ErrNoWindow) {
		t.Errorf("Desk(unknown) = %v, want ErrNoWindow", err)
	}

	board, err := s.Board(ctx)
	must(t, err)
	called := at("2026-11-23 09:06")
	if diff := cmp.Diff(queue.Board{
		Hall: "青石镇便民服务中心", Sample: true,
		Calls: []queue.BoardCall{
			{No: "B001", Window: "3", Desk: "社保医保", At: called.Add(time.Minute), Times: 1, Here: true},
			{No: "A002", Window: "3", Desk: "社保医保", At: called, Times: 1},
			{No: "A001", Window: "3", Desk: "社保医保", At: called, Times: 1},
		},
		Lines: []queue.LineStatus{
			{ID: "shebao", Letter: "A", Name: "社会保险", Waiting: 2},
			{ID: "yibao", Letter: "B", Name: "医疗保险", Waiting: 1},
		},
	}, board); diff != "" {
		t.Errorf("Board (-want +got):\n%s", diff)
	}

	lobby, err := s.Lobby(ctx)
	must(t, err)
	if diff := cmp.Diff(queue.Lobby{
		Name: board.Hall, Sample: true, Lines: board.Lines, Waiting: 3, Windows: 1, Printer: true, ClockSure: true,
	}, lobby); diff != "" {
		t.Errorf("Lobby (-want +got):\n%s", diff)
	}
	c.set("2026-11-23 12:00")
	if lobby, err = s.Lobby(ctx); err != nil || lobby.Lines[0].Closed == nil || lobby.Lines[0].Closed.Reason != "中午休息" {
		t.Errorf("Lobby at noon: %+v, %v, want the line closed for lunch", lobby.Lines, err)
	}
}
