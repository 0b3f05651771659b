package slip_test

import (
	"fmt"
	"testing"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/slip"
)

// The plain ticket, from its values to its bytes. Others on an equal slip, as
// measured for this project: escpos-php 182 B and 338 µs, receipt-printer-encoder
// 219 B and 219 µs, hennedo/escpos 264 B and 7.8 µs with native codes; receiptline
// 3199 B and 564 µs with a drawn one.
func BenchmarkTicket(b *testing.B) {
	epson := profile(b, "epson-80")
	doubled, drawn := epson, epson
	doubled.QR, drawn.QR, drawn.Double = "raster", "raster", false
	face := loadFace(b)
	for _, bb := range []struct {
		name      string
		p         escpos.Profile
		most      float64 // bytes
		microsecs float64
		peerBytes float64 // the best of the others
		peerTime  float64 // µs
	}{
		{"native", epson, 180, 5, 182, 7.8},
		{"doubled", doubled, 500, 200, 3199, 564},
		{"drawn", drawn, 1500, 200, 3199, 564},
	} {
		b.Run(bb.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				out, err := slip.Render(bb.p, face, printer.TicketSlip, plainTicket, 0)
				if err != nil {
					b.Fatal(err)
				}
				n = len(out)
			}
			b.ReportMetric(float64(n), "B/slip")
			b.ReportMetric(bb.most, "B/limit")
			b.ReportMetric(bb.peerBytes, "B/peer")
			b.ReportMetric(bb.microsecs*1e3, "ns/limit")
			b.ReportMetric(bb.peerTime*1e3, "ns/peer")
			b.ReportAllocs()
		})
	}
}

// How long until the plain ticket is in the hand, by wire and mechanism, beside
// what the mechanism alone would need. It is a calculation: nothing is printed.
func BenchmarkSlipInHand(b *testing.B) {
	face := loadFace(b)
	for _, p := range profiles(b) {
		paper := papers(b)[0].bytes(b, p, face)
		m, err := escpos.Render(paper, p, face)
		if err != nil {
			b.Fatal(err)
		}
		dots := m.Bounds().Dy() - 2*table
		for _, baud := range []int{9600, 19200, 115200} {
			b.Run(fmt.Sprintf("%s/%d", p.Name, baud), func(b *testing.B) {
				var seconds float64
				for b.Loop() {
					seconds = inHand(b, paper, p, baud, dots)
				}
				b.ReportMetric(float64(len(paper)), "B/slip")
				b.ReportMetric(float64(dots)/escpos.DotsPerMM, "mm/slip")
				b.ReportMetric(seconds, "s/slip")
				b.ReportMetric(mechanism(p, dots), "s/limit")
				b.ReportMetric(0, "ns/op") // means nothing here
			})
		}
	}
}

// mechanism is how long so much paper takes, in seconds.
func mechanism(p escpos.Profile, dots int) float64 {
	const cut = 0.4
	seconds := float64(dots) / float64(escpos.DotsPerMM*p.Speed)
	if p.Cutter {
		seconds += cut
	}
	return seconds
}

// inHand lets commands come over the wire and be printed as they come. dots is
// how long the slip is: what no other command moves, the printer's own code does.
func inHand(b *testing.B, slip []byte, p escpos.Profile, baud, dots int) float64 {
	speed := float64(escpos.DotsPerMM * p.Speed)
	var wire, done float64 // seconds
	tall, native := 1, -1.0
	print := func(n int) {
		done = max(done, wire) + float64(n)/speed
		dots -= n
	}
	for len(slip) > 0 {
		n, token, err := escpos.Split(slip, true)
		if err != nil {
			b.Fatal(err)
		}
		slip = slip[n:]
		wire += float64(n) * 10 / float64(baud)
		switch {
		case token[0] == '\n':
			print(max(30, 24*tall))
		case token[0] < ' ' && len(token) > 2:
			switch string(token[:2]) {
			case "\x1bd":
				print(30 * int(token[2]))
			case "\x1bJ":
				print(int(token[2]))
			case "\x1d!":
				tall = int(token[2]&7) + 1
			case "\x1dv":
				print(int(token[6]) * (1 + int(token[3])/3))
			case "\x1d(":
				native = max(done, wire)
			}
		}
	}
	if native >= 0 {
		done = max(done, native)
	}
	return max(done, wire) + mechanism(p, dots)
}
