package screen

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A Finder finds a ticket by what its code holds.
type Finder interface {
	Ticket(ctx context.Context, token string) (queue.Ticket, error)
}

// Status says how far a ticket has come, after its code was held before the
// scanner.
type Status struct {
	Failed func(error) // told why nothing could be found out; may be nil

	sheet  *fyne.Container
	finder Finder
	run    Runner
	asked  int // which scan is the latest

	found  *fyne.Container
	stub   *stub
	advice *banner
	words  *fyne.Container
	title  *theme.Label
	below  *theme.Label
	Done   *theme.Tile
}

// NewStatus returns the screen; done is called by 知道了.
func NewStatus(k *theme.Kit, place theme.Rect, f Finder, run Runner, done func()) *Status {
	mm := k.MM
	s := &Status{sheet: k.Sheet(place), finder: f, run: run}
	in := place.Sheet().Inset(mm(theme.Margin))
	var card, say, button theme.Rect
	if k.Wide {
		card, button = in.Left(mm(214), mm(9))
		button, say = button.Bottom(mm(34), mm(9))
	} else {
		button, card = in.Bottom(mm(30), mm(9))
		say, card = card.Bottom(mm(32), mm(9))
	}
	s.found = k.Sheet(place.Sheet())
	s.stub = newStub(k, s.found, card)
	s.advice = newBanner(k, s.found, say, theme.IconCheck)
	s.sheet.Objects = append(s.sheet.Objects, s.found)
	s.words = k.Sheet(place.Sheet())
	_, rest := in.Bottom(button.H, mm(9))
	s.title, s.below = notice(k, s.words, rest, theme.IconSearch, "", "")
	s.sheet.Objects = append(s.sheet.Objects, s.words)
	s.Done = k.Button(s.sheet, button, k.Golden(), theme.Maroon, theme.IconCheck, "知道了", done)
	return s
}

// Object returns what is drawn.
func (s *Status) Object() fyne.CanvasObject { return s.sheet }

// Find looks the ticket up away from the glass and shows it. The latest scan
// wins.
func (s *Status) Find(m Moment, token string) {
	s.say("请稍候", "正在查询")
	s.asked++
	asked := s.asked
	var ticket queue.Ticket
	var err error
	s.run(func(ctx context.Context) { ticket, err = s.finder.Ticket(ctx, token) }, func() {
		if asked != s.asked {
			return
		}
		switch {
		case err == nil:
			s.Show(m, ticket)
		case errors.Is(err, queue.ErrNoTicket):
			s.Unknown()
		default:
			s.say("暂时查不了", "请到导办台问一问。")
			if s.Failed != nil {
				s.Failed(err)
			}
		}
	})
}

// Unknown says that no ticket has that code.
func (s *Status) Unknown() {
	s.say("没有查到这个号", "也许是别的大厅的小票，请到导办台问一问。")
}

func (s *Status) say(title, below string) {
	s.title.Set(title)
	s.below.Set(below)
	theme.Show(s.words, true)
	theme.Show(s.found, false)
}

// Show shows a ticket.
func (s *Status) Show(m Moment, t queue.Ticket) {
	beside, good, advice := progress(m, t)
	taken := ""
	if m.ClockSure && t.Day == calendar.DayOf(m.Now) {
		taken = "今天" + clock(t.Taken.In(m.Now.Location())) + " 取的号"
	}
	if err := s.stub.show(m, t, beside, taken); err != nil && s.Failed != nil {
		s.Failed(err)
	}
	s.advice.set(good, advice)
	theme.Show(s.words, false)
	theme.Show(s.found, true)
}

// progress words how a ticket stands, and what to do, which is good news or not.
func progress(m Moment, t queue.Ticket) (beside string, good bool, advice string) {
	if m.ClockSure && t.Day < calendar.DayOf(m.Now) && t.State != queue.Finished {
		day := t.Day.At(0, m.Now.Location())
		return fmt.Sprintf("%d月%d日的号", day.Month(), day.Day()), false, "这张小票已经过期，请重新取号。"
	}
	switch t.State {
	case queue.Called:
		return fmt.Sprintf("请到 %s 号窗口", t.Window), true, "已经叫到您了，请马上去窗口。"
	case queue.Finished:
		return "已经办完", true, "这个号已经办完，谢谢您！"
	case queue.Absent:
		return "已经过号", false, "叫号时没有等到您，请到导办台说一声。"
	case queue.Waiting:
	}
	return ahead(t.Ahead), true, "请在大厅等候，听到叫号后到窗口。"
}
