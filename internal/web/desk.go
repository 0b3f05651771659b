package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

const (
	againAfter = 5 * time.Second // nobody is called twice in one breath
	// settle is how long after a call the window does nothing with that person: a
	// double click must not finish somebody who is only just getting up.
	settle = 2 * time.Second
)

// A seat is a window as it is offered to a clerk.
type seat struct {
	queue.Window
	Clerk string // who sits there, empty when nobody
	Mine  bool
}

// A windowsView is the page on which a clerk chooses a window.
type windowsView struct {
	page
	Seats []seat
	Ask   *seat // somebody else sits there: take over?
	Note  *notice
}

func (s *Server) windows(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	seats, err := s.seats(r.Context(), me)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(seats, func(s seat) bool { return s.Mine }); i >= 0 && r.FormValue("change") == "" {
		redirect(w, r, "/desk/"+seats[i].ID)
		return nil
	}
	return s.show(w, r, http.StatusOK, "windows", "选择窗口", &windowsView{page: page{Me: me}, Seats: seats})
}

// seats returns every window of the hall and who sits there.
func (s *Server) seats(ctx context.Context, me staff.Account) ([]seat, error) {
	hall, err := s.Store.Hall(ctx)
	if err != nil {
		return nil, err
	}
	seats := make([]seat, 0, len(hall.Windows))
	for _, w := range hall.Windows {
		d, err := s.Store.Desk(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		person, err := s.person(ctx, d.Clerk)
		if err != nil {
			return nil, err
		}
		seats = append(seats, seat{w, person, d.Clerk == me.Name})
	}
	return seats, nil
}

// person returns what colleagues call the account of that name.
func (s *Server) person(ctx context.Context, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	a, err := s.Store.Account(ctx, name)
	if errors.Is(err, staff.ErrNoAccount) {
		return name, nil
	}
	return a.Person, err
}

func (s *Server) sit(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	window := r.PathValue("window")
	err := s.Store.Sit(r.Context(), me.Name, window, r.PostFormValue("take") != "")
	if errors.Is(err, staff.ErrSeated) {
		seats, err := s.seats(r.Context(), me)
		if err != nil {
			return err
		}
		v := windowsView{page: page{Me: me}, Seats: seats}
		if i := slices.IndexFunc(seats, func(s seat) bool { return s.ID == window }); i >= 0 && seats[i].Clerk != "" {
			v.Ask = &seats[i]
		}
		return s.show(w, r, http.StatusConflict, "windows", "选择窗口", &v)
	}
	if err != nil {
		return err
	}
	redirect(w, r, "/desk/"+window)
	return nil
}

func (s *Server) leave(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	if err := s.Store.Leave(r.Context(), me.Name); err != nil {
		return err
	}
	redirect(w, r, "/desk?change=1")
	return nil
}

// A deskView is a window as its clerk sees it.
type deskView struct {
	page
	Seq    int64 // the journal row that it shows, or a later one
	Note   *notice
	Window queue.Window
	Mine   bool
	Clerk  string // who sits there now

	Current *person
	Again   time.Duration // until the person may be called again
	Settle  time.Duration // until the window may do anything else with them
	Waiting []person      // as many as there is room for
	Count   int           // all of them
	Lines   []deskLine
	Done    int
	Absent  int
	Lights  []light
}

// A person is somebody who waits or is served: their number.
type person struct {
	queue.Ticket
	LineName string
	Waited   string // how long, in words; since the call once they are called; empty when nobody can say
	Special  bool
}

// A deskLine is one of the lines that the window serves.
type deskLine struct {
	Name    string
	Waiting int
	Closed  string // why it gives no numbers
}

// A light is the state of something that a clerk must know about.
type light struct {
	Level string // ok, warn, bad
	What  string
	Says  string
	Do    string
}

func (s *Server) desk(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	v, err := s.deskOf(r, me)
	if err != nil {
		return err
	}
	if says := s.sessions.PopString(r.Context(), "note"); says != "" {
		v.Note = &notice{Says: says, Bad: s.sessions.PopBool(r.Context(), "bad")}
	}
	return s.show(w, r, http.StatusOK, "desk", v.Window.ID+" 号窗口", v)
}

// deskOf reads all that the window's page shows.
func (s *Server) deskOf(r *http.Request, me staff.Account) (*deskView, error) {
	ctx := r.Context()
	seq, err := s.Store.Seq(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.Store.Desk(ctx, r.PathValue("window"))
	if err != nil {
		return nil, err
	}
	lobby, err := s.Store.Lobby(ctx)
	if err != nil {
		return nil, err
	}
	clock, err := s.Store.Clock(ctx)
	if err != nil {
		return nil, err
	}
	status, err := s.Store.Printer(ctx)
	if err != nil {
		return nil, err
	}
	clerk, err := s.person(ctx, d.Clerk)
	if err != nil {
		return nil, err
	}
	v := &deskView{
		page: page{Me: me, Token: s.tokenFor(s.bound(r))},
		Seq:  seq, Window: d.Window, Mine: d.Clerk == me.Name, Clerk: clerk,
		Count: len(d.Waiting), Done: d.Done, Absent: d.Absent, Lights: lights(lobby, clock, status),
	}
	names := make(map[string]string)
	counts := make(map[string]int)
	for _, t := range d.Waiting {
		counts[t.Line]++
	}
	for _, l := range lobby.Lines {
		names[l.ID] = l.Name
		if slices.Contains(d.Window.Lines, l.ID) {
			line := deskLine{Name: l.Name, Waiting: counts[l.ID]}
			if l.Closed != nil {
				line.Closed = l.Closed.Reason
			}
			v.Lines = append(v.Lines, line)
		}
	}
	asPerson := func(t queue.Ticket, since time.Time, just, before string) person {
		p := person{Ticket: t, LineName: names[t.Line], Special: t.Class == queue.Special}
		if clock.Doubt != calendar.Sure { // a clock that stands still measures nothing
			return p
		}
		if p.Waited = just; span(clock.At.Sub(since)) != "" {
			p.Waited = before + span(clock.At.Sub(since))
		}
		return p
	}
	if d.Current != nil {
		p := asPerson(*d.Current, d.Current.Called, "刚刚", "已 ")
		v.Current = &p
		since := s.recent.since(d.Window.ID, s.Now())
		v.Again, v.Settle = max(0, againAfter-since), max(0, settle-since)
	}
	const most = 40 // more than a screen holds
	for _, t := range d.Waiting[:min(len(d.Waiting), most)] {
		v.Waiting = append(v.Waiting, asPerson(t, t.Taken, "刚取号", ""))
	}
	return v, nil
}

// deskParts are the pieces of the window's page that are replaced by themselves,
// so that a button does not vanish under a finger because somebody took a number.
var deskParts = []string{"now", "wait", "lights"}

func (s *Server) deskLive(w http.ResponseWriter, r *http.Request) error {
	cookie, err := r.Cookie(s.sessions.Cookie.Name)
	if err != nil {
		cookie = &http.Cookie{}
	}
	return s.stream(w, r, "session "+cookie.Value, func(ctx context.Context) ([]part, error) {
		// Loaded anew each time: a session that was ended ends its streams.
		ctx, err := s.sessions.Load(ctx, cookie.Value)
		if err != nil {
			return nil, err
		}
		me, err := s.who(ctx)
		if err != nil {
			return nil, err
		}
		if me.Name == "" || me.Change {
			return nil, errGone
		}
		v, err := s.deskOf(r.WithContext(ctx), me)
		if err != nil {
			return nil, err
		}
		return s.parts(deskParts, v)
	})
}

// parts draws the templates of those names, all from v.
func (s *Server) parts(names []string, v any) ([]part, error) {
	parts := make([]part, 0, len(names))
	for _, n := range names {
		html, err := s.pages.draw(n, v)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{n, html})
	}
	return parts, nil
}

// deed does what was pressed at a window and says what came of it.
func (s *Server) deed(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	note, err := s.press(r.Context(), me, r.PathValue("window"), r.PathValue("deed"), r.PostFormValue("ticket"))
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Request") == "" {
		s.sessions.Put(r.Context(), "note", note.Says)
		s.sessions.Put(r.Context(), "bad", note.Bad)
		redirect(w, r, "/desk/"+r.PathValue("window"))
		return nil
	}
	v, err := s.deskOf(r, me)
	if err != nil {
		return err
	}
	v.Note = &note
	body, err := s.pages.draw("deed", v)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if note.Bad {
		status = http.StatusConflict
	}
	write(w, status, body)
	return nil
}

