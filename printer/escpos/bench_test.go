package escpos_test

import (
	"io"
	"testing"

	"yidiantong.org/lobby/printer/escpos"
)

// A line with a rare character must be drawn before it can be sent.
func BenchmarkRareLine(b *testing.B) {
	e := escpos.NewEncoder(io.Discard, plain, loadFace(b))
	for b.Loop() {
		e.Line("张䶮，请到三号窗口")
	}
}

func BenchmarkRender(b *testing.B) {
	face := loadFace(b)
	slip := encode(b, able, face, everything)
	for b.Loop() {
		draw(b, slip, able, face)
	}
}
