package kiosk

import (
	"fmt"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/kiosk/screen"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A Picture is one screen with canned data.
type Picture struct {
	Name string // home, lines-100

	moment  screen.Moment
	show    func(*Shell)
	library Library // nil for a hall that publishes nothing
}

// Draw builds the picture's screen at a size, for one panel.
func (p Picture) Draw(t *theme.Theme, panel theme.Panel, size fyne.Size) fyne.CanvasObject {
	return p.shell(t, panel, size).Content()
}

func (p Picture) shell(t *theme.Theme, panel theme.Panel, size fyne.Size) *Shell {
	s := New(Options{Now: func() time.Time { return p.moment.Now }, Panel: panel, Theme: t, Log: slog.New(slog.DiscardHandler), Library: p.library})
	s.Content().Resize(size)
	s.apply(p.moment)
	if p.show != nil {
		p.show(s)
	}
	return s
}

// Gallery returns every screen in every state that changes how it looks.
func Gallery() []Picture {
	now := time.Date(2025, 11, 21, 9, 41, 0, 0, time.FixedZone("CST", 8*3600))
	ordinary := canned(now, 8)
	with := func(change func(*screen.Moment)) screen.Moment {
		m := canned(now, 8)
		change(&m)
		return m
	}
	lunch := func(m *screen.Moment) {
		m.Now = time.Date(2025, 11, 21, 12, 20, 0, 0, now.Location())
		for i := range m.Lines {
			m.Lines[i].Closed = &queue.ClosedError{Reason: "中午休息", Opens: m.Now.Add(100 * time.Minute)}
		}
	}
	stopped := func(m *screen.Moment) {
		m.Lines[3].Closed = &queue.ClosedError{Reason: "民政窗口今天下乡走访", Opens: time.Date(2025, 11, 24, 8, 30, 0, 0, now.Location())}
		m.Lines[6].Closed = &queue.ClosedError{Reason: "今天的号已发完", Opens: time.Date(2025, 11, 22, 8, 30, 0, 0, now.Location())}
	}
	ticket := queue.Ticket{
		ID: 1, Line: "shebao", Day: calendar.DayOf(now), Seq: 37, No: "B037", Token: "7K3M9QX2T5V", Class: queue.Normal,
		State: queue.Waiting, Taken: now, Ahead: 3,
	}
	long := ticket
	long.Line, long.No, long.Ahead = "ziran", "W10288", 128
	give := func(t queue.Ticket) func(*Shell) { return func(s *Shell) { s.given(t) } }
	status := func(change func(*queue.Ticket)) func(*Shell) {
		return func(s *Shell) {
			t := ticket
			change(&t)
			s.status.Show(s.moment, t)
			s.show(s.status)
		}
	}
	lines := (*Shell).showLines
	shut := func(i int) func(*Shell) { return func(s *Shell) { s.pick(s.moment.Lines[i]) } }
	pictures := []Picture{
		{"home", ordinary, nil, nil},
		{"home-lunch", with(lunch), nil, nil},
		{"home-some-closed", with(stopped), nil, nil},
		{"home-empty", canned(now, 0), nil, nil},
		{"home-1", canned(now, 1), nil, nil},
		{"home-12", canned(now, 12), nil, nil},
		{"home-clock-unsure", with(func(m *screen.Moment) { m.ClockSure = false; stopped(m) }), nil, nil},
		{"home-sample", with(func(m *screen.Moment) { m.Sample = true }), nil, nil},
		{"home-long", with(lengthen), nil, nil},
		{"lines", ordinary, lines, nil},
		{"lines-some-closed", with(stopped), lines, nil},
		{"lines-lunch", with(lunch), lines, nil},
		{"lines-empty", canned(now, 0), lines, nil},
		{"lines-1", canned(now, 1), lines, nil},
		{"lines-12", canned(now, 12), lines, nil},
		{"lines-100", canned(now, 100), lines, nil},
		{"lines-100-end", canned(now, 100), func(s *Shell) { s.showLines(); s.lines.Swipe(-500, 0); s.lines.Swipe(0, -500) }, nil},
		{"lines-long", with(lengthen), lines, nil},
		{"taking", ordinary, func(s *Shell) { s.show(s.taking) }, nil},
		{"number", ordinary, give(ticket), nil},
		{"number-next", with(func(m *screen.Moment) { m.Base = "HTTPS://HALL.EXAMPLE.GOV.CN" }), give(func() queue.Ticket { t := ticket; t.Ahead = 0; return t }()), nil},
		{"number-long", with(lengthen), give(long), nil},
		{"number-no-printer", with(func(m *screen.Moment) { m.Printer = false }), give(ticket), nil},
		{"number-printer-stops", ordinary, func(s *Shell) { s.given(ticket); m := s.moment; m.Printer = false; s.apply(m) }, nil},
		{"closed", with(stopped), shut(3), nil},
		{"closed-lunch", with(lunch), shut(0), nil},
		{"closed-clock-unsure", with(func(m *screen.Moment) { m.ClockSure = false; stopped(m) }), shut(3), nil},
		{"closed-long", with(func(m *screen.Moment) { lengthen(m); stopped(m) }), shut(3), nil},
		{"failed", ordinary, func(s *Shell) { s.retake = s.moment.Lines[0]; s.show(s.failed) }, nil},
		{"status-waiting", ordinary, status(func(*queue.Ticket) {}), nil},
		{"status-called", ordinary, status(func(t *queue.Ticket) { t.State, t.Window, t.Ahead = queue.Called, "3", 0 }), nil},
		{"status-finished", ordinary, status(func(t *queue.Ticket) { t.State = queue.Finished }), nil},
		{"status-absent", ordinary, status(func(t *queue.Ticket) { t.State = queue.Absent }), nil},
		{"status-yesterday", ordinary, status(func(t *queue.Ticket) { t.Day-- }), nil},
		{"status-unknown", ordinary, func(s *Shell) { s.status.Unknown(); s.show(s.status) }, nil},
	}
	return append(pictures, published(now)...)
}

// canned returns a hall with n lines.
func canned(now time.Time, n int) screen.Moment {
	m := screen.Moment{Now: now, Lobby: queue.Lobby{
		Name: "青石镇便民服务中心", Motto: "一窗受理 · 只进一扇门 · 最多跑一次", Phone: "0000-12345678",
		Waiting: 12, Windows: 6, Printer: true, ClockSure: true,
	}}
	known := []queue.LineStatus{
		{ID: "zonghe", Name: "综合受理", About: "不知道该取哪个号，就取这个", Waiting: 4},
		{ID: "shebao", Name: "社会保险", About: "养老保险、待遇认证、参保登记", Waiting: 3},
		{ID: "yibao", Name: "医疗保险", About: "医保缴费、异地备案、报销", Waiting: 2},
		{ID: "minzheng", Name: "民政救助", About: "低保、特困、临时救助、高龄津贴", Waiting: 1},
		{ID: "huji", Name: "户籍办理", About: "出生入户、迁移、居民身份证", Waiting: 2},
		{ID: "ziran", Name: "自然资源与建房", About: "宅基地、建房审批、不动产登记"},
		{ID: "tuiyi", Name: "退役军人事务", About: "优待证、优抚、就业帮扶"},
		{ID: "nongye", Name: "农业农村", About: "惠农补贴、土地流转、农技咨询"},
		{ID: "canlian", Name: "残联服务", About: "残疾人证、两项补贴、辅助器具"},
		{ID: "falv", Name: "法律援助", About: "法律咨询、人民调解、援助申请", Waiting: 1},
		{ID: "shichang", Name: "市场监管", About: "营业执照、食品小作坊登记"},
		{ID: "shuiwu", Name: "税务缴费", About: "社保费、契税、开票"},
	}
	for i := range n {
		l := known[i%len(known)]
		l.Letter = string(rune('A' + i%26))
		if i >= len(known) {
			l.ID = fmt.Sprintf("%s-%d", l.ID, i)
			l.Name = fmt.Sprintf("%s（%d）", l.Name, i/len(known)+1)
		}
		m.Lines = append(m.Lines, l)
	}
	return m
}

// lengthen makes every word of a hall as long as words get.
func lengthen(m *screen.Moment) {
	m.Name = "莫力达瓦达斡尔族自治旗尼尔基镇便民服务和党群服务中心"
	m.Motto = "宁可麻烦自己百次，不让群众麻烦一次；给您一次讲清，为您一次办结，让您一次满意"
	m.Phone = "0470-12345678 转 8023"
	m.Waiting, m.Windows = 1288, 22
	for i := range m.Lines {
		l := &m.Lines[i]
		l.Name = "城乡居民基本养老保险待遇资格认证与" + l.Name
		l.About = l.About + "，以及其他与此有关、需要到窗口当面核对原件的事项和咨询"
		l.Waiting = 104 + i
	}
}