// press does one deed. What a clerk must know comes back as a notice, what went
// wrong with the machine as an error.
func (s *Server) press(ctx context.Context, me staff.Account, window, deed, ticket string) (notice, error) {
	d, err := s.Store.Desk(ctx, window)
	if err != nil {
		return notice{}, err
	}
	if d.Clerk != me.Name {
		return notice{}, errNotSeat
	}
	id, err := strconv.ParseInt(ticket, 10, 64)
	if err != nil && deed != "call" {
		return notice{}, errNoPage
	}
	if d.Current != nil && d.Current.ID == id {
		since := s.recent.since(window, s.Now())
		if deed == "again" && since < againAfter {
			return notice{"刚刚叫过 " + d.Current.No + "，请稍等几秒再叫。", true}, nil
		}
		if since < settle {
			return notice{"刚刚叫了 " + d.Current.No + "，请等人到窗口。", true}, nil
		}
	}
	switch deed {
	case "call":
		return s.call(ctx, me, d, "")
	case "again":
		t, err := s.Store.CallAgain(ctx, me.Name, window, id)
		if err != nil {
			return refused(err)
		}
		s.recent.called(window, s.Now())
		return notice{fmt.Sprintf("已第 %d 次叫 %s。", t.Calls, t.No), false}, nil
	case "finish":
		t, err := s.Store.Finish(ctx, me.Name, window, id)
		if err != nil {
			return refused(err)
		}
		return notice{t.No + " 已办结。", false}, nil
	case "absent":
		t, err := s.Store.MarkAbsent(ctx, me.Name, window, id)
		if err != nil {
			return refused(err)
		}
		return notice{t.No + " 已标记未到。", false}, nil
	case "next":
		t, err := s.Store.Finish(ctx, me.Name, window, id)
		if err != nil {
			return refused(err)
		}
		return s.call(ctx, me, d, t.No+" 已办结。")
	}
	return notice{}, errNoPage
}

