package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"yidiantong.org/lobby/internal/hall/staff"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/queue"
)

// A handler answers a request or says why it did not. Its error is worded and
// logged in one place.
type handler func(w http.ResponseWriter, r *http.Request) error

func (s *Server) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// A refusal is an error with a sentence for whoever is at the browser.
type refusal struct {
	status int
	says   string
	err    error // what stands in the log, nil when there is nothing to look into
}

func (e *refusal) Error() string {
	if e.err != nil {
		return e.says + ": " + e.err.Error()
	}
	return e.says
}

func (e *refusal) Unwrap() error { return e.err }

func say(status int, says string, err error) error { return &refusal{status, says, err} }

// refuse returns what is wrong with what somebody filled in.
func refuse(says string) error { return say(http.StatusUnprocessableEntity, says, nil) }

// What the pages themselves refuse.
var (
	errNoPage   = say(http.StatusNotFound, "没有这个页面。", nil)
	errNotYours = say(http.StatusForbidden, "这一页只有管理员能打开。", nil)
	errForged   = say(http.StatusForbidden, "这个页面放得太久，或者不是从本系统打开的，操作没有执行。请刷新页面再试。", nil)
	errHurried  = say(http.StatusTooManyRequests, "现在登录的人多，请过半分钟再试。", nil)
	errCrowded  = say(http.StatusServiceUnavailable, "打开的页面太多了。请关掉不用的页面，再刷新。", nil)
	errSetUp    = say(http.StatusNotFound, "首次设置已经完成，请直接登录。", nil)
	errNoSetup  = say(http.StatusForbidden, "还没有首次登录码。请重新启动程序，登录码会显示在启动它的窗口里。", nil)
	errNotSeat  = say(http.StatusConflict, "您现在不在这个窗口，操作没有执行。请重新选择窗口。", nil)
	errNoTicket = say(http.StatusNotFound, "没有查到这张号。请看看小票是不是今天的，或者到导办台问一下。", nil)
)

const (
	// Not “try again”: nobody can say how far it came.
	saysWrong = "系统出了点问题，已经记录下来。请刷新页面，看看刚才的操作成没成功，再决定要不要重做。"
	saysGone  = "这一项已经不在了，请刷新页面看看。"
)

// word returns the status and the sentence for err.
func (s *Server) word(err error) (int, string) {
	var refused *refusal
	var locked *staff.LockedError
	var closed *queue.ClosedError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &refused):
		return refused.status, refused.says
	case errors.As(err, &locked):
		return http.StatusTooManyRequests, fmt.Sprintf("连续输错次数太多，请在 %s 以后再试。忘记密码请找管理员。", locked.Until.In(s.Now().Location()).Format("15:04"))
	case errors.As(err, &closed):
		return http.StatusConflict, "这条线现在不发号：" + closed.Reason + "。"
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "填写的内容太长了。"
	case errors.Is(err, staff.ErrRefused):
		return http.StatusUnauthorized, "登录名或密码不对。"
	case errors.Is(err, staff.ErrTaken):
		return http.StatusConflict, "这个登录名已经有人用了，请换一个。"
	case errors.Is(err, staff.ErrLast):
		return http.StatusConflict, "这是最后一位管理员，不能停用。请先再设一位管理员。"
	case errors.Is(err, queue.ErrNoWindow):
		return http.StatusNotFound, "没有这个窗口，请重新选择。"
	case errors.Is(err, staff.ErrNoAccount), errors.Is(err, queue.ErrNoLine), errors.Is(err, queue.ErrNoTicket), errors.Is(err, printer.ErrNoJob):
		return http.StatusNotFound, saysGone
	}
	return http.StatusInternalServerError, saysWrong
}

// A failView is the page for what went wrong.
type failView struct {
	page
	Says  string
	Staff bool // not somebody in the hall with a slip in their hand
}

// fail words err for whoever is at the browser, and logs what somebody has to
// look into.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is there to read it
	}
	status, says := s.word(err)
	var refused *refusal
	if status >= http.StatusInternalServerError || errors.As(err, &refused) && refused.err != nil {
		s.Log.Error("page failed", "method", r.Method, "path", r.URL.Path, "status", status, "err", err)
	}
	name, v := "fail", any(&failView{page{Title: "没有成功", Assets: s.pages.assets}, says, !strings.HasPrefix(strings.ToLower(r.URL.Path), "/t/")})
	if r.Header.Get("HX-Request") != "" {
		name, v = "notice", &notice{Says: says, Bad: true}
	}
	body, drawErr := s.pages.draw(name, v)
	if drawErr != nil {
		s.Log.Error("page failed", "path", r.URL.Path, "err", drawErr)
		http.Error(w, says, status)
		return
	}
	write(w, status, body)
}
