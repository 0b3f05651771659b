package escpos_test

import (
	"io"
	"testing"

	qrcode "github.com/skip2/go-qrcode"

	"yidiantong.org/lobby/printer/escpos"
)

// A line with a rare character must be drawn before it can be sent.
func BenchmarkRareLine(b *testing.B) {
	e := escpos.NewEncoder(io.Discard, plain, loadFace(b))
	for b.Loop() {
		e.Line("张䶮，请到三号窗口")
	}
}

// The modules alone: what a drawn code costs at least.
func BenchmarkModules(b *testing.B) {
	for b.Loop() {
		q, err := qrcode.New("HTTPS://QSZ.GOV.CN/T/7K3M9QX2W4B", qrcode.Medium)
		if err != nil {
			b.Fatal(err)
		}
		q.Bitmap()
	}
}

func BenchmarkRender(b *testing.B) {
	face := loadFace(b)
	slip := encode(b, able, face, everything)
	for b.Loop() {
		draw(b, slip, able, face)
	}
}
