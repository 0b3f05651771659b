package web

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

// An adminView is what the administrator's pages share.
type adminView struct {
	page
	Tab  string
	Says string // what was wrong with a form
}

// A peopleView is the page on which accounts are kept.
type peopleView struct {
	adminView
	Accounts []staff.Account
	New      staff.Account // as filled in so far
	Given    *given        // a PIN that is shown this once
}

// A given PIN is told to its owner by the administrator and changed by them at
// once.
type given struct{ Person, Name, PIN string }

func (s *Server) adminPeople(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	return s.showPeople(w, r, http.StatusOK, me, peopleView{})
}

func (s *Server) showPeople(w http.ResponseWriter, r *http.Request, status int, me staff.Account, v peopleView) error {
	all, err := s.Store.Accounts(r.Context())
	if err != nil {
		return err
	}
	v.Me, v.Tab, v.Accounts = me, "people", all
	return s.show(w, r, status, "people", "人员账号", &v)
}

func (s *Server) makeAccount(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	a := staff.Account{
		Name:   strings.TrimSpace(r.PostFormValue("name")),
		Person: strings.TrimSpace(r.PostFormValue("person")),
		Role:   staff.Role(r.PostFormValue("role")),
		Change: true,
	}
	pin := ""
	err := a.Check()
	if err != nil {
		err = refuse(err.Error() + "。")
	} else if pin, a.PIN, err = s.givePIN(r); err == nil {
		err = s.Store.MakeAccount(r.Context(), me.Name, a)
	}
	if err != nil {
		status, says := s.word(err)
		if status == http.StatusInternalServerError {
			return err
		}
		v := peopleView{New: a}
		v.Says = says
		return s.showPeople(w, r, status, me, v)
	}
	// Not after a redirect: the PIN would have to be kept somewhere on the way.
	return s.showPeople(w, r, http.StatusOK, me, peopleView{Given: &given{a.Person, a.Name, pin}})
}

// givePIN returns a PIN for somebody to change at their next sign-in, and its
// hash.
func (s *Server) givePIN(r *http.Request) (pin, hash string, err error) {
	if pin, err = temporaryPIN(); err != nil {
		return "", "", err
	}
	leave, err := s.pins.enter(r.Context())
	if err != nil {
		return "", "", err
	}
	defer leave()
	hash, err = s.pins.hash(pin)
	return pin, hash, err
}

