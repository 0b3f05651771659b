package escpos

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// Cells returns the width of s in half-width characters: a Chinese character
// takes two, and so does everything else beyond ASCII.
func Cells(s string) int {
	n := 0
	for _, r := range s {
		n += cells(r)
	}
	return n
}

func cells(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	return 2
}

// Prints reports whether the printer's ROM holds every character of s, as far
// as Charset promises. What a ROM lacks comes out as a question mark or as
// nothing, so an [Encoder] draws a line that has such a character.
func (p Profile) Prints(s string) bool {
	c := newCharset(p.Charset)
	_, ok := c.encode(nil, s)
	return ok
}

// A charset encodes text for a ROM.
type charset struct {
	name string
	gb   transform.Transformer
	rune [utf8.UTFMax]byte // here, since what an interface is given escapes
	code [4]byte
}

func newCharset(name string) charset {
	return charset{name: name, gb: simplifiedchinese.GB18030.NewEncoder().Transformer}
}

// encode appends s to dst in GB18030, of which GB 2312 and GBK are parts. It
// reports false when the ROM does not hold all of s.
func (c *charset) encode(dst []byte, s string) ([]byte, bool) {
	for _, r := range s {
		if r < utf8.RuneSelf {
			if r < ' ' || r == 0x7F {
				return dst, false
			}
			dst = append(dst, byte(r))
			continue
		}
		n, _, err := c.gb.Transform(c.code[:], utf8.AppendRune(c.rune[:0], r), true)
		if err != nil || !c.holds(r, c.code[:n]) {
			return dst, false
		}
		dst = append(dst, c.code[:n]...)
	}
	return dst, true
}

// holds reports whether the ROM holds r, whose GB18030 code is b. x/text keeps
// the three standards in one table, so the borders between them are here. Where
// other tables differ from that one (testdata/iconv.txt), its code has four bytes
// and is not held.
func (c *charset) holds(r rune, b []byte) bool {
	if r == utf8.RuneError {
		return false
	}
	if len(b) != 2 {
		// Of the four-byte codes GB 18030-2000 made only Extension A mandatory.
		return c.name == "gb18030" && r >= 0x3400 && r <= 0x4DB5
	}
	switch c.name {
	case "gb18030", "gb18030-2byte":
		return true
	case "gbk":
		return gbk(b[0], b[1])
	}
	return gb2312(b[0], b[1])
}

// gbk reports whether a code of GB18030 is in GBK already.
func gbk(hi, lo byte) bool {
	switch hi {
	case 0xA2:
		return lo != 0xE3 // the euro sign
	case 0xA6:
		return lo < 0xD9 || lo > 0xDF && lo != 0xEC && lo != 0xED && lo != 0xF3 && lo < 0xF6
	case 0xA8:
		return lo != 0xBC && lo != 0xBF
	case 0xA9:
		return lo < 0x89 || lo > 0x95
	case 0xFE:
		return lo < 0x50 // 䶮 and its like came with GB18030
	}
	return true
}

// gb2312 reports whether a code of GB18030 is in GB 2312 already.
func gb2312(hi, lo byte) bool {
	switch hi {
	case 0xA1, 0xA3:
		return lo >= 0xA1
	case 0xA2:
		return lo >= 0xB1 && lo <= 0xE2 || lo >= 0xE5 && lo <= 0xEE || lo >= 0xF1 && lo <= 0xFC
	case 0xA4:
		return lo >= 0xA1 && lo <= 0xF3
	case 0xA5:
		return lo >= 0xA1 && lo <= 0xF6
	case 0xA6:
		return lo >= 0xA1 && lo <= 0xB8 || lo >= 0xC1 && lo <= 0xD8
	case 0xA7:
		return lo >= 0xA1 && lo <= 0xC1 || lo >= 0xD1 && lo <= 0xF1
	case 0xA8:
		return lo >= 0xA1 && lo <= 0xBA || lo >= 0xC5 && lo <= 0xE9
	case 0xA9:
		return lo >= 0xA4 && lo <= 0xEF
	case 0xD7:
		return lo >= 0xA1 && lo <= 0xF9
	}
	return hi >= 0xB0 && hi <= 0xF7 && lo >= 0xA1
}
