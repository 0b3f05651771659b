package board

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image/color"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

var out = flag.String("out", "", "draw the pictures into this directory")

// TestMain makes one app for all tests: each new one would read the faces anew.
func TestMain(m *testing.M) {
	test.NewApp()
	os.Exit(m.Run())
}

// house is one theme for all tests: reading its faces takes a while.
var house = sync.OnceValue(theme.New)

var nine = time.Date(2025, 11, 21, 9, 41, 0, 0, time.FixedZone("CST", 8*3600))

// A picture is the board with canned data; long ones may end words with ….
type picture struct {
	name string
	m    moment
	lit  int // so many of the newest calls flash
	long bool
}

func gallery() []picture {
	on := func(calls, here, lines int) moment {
		m := moment{Board: queue.Board{Hall: "青石镇便民服务中心", Lines: cannedLines(lines)}, now: nine, sure: true}
		desks := []string{"社保医保", "综合受理", "民政救助", "户籍办理", "自然资源与建房", "退役军人事务"}
		for i := range calls {
			m.Calls = append(m.Calls, queue.BoardCall{
				No: queue.Number(string(rune('B'+i%8)), 12+i), Window: fmt.Sprint(3 + i), Desk: desks[i%len(desks)],
				At: nine.Add(-time.Duration(i) * time.Minute), Times: 1, Here: i < here,
			})
		}
		return m
	}
	with := func(m moment, change func(*moment)) moment {
		change(&m)
		return m
	}
	return []picture{
		{"empty", on(0, 0, 8), 0, false},
		{"calls-1", on(1, 1, 8), 1, false},
		{"calls-2", on(4, 2, 8), 1, false},
		{"calls-4", on(4, 4, 8), 1, false},
		{"calls-12", on(12, 6, 12), 5, false},
		{"calls-past", on(6, 0, 8), 0, false},
		{"lines-0", on(1, 1, 0), 0, false},
		{"lines-1", on(1, 1, 1), 0, false},
		{"lines-30", on(3, 3, 30), 0, false},
		{"sample", with(on(2, 1, 8), func(m *moment) { m.Sample = true }), 0, false},
		{"clock-unsure", with(on(2, 1, 8), func(m *moment) { m.sure = false }), 0, false},
		{"long", with(on(12, 4, 8), lengthen), 2, true},
		{"long-few", with(on(12, 1, 8), lengthen), 0, true},
	}
}

func lengthen(m *moment) {
	m.Hall, m.Sample = "莫力达瓦达斡尔族自治旗尼尔基镇便民服务和党群服务中心", true
	for i := range m.Calls {
		m.Calls[i].No, m.Calls[i].Window = fmt.Sprintf("W%d", 10288+i), fmt.Sprintf("A%d", 101+i)
		m.Calls[i].Desk = "城乡居民基本养老保险待遇资格认证与" + m.Calls[i].Desk
	}
	for i := range m.Lines {
		m.Lines[i].Name = "城乡居民基本养老保险待遇资格认证与" + m.Lines[i].Name
		m.Lines[i].Waiting = 1288
		m.Lines[i].Closed = &queue.ClosedError{Reason: "办理这项业务的工作人员今天全部下乡走访，请明天上午再来"}
	}
}

func cannedLines(n int) []queue.LineStatus {
	names := []string{"综合受理", "社会保险", "医疗保险", "民政救助", "户籍办理", "自然资源与建房", "退役军人事务", "农业农村"}
	lines := make([]queue.LineStatus, n)
	for i := range lines {
		lines[i] = queue.LineStatus{ID: fmt.Sprint(i), Letter: string(rune('A' + i%26)), Name: names[i%len(names)], Waiting: (7*i + 3) % 19}
		if i >= len(names) {
			lines[i].Name += fmt.Sprintf("（%d）", i/len(names)+1)
		}
		if i%8 == 3 {
			lines[i].Closed = &queue.ClosedError{Reason: "民政窗口今天下乡走访"}
		}
		if i%8 == 6 {
			lines[i].Closed = &queue.ClosedError{Reason: "今天的号已发完"}
		}
	}
	return lines
}

// A wall is a board with a clock that a test moves.
type wall struct {
	*Board
	time time.Time
}

func newWall(o Options, size fyne.Size) *wall {
	w := &wall{time: nine}
	o.Now, o.Theme, o.Log = func() time.Time { return w.time }, house(), slog.New(slog.DiscardHandler)
	w.Board = New(o)
	w.clock = o.Now
	w.ui = func(f func()) { f() }
	w.Content().Resize(size)
	return w
}

