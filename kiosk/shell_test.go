package kiosk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

func TestTakingANumber(t *testing.T) {
	g := newGlass(t)
	g.reads("青石镇便民服务中心", "取  号", "09:41")
	g.tap("取号")
	g.reads("您要办什么事？")
	g.tap("社会保险")
	g.reads("社会保险", "A001", "正在打印小票，请取走")
	g.tap("知道了")
	g.reads("取  号")
	if got := len(g.hall.taken); got != 1 {
		t.Errorf("numbers taken = %d, want 1", got)
	}
}

func TestTakingFromHome(t *testing.T) {
	g := newGlass(t)
	g.tap("户籍办理")
	g.reads("户籍办理", "A001")
	g.tap("返回")
	g.reads("取  号")
}

func TestPleaseWaitStandsAtOnce(t *testing.T) {
	g := newGlass(t)
	tile, pos := g.tile("社会保险")
	at := pos.AddXY(tile.Size().Width/2, tile.Size().Height/2)
	g.slide(at, at)
	g.reads("请稍候")
	g.work()
	g.reads("A001")
}

// An unsteady hand taps twice: the second tap must not reach what has meanwhile
// come under the finger, and must not take a second number.
func TestTwoQuickTapsAreOne(t *testing.T) {
	g := newGlass(t)
	tile, pos := g.tile("农业农村") // where 知道了 will be
	at := pos.AddXY(tile.Size().Width/2, tile.Size().Height/2)
	g.slide(at, at)
	g.work()
	for range 3 {
		g.time = g.time.Add(100 * time.Millisecond)
		g.slide(at, at)
		g.work()
	}
	g.reads("A001")
	if got := len(g.hall.taps); got != 1 {
		t.Errorf("numbers asked for = %d, want 1", got)
	}
}

func TestTapWhileWaitingIsTheSameNumber(t *testing.T) {
	g := newGlass(t)
	tile, pos := g.tile("社会保险")
	at := pos.AddXY(tile.Size().Width/2, tile.Size().Height/2)
	g.slide(at, at)
	g.pick(g.moment.Lines[1]) // as if the tile were still there
	g.work()
	g.reads("A001")
	if got := len(g.hall.taps); got != 1 {
		t.Errorf("numbers asked for = %d, want 1", got)
	}
}

// One visit has one number for each line; the next visitor has another.
func TestChoosingAgainGivesTheSameNumber(t *testing.T) {
	g := newGlass(t)
	g.tap("取号")
	g.tap("社会保险")
	g.tap("返回")
	g.tap("社会保险")
	g.reads("A001")
	g.tap("返回")
	g.tap("医疗保险")
	g.reads("A002")
	g.tap("知道了")
	g.tap("社会保险")
	g.reads("A003")
	if got, want := len(g.hall.taken), 3; got != want {
		t.Errorf("numbers taken = %d, want %d", got, want)
	}
}

func TestRetryUsesTheSameTap(t *testing.T) {
	g := newGlass(t)
	g.hall.fail = errDisk
	g.tap("社会保险")
	g.reads("暂时取不了号", "请到导办台，工作人员会帮您取号。")
	g.hall.fail = errDisk
	g.tap("再试一次")
	g.reads("暂时取不了号")
	g.tap("再试一次")
	g.reads("A001")
	if len(g.hall.taps) != 3 || len(slices.Compact(g.hall.taps)) != 1 {
		t.Errorf("taps = %q, want the same three times", g.hall.taps)
	}
	g.tap("返回")
	g.reads("取  号")
}

func TestClosedLine(t *testing.T) {
	closed := &queue.ClosedError{Reason: "中午休息", Opens: time.Date(2025, 11, 21, 14, 0, 0, 0, time.UTC)}
	t.Run("known", func(t *testing.T) {
		g := newGlass(t)
		g.hall.lobby.Lines[1].Closed = closed
		g.load(t.Context())
		g.tap("社会保险")
		g.reads("社会保险现在不取号", "中午休息", "今天下午 2:00 开始取号", "现在可以取号的业务")
		g.tap("户籍办理")
		g.reads("A001")
	})
	t.Run("just now", func(t *testing.T) {
		g := newGlass(t)
		g.hall.fail = closed
		g.tap("社会保险")
		g.reads("社会保险现在不取号", "今天下午 2:00 开始取号")
	})
	t.Run("clock in doubt", func(t *testing.T) {
		g := newGlass(t)
		g.hall.lobby.ClockSure = false
		g.hall.lobby.Lines[1].Closed = closed
		g.load(t.Context())
		if slices.Contains(said(g.Content()), "09:41") {
			t.Error("a clock that is not believed is shown")
		}
		g.tap("社会保险")
		g.reads("中午休息", "什么时候再取号，请问导办台")
	})
}

