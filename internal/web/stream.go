package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	// beat is how often a stream says that it lives, and looks again at what
	// changes without a journal row: the time, opening hours.
	beat = 5 * time.Second
	// stuck is how long a browser may leave what it is sent lying.
	stuck = 10 * time.Second
)

// A part is a piece of a page that is replaced as a whole when it changes.
type part struct {
	name string // of the event, and the id of the element
	html []byte
}

// errGone ends a stream whose viewer is not signed in any more.
var errGone = errors.New("signed out")

// stream keeps a page live: it sends the parts that changed, at once and again
// after every commit, until the browser goes away or the program stops.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, who string, read func(ctx context.Context) ([]part, error)) error {
	if !s.streams.enter(who) {
		return errCrowded
	}
	defer s.streams.leave(who)
	ctx := r.Context()
	out := http.NewResponseController(w)
	if err := out.SetReadDeadline(time.Time{}); err != nil { // else the server takes its end for the browser's
		return err
	}
	sent := make(map[string][]byte)
	for started := false; ; started = true {
		// The row first, then what it led to: what is read is never older than it says.
		seq, err := s.Store.Seq(ctx)
		var parts []part
		if err == nil {
			parts, err = read(ctx)
		}
		gone := errors.Is(err, errGone)
		if err != nil && !gone {
			if !started {
				return err
			}
			if ctx.Err() == nil {
				s.Log.Error("live page ended", "path", r.URL.Path, "err", err)
			}
			return nil // the browser asks again
		}
		var b bytes.Buffer
		if !started {
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("X-Accel-Buffering", "no")
			b.WriteString("retry: 1000\n\n")
		}
		if gone {
			b.WriteString("event: gone\ndata:\n\n")
		}
		for _, p := range parts {
			if !bytes.Equal(sent[p.name], p.html) {
				writeEvent(&b, p, seq)
				sent[p.name] = p.html
			}
		}
		b.WriteString("event: beat\ndata:\n\n")
		if err := errors.Join(out.SetWriteDeadline(time.Now().Add(stuck)), send(w, out, b.Bytes())); err != nil || gone {
			return nil // a browser that went away is no error
		}
		wait, cancel := context.WithTimeout(ctx, beat)
		_, err = s.Wait(wait, seq)
		cancel()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			s.Log.Error("live page ended", "path", r.URL.Path, "err", err)
			return nil
		}
	}
}

// writeEvent writes p as one event. Its id is the journal row that it shows.
func writeEvent(b *bytes.Buffer, p part, seq int64) {
	fmt.Fprintf(b, "event: %s\nid: %d\n", p.name, seq)
	// A carriage return ends a line too: what somebody typed must not become a field.
	for line := range bytes.Lines(bytes.ReplaceAll(p.html, []byte("\r"), []byte(" "))) {
		fmt.Fprintf(b, "data: %s\n", bytes.TrimRight(line, "\n"))
	}
	b.WriteString("\n")
}

func send(w http.ResponseWriter, out *http.ResponseController, b []byte) error {
	if _, err := w.Write(b); err != nil {
		return err
	}
	return out.Flush()
}

// How many streams there may be: per session or, for the board, per address; and
// in all. A browser that leaves does not always say so at once.
const (
	streamsEach = 20
	streamsAll  = 2000
)

type streams struct {
	mu   sync.Mutex
	all  int
	each map[string]int
}

func (s *streams) enter(who string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.each == nil {
		s.each = make(map[string]int)
	}
	if s.all >= streamsAll || s.each[who] >= streamsEach {
		return false
	}
	s.all++
	s.each[who]++
	return true
}

func (s *streams) leave(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.each[who]--; s.each[who] == 0 {
		delete(s.each, who)
	}
}
