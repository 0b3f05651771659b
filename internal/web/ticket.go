package web

import (
	"errors"
	"net/http"
	"regexp"
	"strings"

	"yidiantong.org/lobby/queue"
)

// tokenForm is a token in Crockford's base 32.
var tokenForm = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{11}$`)

// A ticketView is what a phone shows of a ticket: nothing that the paper does not
// say.
type ticketView struct {
	page
	queue.Ticket
	LineName string
	Desk     string // the window's name
	Old      bool   // its day went by before it was done with
	Advice   string
	Phone    string
}

func (s *Server) ticketPage(w http.ResponseWriter, r *http.Request) error {
	// As people type it: Crockford reads O as 0 and I, L as 1.
	token := strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "").Replace(strings.ToUpper(r.PathValue("token")))
	if !tokenForm.MatchString(token) {
		return errNoTicket
	}
	t, err := s.Store.Ticket(r.Context(), token)
	if errors.Is(err, queue.ErrNoTicket) {
		return errNoTicket
	}
	if err != nil {
		return err
	}
	hall, err := s.Store.Hall(r.Context())
	if err != nil {
		return err
	}
	clock, err := s.Store.Clock(r.Context())
	if err != nil {
		return err
	}
	v := &ticketView{Ticket: t, Old: t.Day < clock.Day && (t.State == queue.Waiting || t.State == queue.Called), Advice: hall.Advice, Phone: hall.Phone}
	for _, l := range hall.Lines {
		if l.ID == t.Line {
			v.LineName = l.Name
		}
	}
	for _, d := range hall.Windows {
		if d.ID == t.Window {
			v.Desk = d.Name
		}
	}
	return s.showPublic(w, r, http.StatusOK, "ticket", t.No, v)
}