func TestPrinter(t *testing.T) {
	g := newGlass(t)
	g.tap("社会保险")
	g.reads("正在打印小票，请取走")
	g.hall.lobby.Printer = false
	g.load(t.Context())
	g.reads("小票没打出来的话，请记住号码", "A001")
	g.tap("知道了")
	g.tap("社会保险")
	g.reads("小票暂时打不出，请记住号码，或用手机拍下", "A002")
}

func TestUntouchedGlassGoesHome(t *testing.T) {
	g := newGlass(t)
	wait := func(d time.Duration) {
		g.time = g.time.Add(d)
		g.tick(g.time)
	}
	g.tap("取号")
	wait(59 * time.Second)
	g.reads("您要办什么事？")
	g.slide(fyne.NewPos(5, 300), fyne.NewPos(5, 300)) // a touch beside everything counts
	wait(59 * time.Second)
	g.reads("您要办什么事？")
	wait(time.Second)
	g.reads("取  号")

	g.tap("社会保险")
	wait(29 * time.Second)
	g.reads("A001")
	wait(time.Second)
	g.reads("取  号")
	g.tap("社会保险")
	g.reads("A002") // a visitor of their own
}

func TestSlidingFinger(t *testing.T) {
	mm := func(g *glass, d float32) float32 { return g.kit.MM(d) }
	start := func(g *glass) fyne.Position {
		tile, pos := g.tile("社会保险")
		return pos.AddXY(tile.Size().Width/2, tile.Size().Height/2)
	}
	t.Run("a trembling tap counts", func(t *testing.T) {
		g := newGlass(t)
		at := start(g)
		g.slide(at, at.AddXY(mm(g, 9), mm(g, 4)))
		g.reads("请稍候")
	})
	t.Run("leaving the tile takes it back", func(t *testing.T) {
		g := newGlass(t)
		at := start(g)
		g.slide(at, at.AddXY(0, mm(g, 60)))
		g.work()
		g.reads("取  号")
	})
	t.Run("a swipe is no tap", func(t *testing.T) {
		g := newGlass(t)
		at := start(g)
		g.slide(at, at.AddXY(mm(g, 30), 0))
		g.work()
		g.reads("取  号")
	})
	t.Run("swipes and buttons turn pages", func(t *testing.T) {
		g := newGlass(t)
		g.hall.lobby.Lines = canned(g.time, 100).Lines
		g.load(t.Context())
		g.tap("取号")
		g.reads("第 1 页", "共 10 页")
		g.slide(fyne.NewPos(200, 700), fyne.NewPos(200, 500))
		g.reads("第 2 页")
		g.tap("下一页")
		g.reads("第 3 页")
		g.slide(fyne.NewPos(200, 500), fyne.NewPos(200, 700))
		g.tap("上一页")
		g.reads("第 1 页")
		if len(g.hall.taps) != 0 {
			t.Errorf("turning pages took %d numbers", len(g.hall.taps))
		}
		g.tap("综合受理")
		g.reads("A001")
	})
}

// typed sends keys, so far apart.
func (g *glass) typed(s string, apart time.Duration) {
	for _, r := range s {
		g.time = g.time.Add(apart)
		if r == '\n' {
			g.typedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			continue
		}
		g.typedRune(r)
	}
	g.work()
}

