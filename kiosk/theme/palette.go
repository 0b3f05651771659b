package theme

import "image/color"

// The palette. Every text colour stands at 7:1 or better on what it is written
// on; a test of the screens measures it.
const (
	Paper    = Tone(0xF7F3EC) // behind everything
	White    = Tone(0xFFFFFF) // cards
	Ink      = Tone(0x221D19) // text
	InkSoft  = Tone(0x4F4841) // second text
	Hairline = Tone(0xE5DCD0) // around and between
	Bronze   = Tone(0x8A6A43) // the shadow of cards
	Arrow    = Tone(0xC0A67E) // what leads on, beside words that say so

	Red     = Tone(0x9C1219) // the house colour, 中国红 in the shade
	RedDeep = Tone(0x6E090E)
	Cream   = Tone(0xFFE9C6) // second text on red
	Gold    = Tone(0xFFD27A)
	GoldTop = Tone(0xFFE09A) // 取号
	GoldEnd = Tone(0xFBC154)
	Maroon  = Tone(0x560509) // text on gold
	Amber   = Tone(0xB86A00) // the shadow of gold

	Good     = Tone(0xE3F3E6) // something works
	GoodInk  = Tone(0x0B4526)
	GoodDot  = Tone(0x86E395)
	Warn     = Tone(0xFFEDC9) // something does not
	WarnInk  = Tone(0x5B3100)
	WarnDot  = Tone(0xFFC453)
	Closed   = Tone(0xECE6DD) // a line that gives no numbers
	ClosedHi = Tone(0xF1ECE4)
	Stone    = Tone(0x534B44) // its badge
)

// LineTones are the colours of lines, in order and round again, so that a person
// who reads little can be told which one: 点绿色的那个.
func LineTones() []Tone {
	return []Tone{0x9C1219, 0x1B4B91, 0x0F5A3C, 0x8A3B00, 0x5B2A86, 0x00545E, 0x7E1550, 0x4E4A12}
}

// A Tone is an opaque colour, written 0xRRGGBB.
type Tone uint32

// RGBA makes a Tone a color.Color.
func (t Tone) RGBA() (r, g, b, a uint32) { return t.Alpha(255).RGBA() }

// Alpha returns the colour at an opacity of a/255.
func (t Tone) Alpha(a uint8) color.NRGBA {
	return color.NRGBA{R: uint8(t >> 16), G: uint8(t >> 8), B: uint8(t), A: a}
}

// Mix returns the colour that lies f of the way from t to u.
func (t Tone) Mix(u Tone, f float32) Tone {
	part := func(shift uint) Tone {
		a, b := float32(t>>shift&255), float32(u>>shift&255)
		return Tone(a+(b-a)*f+0.5) << shift
	}
	return part(16) | part(8) | part(0)
}
