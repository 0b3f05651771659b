package kiosk

import (
	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/kiosk/screen"
	"yidiantong.org/lobby/kiosk/theme"
)

// A Library is what the township publishes, as it is now. The glass asks at every
// step of a visit, so what has changed is there at the next one; it asks on the
// goroutine that draws, and the answer must be at hand.
type Library interface {
	Affairs() affairs.Catalogue
	Guides() guide.Book
	Roster() roster.Roster
	Picture(name string) []byte // nil when there is none
}

// buildLibrary makes the screens on which residents read.
func (s *Shell) buildLibrary(k *theme.Kit, place theme.Rect, offers *screen.Offers) {
	picture := s.o.Library.Picture
	s.items = screen.NewList(k, place)
	s.item = screen.NewArticle(k, place, picture, s.showPhoto)
	s.photo = screen.NewPhoto(k, place, picture)
	s.guides = screen.NewList(k, place)
	s.guide = screen.NewArticle(k, place, picture, s.showPhoto)
	offers.Affair, offers.Guides = s.showAffair, s.showGuides
}

func (s *Shell) today() calendar.Day { return calendar.DayOf(s.moment.Now) }

func (s *Shell) showAffair(a affairs.Affair) {
	s.items.Show(func() screen.Listing {
		return screen.ListAffair(s.o.Library.Affairs(), a, s.today(), s.showItem)
	})
	s.show(s.items)
}

// showItem shows an item; one that has meanwhile been taken down leaves the list.
func (s *Shell) showItem(id string) {
	i, ok := s.o.Library.Affairs().Item(id, s.today())
	if !ok {
		s.draw()
		return
	}
	s.item.Show(screen.ReadItem(i))
	s.show(s.item)
}

func (s *Shell) showGuides() {
	s.guides.Show(func() screen.Listing { return screen.ListGuides(s.o.Library.Guides(), s.showGuide) })
	s.show(s.guides)
}

// showGuide shows a guide, and from it the way to a number of its line.
func (s *Shell) showGuide(id string) {
	book := s.o.Library.Guides()
	g, ok := book.Guide(id)
	if !ok {
		s.draw()
		return
	}
	r := screen.ReadGuide(g, book, s.o.Library.Roster(), s.moment.Line(g.Line))
	r.OnDo = func() { s.pick(s.moment.Line(g.Line)) }
	s.guide.Show(r)
	s.show(s.guide)
}

func (s *Shell) showPhoto(p doc.Picture) {
	s.photo.Show(p)
	s.show(s.photo)
}
