package spool

import "yidiantong.org/lobby/printer"

// A reply is what a byte from the printer means.
type reply int

const (
	noise   reply = iota // nothing that a printer says
	aside                // flow control, or a status that nobody asked for
	status               // the answer to DLE EOT
	receipt              // the answer to GS r: the printer has come as far as that
)

// An ear tells the printer's answers apart. They bear no names, only bits that
// are always set or always clear.
type ear struct {
	asb int // bytes of an automatic status that are still to come; they look like receipts
}

func (e *ear) hear(b byte) reply {
	if e.asb > 0 && b&0x90 == 0 {
		e.asb--
		return aside
	}
	e.asb = 0
	switch {
	case b == 0x11, b == 0x13: // XON, XOFF
		return aside
	case b&0x93 == 0x12:
		return status
	case b&0x93 == 0x10:
		e.asb = 3
		return aside
	case b&0x90 == 0:
		return receipt
	}
	return noise
}

// answers are those to DLE EOT 1 to 4; an answer that was not asked for is calm.
type answers [5]byte

const calm = 0x12

// fault names what must be put right first.
func (a answers) fault() printer.Fault {
	switch {
	case a[2]&0x04 != 0:
		return printer.Cover
	case a[2]&0x20 != 0, a[4]&0x60 != 0:
		return printer.PaperOut
	case a[3]&0x08 != 0:
		return printer.Cutter
	case a[3]&0x20 != 0:
		return printer.Broken
	case a[3]&0x40 != 0, a[2]&0x40 != 0, a[1]&0x08 != 0: // a hot head, the feed button, anything else
		return printer.Offline
	}
	return printer.OK
}

func (a answers) nearEnd() bool { return a[4]&0x0C != 0 }
