// Package printertest is a thermal printer without paper. It reads ESC/POS,
// answers DLE EOT and GS r as printers do, fails on cue, and keeps what would
// have come out of the slot.
//
// A [Printer] is reached in memory ([Printer.Open]) or over a pty ([Plug]).
package printertest

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// Off is a fault beside those of package printer: no power. What was read and
// not yet printed is lost. Switched on again, the printer sends a NUL, as many
// do; it looks like an answer to GS r.
const Off printer.Fault = "off"

// ErrUnplugged is returned while the printer is [printer.Missing].
var ErrUnplugged = errors.New("the printer is not plugged in")

// Options say which printer it is.
type Options struct {
	Profile escpos.Profile

	// Paced makes the wire as slow as the profile's baud rate and the paper as
	// slow as its speed. Otherwise nothing takes any time.
	Paced bool

	// Eager makes it answer GS r when it has read it, though what came before
	// is still to be printed. Many printers do.
	Eager bool

	// Late is how long every answer takes.
	Late time.Duration
}

// A Printer is the machine. Its methods may be called from any goroutine.
type Printer struct {
	opt Options

	mu      sync.Mutex
	fault   printer.Fault
	nearEnd bool
	cue     cue
	noise   *rand.Rand // what it says when it is garbled
	changed chan struct{}

	wire wire // nil while nobody is connected

	in      []byte // a command whose end is still to come
	queue   []command
	size    int // bytes in queue
	working *time.Timer
	tall    int // of the characters in this line, in dots

	piece []byte // of the paper that hangs out of the slot
	text  bool   // in the line, and not on paper yet
	ink   bool   // on the piece
	slips [][]byte

	read, done int // bytes since the cue was set
}

// A wire takes answers back and is told when the printer is pulled off it.
type wire interface {
	answer(b []byte)
	hangUp()
}

// A command that waits to be printed.
type command struct {
	raw      []byte
	answered bool
}

// A cue is a fault that strikes after some bytes.
type cue struct {
	set   bool
	after int
	fault printer.Fault
}

// New returns a printer that has paper and is switched on.
func New(opt Options) *Printer {
	return &Printer{opt: opt, noise: rand.New(rand.NewPCG(1, 2)), changed: make(chan struct{})}
}

// Set makes the printer fail in one way at once, or with [printer.OK] puts
// everything right: paper is loaded, the cover shut. What it had read and not
// printed is printed then. A cue is forgotten.
func (p *Printer) Set(f printer.Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cue.set = false
	p.set(f)
}

// At lets f strike when n more bytes of slips have been printed if it is a fault
// of the mechanism, and have been read if it is one of the wire.
func (p *Printer) At(n int, f printer.Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cue, p.read, p.done = cue{set: true, after: n, fault: f}, 0, 0
	p.strike(p.read, false)
}

// SetNearEnd makes the paper run low, or full again.
func (p *Printer) SetNearEnd(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.nearEnd = on
	p.tell()
}

// Blurt makes the printer say what nobody asked for.
func (p *Printer) Blurt(b ...byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wire != nil {
		p.wire.answer(b)
	}
}

// Fault returns what is wrong with it now.
func (p *Printer) Fault() printer.Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault
}

// NearEnd reports whether the paper runs low.
func (p *Printer) NearEnd() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.nearEnd
}

// Slips returns the bytes that each slip was printed from, the oldest first. A
// slip ends where it is cut. A printer without a blade never knows: there it
// ends where the host asks whether it has been printed (GS r) or begins afresh
// (ESC @). Paper with nothing on it is not a slip.
func (p *Printer) Slips() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.slips)
}

// Piece returns the bytes of the slip that hangs out of the slot and is not
// complete; none when nothing is on it yet.
func (p *Printer) Piece() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ink {
		return nil
	}
	return slices.Clone(p.piece)
}

// Changed returns a channel that is closed at the next slip or fault.
func (p *Printer) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// tell wakes those who watch.
func (p *Printer) tell() {
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Printer) set(f printer.Fault) {
	if f == p.fault {
		return
	}
	if p.fault == Off {
		defer p.say(0)
	}
	p.fault = f
	if f == printer.Missing && p.wire != nil {
		p.wire.hangUp()
		p.wire = nil
	}
	if f == Off {
		p.in, p.queue, p.size, p.text = nil, nil, 0, false
		p.rest()
	}
	p.tell()
	p.work()
}

