package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"yidiantong.org/lobby/queue"
)

// killedAt names, in the environment of a child process, the hall in which it
// takes numbers until it is killed.
const killedAt = "STORE_TEST_TAKES_AT"

// TestKill kills a program that gives numbers, with no warning, again and again:
// what it had said is in the file, and is said again to who taps again.
func TestKill(t *testing.T) {
	o, _ := options(t)
	if path := os.Getenv(killedAt); path != "" {
		o.Path = path
		takeForEver(t, o)
	}
	s, err := Open(t.Context(), o)
	must(t, err)
	h := sample()
	must(t, s.LoadHall(t.Context(), "setup", h))
	must(t, s.Close())

	const lives = 8
	shown := make(map[string]string) // number by tap
	for life := range lives {
		said, err := oneLife(t.Context(), o.Path, life, 5+5*life)
		must(t, err)
		for tap, no := range said {
			shown[tap] = no
		}
		s, err := Open(t.Context(), o)
		must(t, err)
		taps := make(map[string]string) // tap by number
		for tap, no := range shown {
			got, err := s.Take(t.Context(), "shebao", queue.Normal, tap)
			if err != nil || got.No != no {
				t.Errorf("life %d: %s was shown %s, now gets %s, %v", life, tap, no, got.No, err)
			}
			if other, ok := taps[no]; ok {
				t.Errorf("life %d: %s was given to %s and to %s", life, no, other, tap)
			}
			taps[no] = tap
		}
		must(t, consistent(t.Context(), s))
		must(t, s.Verify(t.Context()))
		must(t, s.Close())
	}
	t.Logf("%d lives, %d numbers shown", lives, len(shown))
}

// oneLife starts a child that takes numbers, kills it when it has said enough of
// them, and returns what it said, by tap.
func oneLife(ctx context.Context, path string, life, enough int) (map[string]string, error) {
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKill$")
	child.Env = append(os.Environ(), killedAt+"="+path, fmt.Sprintf("STORE_TEST_LIFE=%d", life))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := child.Start(); err != nil {
		return nil, err
	}
	said := make(map[string]string)
	lines := bufio.NewScanner(out)
	for lines.Scan() { // to the end: what it said between the blow and its death counts
		tap, no, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			continue
		}
		said[tap] = no
		if len(said) == enough {
			if err := child.Process.Kill(); err != nil {
				return nil, err
			}
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.Exited() {
		return nil, fmt.Errorf("the child was not killed: %w", err)
	}
	if len(said) < enough {
		return nil, fmt.Errorf("the child said %d numbers, want %d", len(said), enough)
	}
	return said, lines.Err()
}

// takeForEver is the child: it says a number when it is given it, not before.
func takeForEver(t *testing.T, o Options) {
	s, err := Open(t.Context(), o)
	must(t, err)
	for i := 0; ; i++ {
		tap := fmt.Sprintf("tap-%s-%d", os.Getenv("STORE_TEST_LIFE"), i)
		tk, err := s.Take(t.Context(), "shebao", queue.Normal, tap)
		must(t, err)
		_, err = fmt.Printf("%s %s\n", tap, tk.No)
		must(t, err)
	}
}
