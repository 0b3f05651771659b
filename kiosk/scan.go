package kiosk

import (
	"regexp"
	"strings"
	"time"

	"fyne.io/fyne/v2"
)

// A scanner tells a code that was scanned from keys that somebody pressed: a
// scanner is a keyboard that types a whole code at once and Enter after it.
type scanner struct {
	typed strings.Builder
	last  time.Time
}

// pause is the longest between two keys of one scan; longest is more than any
// code holds.
const (
	pause   = 300 * time.Millisecond
	longest = 256
)

// code is a ticket's code: T/ and a token, alone or at the end of an address.
var code = regexp.MustCompile(`(?i)^(?:.*/)?T/([0-9A-HJKMNP-TV-Z]{11})$`)

func (c *scanner) rune(r rune, now time.Time) {
	if now.Sub(c.last) > pause || c.typed.Len() >= longest {
		c.typed.Reset()
	}
	c.last = now
	c.typed.WriteRune(r)
}

// enter returns the token of the ticket that was scanned, empty when that was
// none.
func (c *scanner) enter(now time.Time) string {
	typed := c.typed.String()
	c.typed.Reset()
	if now.Sub(c.last) > pause {
		return ""
	}
	m := code.FindStringSubmatch(strings.TrimSpace(typed))
	if m == nil {
		return ""
	}
	return strings.ToUpper(m[1])
}

func (s *Shell) typedRune(r rune) { s.scan.rune(r, s.clock()) }

func (s *Shell) typedKey(e *fyne.KeyEvent) {
	if e.Name != fyne.KeyReturn && e.Name != fyne.KeyEnter {
		return
	}
	if token := s.scan.enter(s.clock()); token != "" {
		s.scanned(token)
	}
}