// strike lets the cue's fault happen when its time has come.
func (p *Printer) strike(count int, mechanism bool) bool {
	if !p.cue.set || count < p.cue.after || mechanism != ofMechanism(p.cue.fault) {
		return false
	}
	p.cue.set = false
	p.set(p.cue.fault)
	return true
}

// ofMechanism tells faults that stop the paper from those that stop the talk.
func ofMechanism(f printer.Fault) bool {
	switch f {
	case printer.PaperOut, printer.Cover, printer.Cutter, printer.Broken, printer.Offline:
		return true
	default:
		return false
	}
}

// connect puts the printer on a wire, instead of the one it was on.
func (p *Printer) connect(w wire) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault == printer.Missing {
		return ErrUnplugged
	}
	if p.wire != nil {
		p.wire.hangUp()
	}
	p.wire = w
	return nil
}

// disconnect takes the printer off w if it still is on it.
func (p *Printer) disconnect(w wire) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wire == w {
		p.wire = nil
	}
}

// receive reads one byte off w. It reports whether the byte was taken, and fails
// when the printer is no longer on that wire. A printer whose buffer is full
// takes nothing if its flow control says so; otherwise the byte is lost.
func (p *Printer) receive(w wire, b byte) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wire != w {
		return false, ErrUnplugged
	}
	if p.fault == Off {
		return true, nil
	}
	full := p.opt.Profile.Buffer > 0 && p.size >= p.opt.Profile.Buffer
	if full && p.opt.Profile.Flow != "none" {
		return false, nil
	}
	p.in = append(p.in, b)
	if n := len(p.in); n >= 3 && p.in[n-3] == 0x10 && p.in[n-2] == 0x04 && 1 <= b && b <= 4 {
		p.say(p.status(b)) // even in the middle of a picture
		if n == 3 {
			p.in = p.in[:0]
			return true, nil
		}
	}
	if len(p.in) == 1 && b == 0x10 || len(p.in) == 2 && p.in[0] == 0x10 && b == 0x04 {
		return true, nil // the host asks, which is no byte of a slip
	}
	if full {
		p.in = p.in[:len(p.in)-1]
		return true, nil
	}
	for {
		n, raw, err := escpos.Split(p.in, false)
		if n == 0 || err != nil {
			break
		}
		c := command{raw: slices.Clone(raw)}
		p.in = p.in[n:]
		if asks(c) && p.opt.Eager && p.able() {
			c.answered = true
			p.say(p.paperSensor())
		}
		p.queue, p.size = append(p.queue, c), p.size+n
	}
	p.work()
	p.read++
	p.strike(p.read, false)
	return true, nil
}

// able reports whether the mechanism can print.
func (p *Printer) able() bool { return !ofMechanism(p.fault) && p.fault != Off }

// work prints what waits, one command after the other.
func (p *Printer) work() {
	for p.able() && p.working == nil && len(p.queue) > 0 {
		c := p.queue[0]
		if p.strike(p.done+len(c.raw)-1, true) {
			return
		}
		if d := p.takes(c); d > 0 {
			p.move(d)
			return
		}
		p.print(c)
	}
}

// move lets the first command take its time, ends it and goes on.
func (p *Printer) move(d time.Duration) {
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.working != t {
			return // the power went meanwhile
		}
		p.working = nil
		if p.able() {
			p.print(p.queue[0])
		}
		p.work()
	})
	p.working = t
}

// rest stops the paper.
func (p *Printer) rest() {
	if p.working != nil {
		p.working.Stop()
		p.working = nil
	}
}

// takes is how long the paper moves for a command.
func (p *Printer) takes(c command) time.Duration {
	if !p.opt.Paced || p.opt.Profile.Speed == 0 {
		return 0
	}
	d := time.Duration(p.dots(c)) * time.Second / time.Duration(escpos.DotsPerMM*p.opt.Profile.Speed)
	if cuts(c) {
		d += 400 * time.Millisecond
	}
	return d
}

