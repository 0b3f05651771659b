package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/queue"
)

func TestLoadHall(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	got, err := s.Hall(ctx)
	must(t, err)
	if diff := cmp.Diff(sample(), got); diff != "" {
		t.Errorf("Hall (-loaded +read):\n%s", diff)
	}
	before, err := s.Seq(ctx)
	must(t, err)
	must(t, s.LoadHall(ctx, "setup", sample()))
	if now, err := s.Seq(ctx); err != nil || now != before {
		t.Errorf("loading the same again wrote %d rows (%v), want none", now-before, err)
	}
}

// TestLoadHallRetires takes a line and a window out of the files: what they did
// is kept, and they come back as they were.
func TestLoadHallRetires(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	b1 := take(t, s, "yibao")
	must(t, s.Sit(ctx, "wangfang", "3", false))
	_, err := s.Call(ctx, "wangfang", "3")
	must(t, err)

	h := sample()
	h.Lines, h.Windows = h.Lines[:1], h.Windows[:2]
	must(t, s.LoadHall(ctx, "setup", h))
	if _, err := s.Take(ctx, "yibao", queue.Normal, "x"); !errors.Is(err, queue.ErrNoLine) {
		t.Errorf("Take of a retired line: %v, want ErrNoLine", err)
	}
	if _, err := s.Call(ctx, "wangfang", "3"); !errors.Is(err, queue.ErrNoWindow) {
		t.Errorf("Call to a retired window: %v, want ErrNoWindow", err)
	}
	if got, err := s.Ticket(ctx, b1.Token); err != nil || got.Line != "yibao" || got.Window != "3" {
		t.Errorf("its ticket: %+v, %v, want it kept", got, err)
	}
	if board, err := s.Board(ctx); err != nil || len(board.Calls) != 1 || board.Calls[0].Desk != "社保医保" {
		t.Errorf("the board: %+v, %v, want its call kept", board.Calls, err)
	}
	if lobby, err := s.Lobby(ctx); err != nil || len(lobby.Lines) != 1 || lobby.Windows != 0 {
		t.Errorf("Lobby = %+v, %v, want one line and nobody seated", lobby, err)
	}

	must(t, s.LoadHall(ctx, "setup", sample()))
	if got := take(t, s, "yibao"); got.No != "B002" {
		t.Errorf("the line is back and gives %s, want B002", got.No)
	}
}

// TestLoadHallIsRefused makes sure that no file can make two people hold the
// same number, and that a refused one changes nothing.
func TestLoadHallIsRefused(t *testing.T) {
	s, c := opened(t)
	ctx := t.Context()
	take(t, s, "shebao")
	for name, spoil := range map[string]func(h *queue.Hall){
		"two lines with one letter":        func(h *queue.Hall) { h.Lines[1].Letter = "A" },
		"a letter that is no letter":       func(h *queue.Hall) { h.Lines[1].Letter = "甲" },
		"a window for no line":             func(h *queue.Hall) { h.Windows[0].Lines = []string{"unknown"} },
		"letters exchanged during the day": func(h *queue.Hall) { h.Lines[0].Letter, h.Lines[1].Letter = "B", "A" },
	} {
		h := sample()
		spoil(&h)
		if err := s.LoadHall(ctx, "setup", h); err == nil {
			t.Errorf("%s: loaded", name)
		}
		got, err := s.Hall(ctx)
		must(t, err)
		if diff := cmp.Diff(sample(), got); diff != "" {
			t.Errorf("%s changed the hall:\n%s", name, diff)
		}
	}
	c.set("2026-11-24 08:00") // before the first number of a day letters may be exchanged
	h := sample()
	h.Lines[0].Letter, h.Lines[1].Letter = "B", "A"
	must(t, s.LoadHall(ctx, "setup", h))
}

func TestSit(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	seats := func() (seats [3]string) {
		for i, w := range []string{"1", "2", "3"} {
			desk, err := s.Desk(ctx, w)
			must(t, err)
			seats[i] = desk.Clerk
		}
		return seats
	}
	must(t, s.Sit(ctx, "wangfang", "1", false))
	must(t, s.Sit(ctx, "wangfang", "1", false))
	if err := s.Sit(ctx, "lilei", "1", false); !errors.Is(err, staff.ErrSeated) {
		t.Errorf("Sit where somebody sits: %v, want ErrSeated", err)
	}
	must(t, s.Sit(ctx, "lilei", "2", false))
	must(t, s.Sit(ctx, "lilei", "1", true)) // takes over, and leaves 2
	if got, want := seats(), [3]string{"lilei", "", ""}; got != want {
		t.Errorf("seats %q, want %q", got, want)
	}
	must(t, s.Sit(ctx, "wangfang", "3", false))
	must(t, s.Leave(ctx, "lilei"))
	must(t, s.Leave(ctx, "lilei"))
	if got, want := seats(), [3]string{"", "", "wangfang"}; got != want {
		t.Errorf("seats %q, want %q", got, want)
	}
	if err := s.Sit(ctx, "nobody", "2", false); !errors.Is(err, staff.ErrNoAccount) {
		t.Errorf("Sit without an account: %v, want ErrNoAccount", err)
	}
	if err := s.Sit(ctx, "lilei", "9", false); !errors.Is(err, queue.ErrNoWindow) {
		t.Errorf("Sit at no window: %v, want ErrNoWindow", err)
	}
}