func (s *Server) resetPIN(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	a, err := s.Store.Account(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	pin, hash, err := s.givePIN(r)
	if err != nil {
		return err
	}
	if err := s.Store.SetPIN(r.Context(), me.Name, a.Name, hash, true); err != nil {
		return err
	}
	if err := s.Store.EndSessions(r.Context(), a.Name); err != nil {
		return err
	}
	if a.Name == me.Name { // this session was one of them, and must last to show the PIN and to change it
		if err := s.sessions.RenewToken(r.Context()); err != nil {
			return err
		}
		s.sessions.Put(r.Context(), "pin", pinMark(hash))
	}
	return s.showPeople(w, r, http.StatusOK, me, peopleView{Given: &given{a.Person, a.Name, pin}})
}

func (s *Server) setDisabled(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	name, disabled := r.PathValue("name"), r.PostFormValue("disabled") != ""
	a, err := s.Store.Account(r.Context(), name)
	if err != nil {
		return err
	}
	if err := s.Store.SetDisabled(r.Context(), me.Name, name, disabled); err != nil {
		status, says := s.word(err)
		if status == http.StatusInternalServerError {
			return err
		}
		v := peopleView{}
		v.Says = says
		return s.showPeople(w, r, status, me, v)
	}
	says := "已恢复 " + a.Person + " 的账号。"
	if disabled {
		says = "已停用 " + a.Person + " 的账号，登录也已退出。"
	}
	return s.done(w, r, "/admin", says)
}

// done sends the browser to a page that says what was done.
func (s *Server) done(w http.ResponseWriter, r *http.Request, to, says string) error {
	s.sessions.Put(r.Context(), "says", says)
	redirect(w, r, to)
	return nil
}

// A linesView is the page on which lines are stopped and resumed.
type linesView struct {
	adminView
	Lines []queue.LineStatus
}

func (s *Server) adminLines(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	return s.showLines(w, r, http.StatusOK, me, "")
}

func (s *Server) showLines(w http.ResponseWriter, r *http.Request, status int, me staff.Account, says string) error {
	lobby, err := s.Store.Lobby(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, status, "admin-lines", "停号与恢复", &linesView{adminView{page{Me: me}, "lines", says}, lobby.Lines})
}

func (s *Server) setLine(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	line, reason := r.PathValue("line"), strings.TrimSpace(r.PostFormValue("reason"))
	if r.PostFormValue("resume") != "" {
		if err := s.Store.ResumeLine(r.Context(), me.Name, line); err != nil {
			return err
		}
		return s.done(w, r, "/admin/lines", "已恢复发号。")
	}
	if n := utf8.RuneCountInString(reason); n < 2 || n > 30 {
		return s.showLines(w, r, http.StatusUnprocessableEntity, me, "请写明停号的原因，2 到 30 个字，群众会看到。")
	}
	if err := s.Store.StopLine(r.Context(), me.Name, line, reason); err != nil {
		return err
	}
	return s.done(w, r, "/admin/lines", "已停号。取号机上会显示原因："+reason+"。")
}

// A printerView is the page about the printer and what it printed.
type printerView struct {
	adminView
	Status  printer.Status
	Light   light
	Jobs    []jobRow
	Profile string
}

// A jobRow is one slip in words.
type jobRow struct {
	printer.Job
	Says, Do string
	Again    bool // may be printed once more
	Drop     bool // may be given up
}

func (s *Server) adminPrinter(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	status, err := s.Store.Printer(r.Context())
	if err != nil {
		return err
	}
	jobs, err := s.Store.Jobs(r.Context(), 30)
	if err != nil {
		return err
	}
	v := printerView{adminView: adminView{page{Me: me}, "printer", ""}, Status: status}
	v.Light = lights(queue.Lobby{}, calendar.Reading{}, status)[0]
	for _, j := range jobs {
		row := jobRow{Job: j}
		row.Says, row.Do = j.Words()
		switch j.State {
		case printer.Printed, printer.Sent, printer.Dropped:
			row.Again = true
		case printer.Doubt:
			row.Again, row.Drop = true, true
		case printer.Queued, printer.Held:
			row.Drop = true
		case printer.Sending, printer.AwaitAck, printer.Stalled: // the printer has it in hand
		}
		v.Jobs = append(v.Jobs, row)
	}
	return s.show(w, r, http.StatusOK, "printer", "打印机与小票", &v)
}

func (s *Server) printTest(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	if _, err := s.Store.QueueTest(r.Context(), me.Name); err != nil {
		return err
	}
	return s.done(w, r, "/admin/printer", "试打印已送出，请看打印机。")
}

func (s *Server) reprint(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	id, err := strconv.ParseInt(r.PathValue("job"), 10, 64)
	if err != nil {
		return errNoPage
	}
	job, err := s.Store.Reprint(r.Context(), me.Name, id)
	if err != nil {
		return err
	}
	return s.done(w, r, "/admin/printer", job.Subject+" 正在补打。")
}

func (s *Server) dropJob(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	id, err := strconv.ParseInt(r.PathValue("job"), 10, 64)
	if err != nil {
		return errNoPage
	}
	if err := s.Store.DropJob(r.Context(), me.Name, id); err != nil {
		return err
	}
	return s.done(w, r, "/admin/printer", "这张小票不打了。")
}

// A hallView is the page about the hall, its clock and its certificate.
type hallView struct {
	adminView
	Info        queue.Hall
	Lobby       queue.Lobby
	Clock       calendar.Reading
	Doubt       string // in words
	Wall        time.Time
	Fingerprint string
}

func (s *Server) adminHall(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	hall, err := s.Store.Hall(r.Context())
	if err != nil {
		return err
	}
	lobby, err := s.Store.Lobby(r.Context())
	if err != nil {
		return err
	}
	clock, err := s.Store.Clock(r.Context())
	if err != nil {
		return err
	}
	v := hallView{adminView: adminView{page{Me: me}, "hall", ""}, Info: hall, Lobby: lobby, Clock: clock, Wall: s.Now()}
	switch clock.Doubt {
	case calendar.Behind:
		v.Doubt = "机器时间比最后一条记录还早。时间不对就先调准，号码会自己恢复正常；时间没错，请点“确认时间”。常常这样，请换主板电池。"
	case calendar.Ahead:
		v.Doubt = "机器时间比最后一条记录晚了 30 天以上。时间不对就先调准；时间没错，比如放了长假，请点“确认时间”。"
	case calendar.Sure:
	}
	if block, _ := pem.Decode(s.Root); block != nil {
		if root, err := x509.ParseCertificate(block.Bytes); err == nil {
			v.Fingerprint = fingerprint(root.Raw)
		}
	}
	return s.show(w, r, http.StatusOK, "hall", "大厅", &v)
}

func (s *Server) confirmClock(w http.ResponseWriter, r *http.Request, me staff.Account) error {
	if err := s.Store.ConfirmClock(r.Context(), me.Name); err != nil {
		clock, again := s.Store.Clock(r.Context())
		if again == nil && clock.Doubt == calendar.Behind { // earlier than the program itself: nobody's word helps
			return say(http.StatusConflict, "机器时间明显不对，请先把它调准，再来确认。", err)
		}
		return err
	}
	return s.done(w, r, "/admin/hall", "时间已确认。")
}
