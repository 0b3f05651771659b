package spool

import (
	"testing"

	"yidiantong.org/lobby/printer"
)

func TestEar(t *testing.T) {
	for _, tt := range []struct {
		what string
		says []byte
		want []reply
	}{
		{"online", []byte{0x12}, []reply{status}},
		{"offline, feed button, waiting", []byte{0x1A, 0x52, 0x32}, []reply{status, status, status}},
		{"paper there", []byte{0x00}, []reply{receipt}},
		{"paper's near end", []byte{0x03}, []reply{receipt}},
		{"flow control", []byte{0x11, 0x13}, []reply{aside, aside}},
		{"automatic status", []byte{0x10, 0x00, 0x00, 0x0F}, []reply{aside, aside, aside, aside}},
		{"automatic status, cover open, then an answer", []byte{0x38, 0x00, 0x00, 0x00, 0x00}, []reply{aside, aside, aside, aside, receipt}},
		{"automatic status cut short by an answer", []byte{0x10, 0x00, 0x12, 0x00}, []reply{aside, aside, status, receipt}},
		{"no printer", []byte{0xFF, 0x80, 0x9F}, []reply{noise, noise, noise}},
	} {
		var e ear
		for i, b := range tt.says {
			if got := e.hear(b); got != tt.want[i] {
				t.Errorf("%s: byte %d of % x means %d, want %d", tt.what, i, tt.says, got, tt.want[i])
			}
		}
	}
}

func TestFaultNamesWhatComesFirst(t *testing.T) {
	for _, tt := range []struct {
		what string
		a    answers
		want printer.Fault
		near bool
	}{
		{"all well", answers{0, 0x12, 0x12, 0x12, 0x12}, printer.OK, false},
		{"drawer kicked", answers{0, 0x16, 0x12, 0x12, 0x12}, printer.OK, false},
		{"paper runs low", answers{0, 0x12, 0x12, 0x12, 0x1E}, printer.OK, true},
		{"paper out", answers{0, 0x1A, 0x32, 0x12, 0x7E}, printer.PaperOut, true},
		{"paper out, sensor only", answers{0, 0x1A, 0x12, 0x12, 0x72}, printer.PaperOut, false},
		{"cover open, no paper seen", answers{0, 0x1A, 0x36, 0x12, 0x72}, printer.Cover, false},
		{"cutter", answers{0, 0x1A, 0x52, 0x1A, 0x12}, printer.Cutter, false},
		{"broken", answers{0, 0x1A, 0x52, 0x32, 0x12}, printer.Broken, false},
		{"head too hot", answers{0, 0x1A, 0x52, 0x52, 0x12}, printer.Offline, false},
		{"some error", answers{0, 0x1A, 0x52, 0x12, 0x12}, printer.Offline, false},
		{"offline", answers{0, 0x1A, 0x12, 0x12, 0x12}, printer.Offline, false},
	} {
		if got := tt.a.fault(); got != tt.want || tt.a.nearEnd() != tt.near {
			t.Errorf("%s: % x is %q, near end %v; want %q, %v", tt.what, tt.a[1:], got, tt.a.nearEnd(), tt.want, tt.near)
		}
	}
}

// Whatever comes down the wire, a status is one that DLE EOT can have, a receipt
// is one that GS r can have, and an automatic status is never longer than it is.
func FuzzEar(f *testing.F) {
	f.Add([]byte{0x12, 0x12, 0x12, 0x12, 0x00})
	f.Add([]byte{0x10, 0x00, 0x00, 0x00, 0x00, 0x11, 0x13})
	f.Add([]byte{0xFF, 0x18, 0x10, 0x10, 0x00})
	f.Fuzz(func(t *testing.T, says []byte) {
		var e ear
		asides := 0
		for i, b := range says {
			r := e.hear(b)
			if r == aside && b != 0x11 && b != 0x13 {
				asides++
				if b&0x93 == 0x10 {
					asides = 1
				}
			} else if b != 0x11 && b != 0x13 {
				asides = 0
			}
			switch {
			case r == status && b&0x93 != 0x12, r == receipt && b&0x90 != 0, asides > 4:
				t.Fatalf("byte %d of % x means %d", i, says, r)
			}
		}
		var a answers
		for i := range min(len(says), len(a)) {
			a[i] = says[i]
		}
		if says, _ := (printer.Status{Fault: a.fault(), NearEnd: a.nearEnd()}).Words(); says == "" {
			t.Fatalf("% x: nothing to say", a)
		}
	})
}
