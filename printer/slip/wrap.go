package slip

import (
	"strings"
	"unicode/utf8"

	"yidiantong.org/lobby/printer/escpos"
)

// No line begins with one of notFirst, and none ends with one of notLast
// (标点避头尾).
const (
	notFirst = "，。、；：！？）》」』”’…"
	notLast  = "（《“‘「『"
)

// wrap breaks s into lines of at most columns cells, as few as possible and
// then as even as possible: a centred line of one character looks forgotten.
func wrap(s string, columns int) []string {
	s = strings.TrimSpace(s)
	if escpos.Cells(s) <= columns {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	lines := fill(s, columns)
	for narrow := escpos.Cells(s) / len(lines); narrow < columns; narrow++ {
		if even := fill(s, narrow); len(even) == len(lines) {
			return even
		}
	}
	return lines
}

// fill breaks s into lines, each as full as it may be.
func fill(s string, columns int) []string {
	var lines []string
	for s != "" {
		n := lineEnd(s, columns)
		lines = append(lines, strings.TrimRight(s[:n], " "))
		s = strings.TrimLeft(s[n:], " ")
	}
	return lines
}

// lineEnd returns how many bytes of s go on a line: up to the last place where
// a line may end or, where there is none, as many as fit.
func lineEnd(s string, columns int) int {
	end, width := 0, 0
	before := ' '
	for i, r := range s {
		if i > 0 && mayBreak(before, r) {
			end = i
		}
		width += escpos.Cells(string(r))
		if width > columns {
			if end == 0 {
				end = max(i, utf8.RuneLen(r))
			}
			return end
		}
		before = r
	}
	return len(s)
}

// mayBreak reports whether a line may end between two characters: not inside a
// word or a number, and not where a punctuation mark would stand alone.
func mayBreak(before, after rune) bool {
	switch {
	case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before), after == ' ':
		return false
	case before == ' ':
		return true
	}
	return before >= utf8.RuneSelf || after >= utf8.RuneSelf
}
