// Package event names what can happen in a hall, as the journal records it. It
// is a leaf: every rule may import it.
package event

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// A Verb says what happened to the subject of a row.
type Verb string

// What can happen. The word before the dot is the kind of the subject.
const (
	HallLoaded Verb = "hall.loaded"

	TicketTaken    Verb = "ticket.taken"
	TicketCalled   Verb = "ticket.called"
	TicketAgain    Verb = "ticket.again"
	TicketFinished Verb = "ticket.finished"
	TicketAbsent   Verb = "ticket.absent"

	LineStopped Verb = "line.stopped"
	LineResumed Verb = "line.resumed"
	WindowTaken Verb = "window.taken"
	WindowLeft  Verb = "window.left"

	JobQueued   Verb = "job.queued"
	JobMoved    Verb = "job.moved"
	PrinterSaid Verb = "printer.said"

	AccountMade     Verb = "account.made"
	AccountDisabled Verb = "account.disabled"
	AccountEnabled  Verb = "account.enabled"
	AccountReset    Verb = "account.reset"
	SignedIn        Verb = "account.signedin"
	SignedOut       Verb = "account.signedout"
	SignInRefused   Verb = "account.refused"

	ClockDoubted   Verb = "clock.doubted"   // the machine's clock is not believed any more
	ClockRighted   Verb = "clock.righted"   // it is again, by itself
	ClockConfirmed Verb = "clock.confirmed" // it is again, on somebody's word
	Restored       Verb = "journal.restored"
)

// A Hash is the SHA-256 of a row, the previous row's hash included.
type Hash [sha256.Size]byte

// String writes the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// An Event is one row of the journal: the audit trail, the source of live
// updates and the county's outbox. It holds no personal data, so that it never
// has to be rewritten.
type Event struct {
	Seq     int64     // 1, 2, 3 … without a gap
	Epoch   int       // one more after every restore
	At      time.Time // the hall's time, to the millisecond
	Actor   string    // who did it: an account, kiosk, spool, setup
	Verb    Verb
	Subject string // what it was done to: a ticket's number, an account, a job
	Body    string // JSON, what else there is to know
	Prev    Hash   // of the row before; zero for the first
}

// Sum returns the hash that the row must carry. Every field goes in with its
// length before it, so that no two rows read alike.
func (e Event) Sum() Hash {
	b := binary.BigEndian.AppendUint64(nil, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Epoch))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMilli()))
	for _, s := range []string{e.Actor, string(e.Verb), e.Subject, e.Body} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	return sha256.Sum256(append(b, e.Prev[:]...))
}