// dots is how far the paper moves for a command, near enough.
func (p *Printer) dots(c command) int {
	const line = 30
	switch b := c.raw; {
	case b[0] == '\n':
		return max(line, p.tall)
	case begins(b, 0x1B, 'd'):
		return int(b[2]) * line
	case begins(b, 0x1B, 'J'):
		return int(b[2])
	case begins(b, 0x1D, 'v', '0'):
		return (int(b[6]) | int(b[7])<<8) * (1 + int(b[3]&2)/2)
	case asksForQR(b):
		return 25 * 6
	case cuts(c):
		return p.opt.Profile.Head * escpos.DotsPerMM
	}
	return 0
}

// print does what the first command in the queue says.
func (p *Printer) print(c command) {
	p.queue, p.size, p.done = p.queue[1:], p.size-len(c.raw), p.done+len(c.raw)
	switch b := c.raw; {
	case asks(c):
		if !p.opt.Profile.Cutter {
			p.end()
		}
		if !c.answered {
			p.say(p.paperSensor())
		}
		return
	case begins(b, 0x1B, '@'):
		if !p.opt.Profile.Cutter {
			p.end()
		}
		if !p.ink {
			p.piece = nil // what came before is forgotten, and left no trace
		}
		p.text, p.tall = false, 0
	case begins(b, 0x1D, '!'):
		p.tall = 24 * (int(b[2]&7) + 1)
	case b[0] >= ' ':
		p.text = true
	case b[0] == '\n', begins(b, 0x1B, 'd'), begins(b, 0x1B, 'J'):
		p.ink, p.text = p.ink || p.text, false
	case begins(b, 0x1D, 'v', '0'), begins(b, 0x1B, '*'), asksForQR(b):
		p.ink = true
	case cuts(c):
		p.ink, p.text = p.ink || p.text, false
		p.piece = append(p.piece, b...)
		if p.opt.Profile.Cutter {
			p.end()
		}
		return
	case len(b) == 1:
		return // NUL and the like
	}
	p.piece = append(p.piece, c.raw...)
}

// end lets the piece fall out of the slot.
func (p *Printer) end() {
	if p.ink {
		p.slips = append(p.slips, p.piece)
		p.tell()
	}
	p.piece, p.ink, p.text = nil, false, false
}

// say answers, as far as it can.
func (p *Printer) say(b byte) {
	if p.wire == nil || p.fault == printer.Silent || p.fault == Off {
		return
	}
	said := []byte{b}
	if p.fault == printer.Garbled {
		said = []byte{0xFF, byte(p.noise.Uint32()), byte(p.noise.Uint32()), byte(p.noise.Uint32())}
	}
	if p.opt.Late == 0 {
		p.wire.answer(said)
		return
	}
	w := p.wire
	time.AfterFunc(p.opt.Late, func() { w.answer(said) })
}

// status is the answer to DLE EOT n.
func (p *Printer) status(n byte) byte {
	b := byte(0x12)
	add := func(bit byte, when bool) {
		if when {
			b |= bit
		}
	}
	switch n {
	case 1:
		add(0x08, ofMechanism(p.fault))
	case 2:
		add(0x04, p.fault == printer.Cover)
		add(0x20, p.fault == printer.PaperOut)
		add(0x40, p.fault == printer.Cutter || p.fault == printer.Broken)
	case 3:
		add(0x08, p.fault == printer.Cutter)
		add(0x20, p.fault == printer.Broken)
	case 4:
		add(0x0C, p.nearEnd)
		add(0x60, p.fault == printer.PaperOut)
	}
	return b
}

// paperSensor is the answer to GS r 1.
func (p *Printer) paperSensor() byte {
	if p.nearEnd {
		return 0x03
	}
	return 0
}

func asks(c command) bool { return begins(c.raw, 0x1D, 'r') }
func cuts(c command) bool {
	return begins(c.raw, 0x1D, 'V') || begins(c.raw, 0x1B, 'i') || begins(c.raw, 0x1B, 'm')
}
func asksForQR(b []byte) bool { return begins(b, 0x1D, '(', 'k') && len(b) > 6 && b[6] == 'Q' }
func begins(b []byte, with ...byte) bool {
	return len(b) >= len(with) && string(b[:len(with)]) == string(with)
}
