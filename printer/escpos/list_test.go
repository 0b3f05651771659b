package escpos_test

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"yidiantong.org/lobby/printer/escpos"
)

func TestList(t *testing.T) {
	tests := []struct{ bytes, want string }{
		{"", ""},
		{"A001\n", "\"A001\"\n"},
		{"A001", "\"A001\" without line feed\n"},
		{"\n\n", "LF\nLF\n"},
		{"\xc4\xe3\xba\xc3\n", "\"你好\"\n"},
		{"\xfe\x9f\x81\x39\xf3\x38\n", "\"䶮㐱\"\n"},
		{"\xa1\xa1\xc4\xe3\n", "\"　你\"\n"},
		{"\xc4\n", "\"\\xc4\"\n"}, // half a character
		{"\"\n", "\"\\\"\"\n"},
		{"\x1b@", "ESC @ reset\n"},
		{"\x1ba1", "ESC a 49 align centre\n"},
		{"\x1b3\x20\x1b2", "ESC 3 32 line spacing 32\nESC 2 line spacing as usual\n"},
		{"\x1bE\x01\x1bJ\x06", "ESC E 1 bold on\nESC J 6 feed 6 dots\n"},
		{"\x1dV\x00\x1dVA\x05\x1dV1", "GS V 0 cut\nGS V 65 5 cut\nGS V 49 cut\n"},
		{"\x1dr\x01\x10\x04\x02\x10\x05\x02", "GS r 1 answer when here\nDLE EOT 2 answer at once\nDLE ENQ 2 recover\n"},
		{"\x1d(H\x06\x0000abcd", "GS ( H 6 0 48 48 97 98 99 100 answer when printed\n"},
		{"\x1d(k\x04\x001A2\x00", "GS ( k 165 QR model 2\n"},
		{"\x1d(k\x04\x001P0\xff", "GS ( k 180 QR holds \"\\xff\"\n"},
		{"\x1d(k\x00\x00", "GS ( k code \n"},
		{"\x1dv0\x03\x01\x00\x02\x00ab", "GS v 0 m=3 raster of 1 bytes × 2 rows\n"},
		{"\x1dv0\x00\x01\x00\x02\x00a", "GS v 0 cut short after 9 bytes\n"},
		{"\x1b*\x21\x01\x00abc", "ESC * m=33 column picture of 3 bytes\n"},
		{"\x1b", "ESC … cut short after 1 bytes\n"},
		{"\x1dV", "GS V cut short after 2 bytes\n"},
		{"\x1d(k\x05\x001", "GS ( k cut short after 6 bytes\n"},
		{"\x1bz\x00A\n", "?? 0x1b\n\"z\" without line feed\n?? 0x00\n\"A\"\n"},
		{"\x1d(\n", "?? 0x1d\n\"(\"\n"},
		{"\x10\x10\x04\x01", "?? 0x10\nDLE EOT 1 answer at once\n"},
	}
	for _, tt := range tests {
		if got := escpos.List([]byte(tt.bytes)); got != tt.want {
			t.Errorf("List(%q) =\n%swant\n%s", tt.bytes, got, tt.want)
		}
	}
}

// Cut into commands while it trickles in, a stream is still the same stream.
func TestSplit(t *testing.T) {
	face := loadFace(t)
	for _, p := range []escpos.Profile{able, plain} {
		b := encode(t, p, face, everything)
		s := bufio.NewScanner(iotest.OneByteReader(bytes.NewReader(b)))
		s.Split(escpos.Split)
		var got, list []byte
		for s.Scan() {
			got = append(got, s.Bytes()...)
			if s.Bytes()[0] < ' ' && s.Bytes()[0] != '\n' {
				list = append(list, escpos.List(s.Bytes())...)
			}
		}
		if s.Err() != nil || !bytes.Equal(got, b) {
			t.Errorf("%d of %d bytes came through, error %v", len(got), len(b), s.Err())
		}
		if strings.Contains(string(list), "?") || strings.Contains(string(list), "short") {
			t.Errorf("torn commands:\n%s", list)
		}
	}
}

// everything writes one of each command.
func everything(e *escpos.Encoder) {
	e.Reset()
	e.Align(escpos.Centre)
	e.Size(4, 3)
	e.Line("A001")
	e.Size(2, 2)
	e.Line("社会保险")
	e.Size(1, 1)
	e.Line("张䶮")
	e.Feed(1)
	e.QR("HTTPS://QSZ.GOV.CN/T/7K3M9QX2W4B")
	e.Feed(2)
	e.Raster(escpos.NewBitmap(16, 300), true)
	e.Cut()
	e.Ack()
}

// What an Encoder writes, List knows.
func TestListKnowsWhatEncoderWrites(t *testing.T) {
	face := loadFace(t)
	for _, p := range []escpos.Profile{able, plain} {
		list := escpos.List(encode(t, p, face, everything))
		if strings.Contains(list, "??") || strings.Contains(list, "short") || strings.Contains(list, "without") {
			t.Error(list)
		}
	}
}

// List must end, must not panic, and must leave no byte out.
func FuzzList(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, commands, feeds := strings.Count(escpos.List(b), "\n"), 0, 0
		for after := false; len(b) > 0; commands++ {
			n, token, err := escpos.Split(b, true)
			if n < 1 || n > len(b) || n != len(token) || err != nil {
				t.Fatalf("Split(%q) = %d, %q, %v", b, n, token, err)
			}
			if after && b[0] == '\n' {
				feeds++ // it stands on the text's line
			}
			after = b[0] >= ' '
			b = b[n:]
		}
		if lines != commands-feeds {
			t.Errorf("%d lines for %d commands, of which %d end a line", lines, commands, feeds)
		}
	})
}

// seed adds small inputs: the fuzzer would spend its time on making large ones
// smaller.
func seed(f *testing.F) {
	for _, s := range []string{
		"\x1b@\x1c&\x1cS\x00\x00\x1ba\x01\x1d!\x75A001\n\x1d!\x00\x1c!\x00\xc4\xe3\xba\xc3\n\x1dVB\x20",
		"\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\x04\x001P0A\x1d(k\x03\x001Q0",
		"\x1dv0\x00\x01\x00\x02\x00ab\x1bJ\x06\x1bd\x04\x1dr\x01",
		"\x1b@\x1d",
		"\x1d!\x77\x1c!\x0c\x1c&\xc4\xe3\xff\n\x1dV\x00",
		"\x1dv0\x03\xff\xff\xff\xff",
	} {
		f.Add([]byte(s))
	}
}