func (p picture) draw(size fyne.Size) *wall {
	w := newWall(Options{}, size)
	before := p.m
	before.Calls = p.m.Calls[p.lit:]
	w.apply(before)
	w.apply(p.m)
	return w
}

var (
	across  = fyne.NewSize(1920, 1080)
	upright = fyne.NewSize(1080, 1920)
)

// TestGallery looks at every picture, lying and upright, and at every page of it.
func TestGallery(t *testing.T) {
	for name, size := range map[string]fyne.Size{"across": fyne.NewSize(960, 540), "upright": fyne.NewSize(540, 960), "square": fyne.NewSize(640, 512)} {
		for _, p := range gallery() {
			t.Run(p.name+"/"+name, func(t *testing.T) {
				w := p.draw(size)
				for range pages(len(p.m.Lines)) {
					for _, fault := range faults(t, w.Board, p.long) {
						t.Error(fault)
					}
					w.face.turn(p.m.Lines)
				}
			})
		}
	}
}

// TestFaultsAreSeen plants each fault once: a check that cannot fail proves
// nothing.
func TestFaultsAreSeen(t *testing.T) {
	for want, plant := range map[string]func(*canvas.Text){
		"lies over":        func(x *canvas.Text) { x.Move(x.Position().AddXY(0, 130)) },
		"out of its place": func(x *canvas.Text) { x.Text += x.Text + x.Text },
		"off the board":    func(x *canvas.Text) { x.Move(fyne.NewPos(9999, 0)) },
		"no glyph":         func(x *canvas.Text) { x.Text = "\U0001F600" },
		"too small":        func(x *canvas.Text) { x.TextSize = 12 },
		"cut short":        func(x *canvas.Text) { x.Text = "请…" },
		"pale":             func(x *canvas.Text) { x.Color = theme.Hairline },
	} {
		w := gallery()[0].draw(across)
		for _, it := range look(w.Content()) {
			if x, ok := it.o.(*canvas.Text); ok && x.Text == "请取号等候" {
				plant(x)
			}
		}
		if got := strings.Join(faults(t, w.Board, false), "\n"); !strings.Contains(got, want) {
			t.Errorf("a planted fault is not seen: want %q in\n%s", want, got)
		}
	}
}

// TestSaysAll reads the boards: every call and every line is on one of its pages.
func TestSaysAll(t *testing.T) {
	for _, p := range gallery() {
		w := p.draw(across)
		var words string
		for range pages(len(p.m.Lines)) {
			words += "\n" + strings.Join(said(w.Content()), "\n")
			w.face.turn(p.m.Lines)
		}
		want := []string{"等候人数", "服务热线 12345"}
		large := 0
		for _, c := range p.m.Calls {
			if c.Here && large < bigCalls {
				large++
			}
		}
		for _, c := range p.m.Calls[:min(len(p.m.Calls), large+pastCalls)] {
			want = append(want, c.No, c.Window)
		}
		if !p.long {
			want = append(want, p.m.Hall)
			for _, l := range p.m.Lines {
				want = append(want, l.Name)
				if l.Closed != nil {
					want = append(want, l.Closed.Reason)
				}
			}
		}
		for _, s := range want {
			if !strings.Contains(words, s) {
				t.Errorf("%s: the board does not say %q but %q", p.name, s, words)
			}
		}
		if got, want := strings.Contains(words, "09:41"), p.m.sure; got != want {
			t.Errorf("%s: it tells the time: %v, want %v", p.name, got, want)
		}
		if got, want := strings.Contains(words, "示范数据"), p.m.Sample; got != want {
			t.Errorf("%s: it is marked 示范数据: %v, want %v", p.name, got, want)
		}
		here := slices.ContainsFunc(p.m.Calls, func(c queue.BoardCall) bool { return c.Here })
		if got, want := strings.Contains(words, "请取号等候"), !here; got != want {
			t.Errorf("%s: it is calm: %v, want %v", p.name, got, want)
		}
	}
}

