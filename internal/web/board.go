package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

// A boardView is the board as a page.
type boardView struct {
	page
	Calls []queue.BoardCall
	Lines []queue.LineStatus
	Now   string // 15:04, empty while the clock is in doubt
	Date  string // 11月22日 星期日
	Seq   int64
}

const (
	bigCalls  = 4 // what can be read from eight metres
	pastCalls = 6
)

// Big returns the calls that the room must act on: the people who are at a
// window, or on their way, the last called first.
func (v *boardView) Big() []queue.BoardCall {
	here, _ := v.split()
	return here
}

// Past returns the calls before those.
func (v *boardView) Past() []queue.BoardCall {
	_, past := v.split()
	return past[:min(len(past), pastCalls)]
}

func (v *boardView) split() (here, past []queue.BoardCall) {
	for _, c := range v.Calls {
		if c.Here && len(here) < bigCalls {
			here = append(here, c)
		} else {
			past = append(past, c)
		}
	}
	return here, past
}

// boardParts are the pieces of the board that are replaced by themselves: a call
// flashes on while somebody takes a number.
var boardParts = []string{"calls", "lines", "time"}

func (s *Server) boardPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.boardOf(r.Context())
	if err != nil {
		return err
	}
	return s.showPublic(w, r, http.StatusOK, "board", "叫号大屏", v)
}

func (s *Server) boardLive(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, "board "+source(r), func(ctx context.Context) ([]part, error) {
		return s.board.parts(ctx, s)
	})
}

func (s *Server) boardOf(ctx context.Context) (*boardView, error) {
	seq, err := s.Store.Seq(ctx)
	if err != nil {
		return nil, err
	}
	b, err := s.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	clock, err := s.Store.Clock(ctx)
	if err != nil {
		return nil, err
	}
	v := &boardView{Calls: b.Calls, Lines: b.Lines, Seq: seq}
	if clock.Doubt == calendar.Sure {
		weekday := []rune("日一二三四五六")[clock.At.Weekday()]
		v.Now, v.Date = clock.At.Format("15:04"), clock.At.Format("1月2日")+" 星期"+string(weekday)
	}
	return v, nil
}

// A boardCache draws the board once for everybody who looks: a hall may hang up
// many screens, and the room's phones may look as well.
type boardCache struct {
	mu    sync.Mutex
	seq   int64
	at    time.Time
	drawn []part
}

// parts returns the board as it is now.
func (c *boardCache) parts(ctx context.Context, s *Server) ([]part, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seq, err := s.Store.Seq(ctx)
	if err != nil {
		return nil, err
	}
	if c.drawn != nil && c.seq == seq && time.Since(c.at) < beat/2 { // opening hours pass without a journal row
		return c.drawn, nil
	}
	v, err := s.boardOf(ctx)
	if err != nil {
		return nil, err
	}
	drawn, err := s.parts(boardParts, v)
	if err != nil {
		return nil, err
	}
	c.seq, c.at, c.drawn = v.Seq, time.Now(), drawn
	return drawn, nil
}
