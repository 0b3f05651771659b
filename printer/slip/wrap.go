package slip

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"yidiantong.org/lobby/printer/escpos"
)

// No line begins with one of notFirst, and none ends with one of notLast
// (标点避头尾). A dash and an ellipsis have two characters, which stay together.
const (
	notFirst = "，。、；：！？）》〉」』】〕｝”’…—～·％℃,.;:!?)]}%"
	notLast  = "（《〈「『【〔｛“‘￥—([{"
)

// wrap breaks s, which has no space at its ends, into lines of at most columns
// cells: as few as possible, as even as possible, since a centred line of one
// character looks forgotten, and rather after a punctuation mark than in the
// middle of a phrase.
func wrap(s string, columns int) []string {
	return lay(s, columns, midPhrase, func(width int, _ bool) int { return width * width })
}

// flow breaks s like wrap, but fills the lines, as text is set that begins at the
// left, and leaves more than a character or two to the last.
func flow(s string, columns int) []string {
	return lay(s, columns, 0, func(width int, last bool) int {
		switch {
		case last && width < 6:
			return widow
		case last:
			return 0
		}
		return (columns - width) * (columns - width)
	})
}

// lay breaks s in the way that costs least.
func lay(s string, columns, midPhrase int, lineCost func(width int, last bool) int) []string {
	if escpos.Cells(s) <= columns {
		return []string{s}
	}
	text := []rune(s)
	// best[i] is the best way to set text[:i], which ends a line.
	type way struct {
		cost int
		from int // where its last line begins
	}
	best := make([]way, len(text)+1)
	for i := 1; i <= len(text); i++ {
		best[i].cost = math.MaxInt
		width := 0
		for j := i - 1; j >= 0; j-- {
			width += escpos.Cells(string(text[j]))
			if width > columns {
				break
			}
			if best[j].cost == math.MaxInt {
				continue
			}
			cost := best[j].cost + perLine + lineCost(width, i == len(text)) + breakCost(text, i, midPhrase)
			if cost < best[i].cost {
				best[i] = way{cost, j}
			}
		}
	}
	var lines []string
	for i := len(text); i > 0; i = best[i].from {
		if line := strings.Trim(string(text[best[i].from:i]), " "); line != "" {
			lines = append(lines, line)
		}
	}
	slices.Reverse(lines)
	return lines
}

// What a way to break text costs. The squares of the lines' widths are added up:
// the sum is least when the lines are even. A break in the middle of a phrase
// counts as much as lines of 20 cells more and 20 less would have.
const (
	perLine   = 1e5
	midPhrase = 400
	forbidden = 1e7
	widow     = 100 // as much as a line ten cells short
	unit      = 60  // 3 at the end of a line, and 号窗口 on the next
)

// breakCost is what ending a line before text[i] costs.
func breakCost(text []rune, i, midPhrase int) int {
	if i == len(text) {
		return 0
	}
	before, after := text[i-1], text[i]
	last := i - 1 // that is seen on the line
	for last > 0 && text[last] == ' ' {
		last--
	}
	switch {
	case after == ' ', strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, text[last]):
		return forbidden
	case before == ' ':
		return 0
	case before < utf8.RuneSelf && after < utf8.RuneSelf: // inside a word or a number
		return forbidden
	case strings.ContainsRune(notFirst, before), strings.ContainsRune(notLast, after):
		return 0
	case '0' <= before && before <= '9':
		return midPhrase + unit
	}
	return midPhrase
}
