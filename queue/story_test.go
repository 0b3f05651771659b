package queue_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

var update = flag.Bool("update", false, "rewrite the stories in testdata with what happens now")

// TestStories plays every testdata/*.story on a Monday in a hall of two lines, A
// and B, and three windows: 1 and 2 serve A, 3 serves both. A story is read and
// corrected by people who do not write Go.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		was, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		h, now := newHall(t), ""
		for step := range strings.Lines(string(was)) {
			now += h.play(t, step)
		}
		if *update {
			err = os.WriteFile(file, []byte(now), 0o644)
		} else if now != string(was) {
			err = fmt.Errorf("%s goes differently now:\n%s\nwas:\n%s", file, now, was)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// A hall keeps between the steps of a story what the store keeps between deeds.
type hall struct {
	lines   map[string]*queue.Line // by letter
	windows map[string]queue.Window
	tickets []*queue.Ticket
}

func newHall(t *testing.T) *hall {
	hours, err := calendar.ParseHours("周一至周五 8:30-12:00 14:00-17:30")
	if err != nil {
		t.Fatal(err)
	}
	return &hall{
		lines: map[string]*queue.Line{"A": {ID: "A", Letter: "A", Hours: hours}, "B": {ID: "B", Letter: "B", Hours: hours}},
		windows: map[string]queue.Window{
			"1": {ID: "1", Lines: []string{"A"}}, "2": {ID: "2", Lines: []string{"A"}}, "3": {ID: "3", Lines: []string{"A", "B"}},
		},
	}
}

// play carries out one line of a story and returns it with what really happened.
func (h *hall) play(t *testing.T, step string) string {
	told, _, shown := strings.Cut(step, "->")
	f := append(strings.Fields(told), "", "")
	if f[0] == "" || f[0] == "#" {
		return step
	}
	clock, err := time.Parse("15:04", f[0])
	if err != nil {
		t.Fatalf("%q: %v", step, err)
	}
	happened, err := h.do(t, clock.AddDate(2026, 10, 22), f[1], f[2], f[3])
	var closed *queue.ClosedError
	switch {
	case !shown:
		return step
	case errors.As(err, &closed) && closed.Opens.IsZero():
		happened = err.Error() + ", nobody knows until when"
	case errors.As(err, &closed):
		happened = err.Error() + ", opens " + closed.Opens.Format("Mon 15:04")
	case err != nil:
		happened = err.Error()
	}
	return told + "-> " + happened + "\n"
}

// do carries out one deed on what, a line or a window.
func (h *hall) do(t *testing.T, now time.Time, deed, what, arg string) (string, error) {
	number, _ := strconv.Atoi(arg) // 0 for those that are none
	switch l, w := h.lines[what], h.windows[what]; deed {
	case "take":
		tk, err := l.Take(now, queue.Normal)
		if err == nil {
			tk.ID = int64(len(h.tickets))
			h.tickets = append(h.tickets, &tk)
		}
		return fmt.Sprintf("%s, %d ahead", tk.No, tk.Ahead), err
	case "call":
		var current *queue.Ticket
		var waiting []queue.Ticket
		for _, tk := range slices.Backward(h.tickets) { // the order given must not matter
			if tk.State == queue.Called && tk.Window == w.ID {
				current = tk
			}
			if tk.State == queue.Waiting && slices.Contains(w.Lines, tk.Line) {
				waiting = append(waiting, *tk)
			}
		}
		tk, err := w.Next(now, current, waiting)
		if err == nil {
			*h.tickets[tk.ID] = tk
			h.lines[tk.Line].Waiting--
		}
		return tk.No, err
	case "again", "finish", "absent":
		i := slices.IndexFunc(h.tickets, func(tk *queue.Ticket) bool { return tk.No == arg })
		if i < 0 {
			return "", queue.ErrNoTicket
		}
		tk := h.tickets[i]
		err := map[string]func() error{
			"again":  func() error { return tk.Again(now, w.ID) },
			"finish": func() error { return tk.Finish(w.ID) },
			"absent": func() error { return tk.MarkAbsent(w.ID) },
		}[deed]()
		return fmt.Sprintf("%s %s, called %d×", tk.No, tk.State, tk.Calls), err
	case "stop", "resume": // resume gives no reason
		l.Stopped = arg
	case "doubt":
		l.Unsure = !l.Unsure
	case "cap":
		l.Cap = number
	case "issued":
		l.Issued = number
	default:
		t.Fatalf("unknown deed %q", deed)
	}
	return "", nil
}