func TestScanning(t *testing.T) {
	const quick, slow = 5 * time.Millisecond, 400 * time.Millisecond
	home := []string{"取  号"}
	for name, c := range map[string]struct {
		keys  string
		apart time.Duration
		want  []string
	}{
		"a slip":           {"T/0123456789A\n", quick, []string{"A001", "前面没有人，马上就到您"}},
		"in lower case":    {"t/0123456789a\n", quick, []string{"A001"}},
		"an address":       {"HTTPS://HALL.EXAMPLE.CN/T/0123456789A\n", quick, []string{"A001"}},
		"not of this hall": {"T/ZZZZZZZZZZZ\n", quick, []string{"没有查到这个号"}},
		"a typing child":   {"T/0123456789A\n", slow, home},
		"without Enter":    {"T/0123456789A", quick, home},
		"another code":     {"6901234567892\n", quick, home},
		"one too long":     {"T/0123456789AB\n", quick, home},
		"no token at all":  {"https://example.cn/T/\n", quick, home},
		"Enter alone":      {"\n\n\n", quick, home},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGlass(t)
			g.tap("社会保险")
			g.tap("知道了")
			g.typed(c.keys, c.apart)
			g.reads(c.want...)
		})
	}
	t.Run("stray keys before a slip", func(t *testing.T) {
		g := newGlass(t)
		g.tap("社会保险")
		g.tap("首页")
		g.typed("xyz", slow)
		g.time = g.time.Add(slow)
		g.typed("T/0123456789A\n", quick)
		g.reads("A001")
	})
	t.Run("stray keys on the way", func(t *testing.T) {
		g := newGlass(t)
		g.tap("取号")
		for _, k := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF4, fyne.KeyTab, fyne.KeyDelete, fyne.KeyQ} {
			g.typedKey(&fyne.KeyEvent{Name: k})
		}
		g.reads("您要办什么事？")
	})
}

// TestNothingGrows holds that screens are made once: what the toolkit has drawn
// it keeps for a while.
func TestNothingGrows(t *testing.T) {
	g := newGlass(t)
	g.hall.lobby.Lines = canned(g.time, 100).Lines
	g.load(t.Context())
	all := func() (objects, cards int) {
		for _, p := range []page{g.home, g.lines, g.taking, g.number, g.closed, g.failed, g.status} {
			objects += len(look(p.Object()))
		}
		return objects + len(look(g.Content())), g.kit.Cards()
	}
	round := func(i int) {
		g.tap("取号")
		g.tap("下一页")
		g.tap("返回")
		g.hall.lobby.Waiting = i
		g.load(t.Context())
		g.tap("综合受理")
		g.tap("知道了")
	}
	round(1)
	objects, cards := all()
	for i := range 250 {
		round(i)
	}
	if o, c := all(); o != objects || c != cards {
		t.Errorf("after 1,000 steps: %d objects and %d cards, want %d and %d", o, c, objects, cards)
	}
}

// TestRun lets the glass run: it hears of changes, takes a number off its own
// goroutine, and everything it started ends with its context.
func TestRun(t *testing.T) {
	g := newGlass(t)
	ui := make(chan func())
	g.ui = func(f func()) { ui <- f }
	seq := make(chan int64)
	g.o.Wait = func(ctx context.Context, after int64) (int64, error) {
		select {
		case n := <-seq:
			return n, nil
		case <-ctx.Done():
			return after, ctx.Err()
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Run(ctx) }()
	until := func(words string) {
		t.Helper()
		for !slices.Contains(said(g.Content()), words) {
			(<-ui)()
		}
	}
	(<-ui)() // the first reading
	g.hall.lobby.Waiting = 77
	seq <- 1
	until("等候 77 人 · 开放窗口 6 个")
	tile, pos := g.tile("社会保险")
	at := pos.AddXY(tile.Size().Width/2, tile.Size().Height/2)
	g.slide(at, at)
	until("A001")
	stop()
	for {
		select {
		case f := <-ui:
			f()
			continue
		case err := <-ended:
			if err != nil {
				t.Errorf("Run ended with %v, want nil", err)
			}
		}
		return
	}
}

// A hall that cannot be read leaves what was shown.
func TestUnreadableLobby(t *testing.T) {
	g := newGlass(t)
	g.o.Hall = broken{g.hall}
	if g.load(t.Context()) {
		t.Error("load reports success for a lobby that cannot be read")
	}
	g.reads("青石镇便民服务中心", "取  号")
}

type broken struct{ *hall }

func (broken) Lobby(context.Context) (queue.Lobby, error) {
	return queue.Lobby{}, fmt.Errorf("lobby: %w", errors.ErrUnsupported)
}

// BenchmarkBuild is what stands between a window and its first picture: every
// screen, made once, and the words of a hall.
func BenchmarkBuild(b *testing.B) {
	p := Gallery()[0]
	p.shell(house(), theme.Standard(), fyne.NewSize(540, 960)) // reads the faces
	for i := 0; b.Loop(); i++ {
		// Another size each time, so that cards are drawn anew.
		p.shell(house(), theme.Standard(), fyne.NewSize(1080, float32(1920+i%2)))
	}
}