// TestFlashes shows that a call flashes for ten seconds at least and then rests,
// again when it is called again, and not when the board is switched on.
func TestFlashes(t *testing.T) {
	w := newWall(Options{}, across)
	m := moment{Board: queue.Board{Calls: []queue.BoardCall{{No: "B012", Window: "3", At: nine, Times: 1, Here: true}}}, now: nine, sure: true}
	row := w.face.few.rows[0]
	w.apply(m)
	if row.speaker.Visible() || row.ground.FillColor != theme.White {
		t.Error("a call of before the board was switched on flashes")
	}
	for _, again := range []int{2, 3} {
		m.Calls[0].Times = again
		w.apply(m)
		fills := make(map[color.Color]bool)
		for from := w.time; w.time.Sub(from) < 10*time.Second; w.time = w.time.Add(beat) {
			fills[row.ground.FillColor] = true
			if !row.speaker.Visible() {
				t.Fatalf("the flashing ended after %v, want ten seconds", w.time.Sub(from))
			}
			w.step(w.time)
		}
		if len(fills) != 2 || fills[theme.White] {
			t.Errorf("while it flashes it has the colours %v, want two in turn", fills)
		}
		w.time = w.time.Add(flash)
		w.step(w.time)
		if row.speaker.Visible() || row.ground.FillColor != theme.White {
			t.Error("the flashing does not end")
		}
	}
}

// TestPagesTurn shows that lines that find no room are seen in their turn.
func TestPagesTurn(t *testing.T) {
	w := newWall(Options{}, across)
	w.apply(moment{Board: queue.Board{Lines: cannedLines(12)}, now: nine})
	w.since = w.time
	w.step(w.time)
	if on := said(w.Content()); !slices.Contains(on, "综合受理") {
		t.Errorf("the first page says %q", on)
	}
	w.time = w.time.Add(turn)
	w.step(w.time)
	if on := said(w.Content()); slices.Contains(on, "综合受理") || !slices.Contains(on, "综合受理（2）") || !slices.Contains(on, "2 / 2") {
		t.Errorf("the second page says %q", on)
	}
	// The lines of a hall can become fewer.
	w.apply(moment{Board: queue.Board{Lines: cannedLines(3)}, now: nine})
	if on := said(w.Content()); !slices.Contains(on, "综合受理") {
		t.Errorf("the only page says %q", on)
	}
}

// TestCallAppears runs the board as the program does: what happened in the hall is
// shown as soon as Wait has told of it, and Run ends with its context.
func TestCallAppears(t *testing.T) {
	var mu sync.Mutex // the hall's and, as the tests draw on any goroutine, the board's
	var calls []queue.BoardCall
	happened := make(chan int64)
	w := newWall(Options{
		Board: func(context.Context) (queue.Board, error) {
			mu.Lock()
			defer mu.Unlock()
			return queue.Board{Hall: "青石镇便民服务中心", Calls: slices.Clone(calls)}, nil
		},
		Clock: func(context.Context) (calendar.Reading, error) {
			return calendar.Reading{At: nine, Doubt: calendar.Sure}, nil
		},
		Wait: func(ctx context.Context, _ int64) (int64, error) {
			select {
			case seq := <-happened:
				return seq, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		},
	}, across)
	drawn := make(chan []string, 100)
	w.ui = func(f func()) {
		f()
		select {
		case drawn <- said(w.Content()):
		default: // nobody looks any more
		}
	}
	until := func(word string) {
		t.Helper()
		for end := time.After(time.Minute); ; {
			select {
			case on := <-drawn:
				if slices.Contains(on, word) {
					return
				}
			case <-end:
				t.Fatalf("the board never says %q", word)
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	until("请取号等候")
	mu.Lock()
	calls = []queue.BoardCall{{No: "B012", Window: "3", Desk: "社保医保", At: nine, Times: 1, Here: true}}
	mu.Unlock()
	happened <- 1
	until("B012")
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// TestKeepsWhatItShows shows that a hall that does not answer empties no board.
func TestKeepsWhatItShows(t *testing.T) {
	var fail error
	w := newWall(Options{Board: func(context.Context) (queue.Board, error) {
		return queue.Board{Calls: []queue.BoardCall{{No: "B012", Window: "3", At: nine, Here: true}}}, fail
	}}, across)
	if !w.load(t.Context()) {
		t.Fatal("the board cannot be read")
	}
	fail = errors.New("disk full")
	if w.load(t.Context()) {
		t.Error("a failed reading counts as fresh")
	}
	if on := said(w.Content()); !slices.Contains(on, "B012") {
		t.Errorf("after a failed reading the board says %q", on)
	}
}

// TestShots draws every picture to look at: go test -tags ci ./kiosk/board -run Shots -out /tmp/shots.
func TestShots(t *testing.T) {
	if *out == "" {
		return
	}
	for dir, size := range map[string]fyne.Size{"landscape": across, "portrait": upright} {
		for _, p := range gallery() {
			f, err := os.Create(filepath.Join(*out, "board-"+p.name+"-"+dir+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(png.Encode(f, capture(t, p.draw(size).Content(), size)), f.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
}