// call calls the next person; before is what has already been done with the one
// before.
func (s *Server) call(ctx context.Context, me staff.Account, d queue.Desk, before string) (notice, error) {
	t, err := s.Store.Call(ctx, me.Name, d.Window.ID)
	switch {
	case errors.Is(err, queue.ErrNobody):
		return notice{before + "现在没有人等候。", false}, nil
	case err != nil && before != "":
		n, err := refused(err)
		n.Says = before + n.Says
		return n, err
	case errors.Is(err, queue.ErrBusy) && d.Current != nil:
		return notice{d.Current.No + " 还没有办结。请先点“办结”或“未到”，再叫下一位。", true}, nil
	case err != nil:
		return refused(err)
	}
	s.recent.called(d.Window.ID, s.Now())
	return notice{before + "正在叫 " + t.No + "。", false}, nil
}

// refused words what the rules refuse; anything else stays an error.
func refused(err error) (notice, error) {
	switch {
	case errors.Is(err, queue.ErrStale):
		return notice{"这张号已经不在本窗口了：可能刚在别的页面处理过。页面已更新，请看当前号码。", true}, nil
	case errors.Is(err, queue.ErrBusy):
		return notice{"本窗口还有一位没有办结，可能刚在别的页面叫过。页面已更新，请看当前号码。", true}, nil
	case errors.Is(err, queue.ErrNobody):
		return notice{"现在没有人等候。", false}, nil
	}
	return notice{}, err
}

// lights says how the printer, the hall and its clock are.
func lights(l queue.Lobby, c calendar.Reading, p printer.Status) []light {
	printerLight := light{Level: "ok", What: "打印机"}
	printerLight.Says, printerLight.Do = p.Words()
	printerLight.Says = strings.TrimPrefix(printerLight.Says, printerLight.What)
	switch {
	case p.Fault != printer.OK:
		printerLight.Level = "bad"
	case p.NearEnd:
		printerLight.Level = "warn"
	}
	hall := light{Level: "ok", What: "大厅", Says: fmt.Sprintf("等候 %d 人，开放窗口 %d 个", l.Waiting, l.Windows)}
	open := 0
	for _, line := range l.Lines {
		if line.Closed == nil {
			open++
		}
	}
	switch {
	case len(l.Lines) == 0:
	case open == 0:
		hall.Says += "，现在不发号：" + l.Lines[0].Closed.Reason
	case open < len(l.Lines):
		hall.Says += fmt.Sprintf("，%d 条线停号", len(l.Lines)-open)
	}
	clock := light{Level: "ok", What: "时间", Says: c.At.Format("15:04")}
	if c.Doubt != calendar.Sure {
		clock.Level, clock.Says = "bad", "机器时钟不准，暂按 "+c.Day.String()+" 继续发号"
		clock.Do = "号码不会乱。请管理员到“大厅”页核对时间"
	}
	return []light{printerLight, hall, clock}
}

// presses remembers when each window last called somebody, by this machine's
// running time: the hall's own time may stand still.
type presses struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (p *presses) called(window string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == nil {
		p.last = make(map[string]time.Time)
	}
	p.last[window] = now
}

// since returns how long ago that was; long ago when it was not, or when the
// clock was set back.
func (p *presses) since(window string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	last, ok := p.last[window]
	if since := now.Sub(last); ok && since >= 0 {
		return since
	}
	return time.Hour
}
