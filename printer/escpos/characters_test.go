package escpos_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/printer/escpos"
)

var update = flag.Bool("update", false, "rewrite testdata/iconv.txt with where the tables differ now")

// charsets are all that a profile can promise.
var charsets = []string{"gb2312", "gbk", "gb18030-2byte", "gb18030"}

// fullFace is what a lobby prints with: the bundled face, and behind it the one
// that has Extensions B to F.
func fullFace(t testing.TB) *escpos.Face {
	t.Helper()
	rare, err := os.ReadFile("../../assets/fonts/HanaMinB.ttf")
	if err != nil {
		t.Fatalf("%v: make assets fetches it from Debian's fonts-hanazono", err)
	}
	f, err := escpos.LoadFace(assets.Regular, rare)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lines returns the lines of a file in testdata that are no comments.
func lines(t testing.TB, file string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(string(b)), "\n")
	return slices.DeleteFunc(all, func(s string) bool { return strings.HasPrefix(s, "#") })
}

func standard(t testing.TB) []rune {
	t.Helper()
	all := []rune(strings.Join(lines(t, "8105.txt"), ""))
	if len(all) != 8105 {
		t.Fatalf("%d characters in testdata/8105.txt", len(all))
	}
	return all
}

// Whatever a printer's ROM holds, the characters that names are made of come
// out: those that it has as text, the others drawn, none as a box.
func TestCharactersPrint(t *testing.T) {
	face := fullFace(t)
	words := make([]string, 0, 8200)
	for _, r := range standard(t) {
		words = append(words, string(r))
	}
	names := lines(t, "names.txt")
	if len(names) != 50 {
		t.Errorf("%d names, want 50", len(names))
	}
	for _, line := range names {
		name, _, _ := strings.Cut(line, " ")
		for _, r := range name {
			words = append(words, string(r))
		}
		words = append(words, name)
	}
	for _, charset := range charsets {
		p := plain
		p.Charset = charset
		box := encode(t, p, face, func(e *escpos.Encoder) { e.Line("\U0010FFFF") })
		blank := encode(t, p, face, func(e *escpos.Encoder) { e.Line("\u3000\U0010FFFF") })[:len(box)/2] // its first half
		drawn := 0
		for _, w := range words {
			b := encode(t, p, face, func(e *escpos.Encoder) { e.Line(w) })
			if !bytes.HasPrefix(b, []byte("\x1dv0")) {
				if got := decode(t, b); got != w+"\n" {
					t.Errorf("%s: %q is sent as %q", charset, w, got)
				}
				continue
			}
			drawn++
			if bytes.Equal(b, box) || bytes.Equal(b[:len(blank)], blank) {
				t.Errorf("%s: %q is a box or nothing", charset, w)
			}
		}
		t.Logf("%s: %d of %d drawn", charset, drawn, len(words))
		if drawn == 0 || drawn == len(words) {
			t.Errorf("%s: %d of %d drawn", charset, drawn, len(words))
		}
	}
}

func decode(t *testing.T, b []byte) string {
	t.Helper()
	s, err := simplifiedchinese.GB18030.NewDecoder().String(string(b))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is sent as text is what glibc's table has too. Where the two differ, a
// ROM may follow either, so there the line is drawn.
func TestIconvAgrees(t *testing.T) {
	var all []rune
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if r&^0xFFFF == 0 && unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Co) || unicode.Is(unicode.Unified_Ideograph, r) {
			all = append(all, r)
		}
	}
	ideographs := 0
	p := escpos.Profile{Width: 384, Charset: "gb18030"}
	known := exceptions(t)
	var differ []rune
	for i, theirs := range iconv(t, all) {
		r := all[i]
		if unicode.Is(unicode.Unified_Ideograph, r) {
			ideographs++
		}
		if ours, err := simplifiedchinese.GB18030.NewEncoder().String(string(r)); err != nil || ours != theirs {
			differ = append(differ, r)
			if !known[r] && !*update {
				t.Errorf("%c %U: x/text has % x, error %v, iconv % x, and it is not in testdata/iconv.txt", r, r, ours, err, theirs)
			}
		}
		if !p.Prints(string(r)) {
			continue
		}
		if got := string(encode(t, p, nil, func(e *escpos.Encoder) { e.Line(string(r)) })); got != theirs+"\n" {
			t.Errorf("%c %U: sent % x, iconv has % x", r, r, got, theirs)
		}
	}
	for r := range known {
		if p.Prints(string(r)) {
			t.Errorf("%c %U: sent as text, though tables differ", r, r)
		}
	}
	t.Logf("%d characters, of which %d ideographs; the tables differ at %d", len(all), ideographs, len(differ))
	if ideographs < 90_000 {
		t.Errorf("%d ideographs, want all", ideographs)
	}
	if *update {
		writeExceptions(t, differ)
	}
}

// iconv returns the GB18030 code of each character, by glibc; none for what it
// does not know.
func iconv(t *testing.T, all []rune) []string {
	t.Helper()
	var in strings.Builder
	for _, r := range all {
		fmt.Fprintf(&in, "%c\n", r)
	}
	cmd := exec.CommandContext(t.Context(), "iconv", "-c", "-f", "UTF-8", "-t", "GB18030")
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.Output() // fails after leaving out what it does not know
	codes := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(codes) != len(all) {
		t.Fatalf("iconv: %d of %d characters, error %v; it comes with Debian's libc-bin", len(codes), len(all), err)
	}
	return codes
}

// exceptions reads where the tables are known to differ.
func exceptions(t *testing.T) map[rune]bool {
	t.Helper()
	known := make(map[rune]bool)
	for _, line := range lines(t, "iconv.txt") {
		var from, to rune
		if _, err := fmt.Sscanf(line, "%X-%X", &from, &to); err != nil {
			t.Fatalf("iconv.txt: %q: %v", line, err)
		}
		for r := from; r <= to; r++ {
			known[r] = true
		}
	}
	return known
}

func writeExceptions(t *testing.T, differ []rune) {
	t.Helper()
	var s strings.Builder
	fmt.Fprintf(&s, "# The %d characters whose GB18030 code differs between golang.org/x/text and glibc 2.36. They are drawn.\n", len(differ))
	for i := 0; i < len(differ); {
		n := i
		for n+1 < len(differ) && differ[n+1] == differ[n]+1 {
			n++
		}
		what := "private use"
		if !unicode.Is(unicode.Co, differ[i]) {
			what = string(differ[i : n+1])
		}
		fmt.Fprintf(&s, "%X-%X %s\n", differ[i], differ[n], what)
		i = n + 1
	}
	if err := os.WriteFile("testdata/iconv.txt", []byte(s.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
