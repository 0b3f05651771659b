// Package printer holds the words the rest of the program prints with: a job,
// how far it has come, what a printer says of itself.
package printer

import (
	"encoding/json"
	"errors"
	"time"
)

// ErrNoJob is returned when no job is to be printed.
var ErrNoJob = errors.New("no print job")

// A Kind says which slip a job prints.
type Kind string

// The kinds of slip.
const (
	TicketSlip      Kind = "ticket"      // values are a slip.Ticket
	AppointmentSlip Kind = "appointment" // values are a slip.Appointment
	ReceiptSlip     Kind = "receipt"     // values are a slip.Receipt
	MissingSlip     Kind = "missing"     // values are a slip.Missing
	GuideSlip       Kind = "guide"       // values are a slip.Guide
	NoticeSlip      Kind = "notice"      // values are a slip.Notice
	DaySlip         Kind = "day"         // values are a slip.Day
	TestSlip        Kind = "test"        // values are a slip.Test
	ProbeSlip       Kind = "probe"       // values are a slip.Probe
)

// A State says how far a job has come. Every move is durable before the next
// byte is sent.
type State string

// The states of a job, as DESIGN.md beside printer/spool draws them.
const (
	Queued   State = "queued"
	Held     State = "held"    // the printer cannot print now; not a byte was sent
	Sending  State = "sending" // bytes may have left
	AwaitAck State = "await"   // all bytes left; the printer has not answered yet
	Stalled  State = "stalled" // all bytes left; the printer stopped for paper or its cover, and goes on by itself
	Printed  State = "printed" // the printer said so
	Sent     State = "sent"    // all bytes left to a printer that cannot answer: probably printed
	Doubt    State = "doubt"   // nobody can say; never sent again by itself
	Dropped  State = "dropped" // not needed any more, staff decided; or it could not be laid out
)

// A Fault says why a printer cannot print.
type Fault string

// The faults.
const (
	OK       Fault = ""
	Missing  Fault = "missing" // no device
	Silent   Fault = "silent"  // the device does not answer
	PaperOut Fault = "paper"   // 缺纸
	Cover    Fault = "cover"   // 上盖未合
	Cutter   Fault = "cutter"  // 切刀卡住
	Broken   Fault = "broken"  // an error that needs a technician
	Offline  Fault = "offline" // offline for a reason it does not give
	Garbled  Fault = "garbled" // answers nonsense: wrong baud rate or not a printer
	Layout   Fault = "layout"  // the slip could not be laid out: a mistake of ours, not the printer's
)

// A Status is what is known of the printer at one moment.
type Status struct {
	Fault   Fault
	NearEnd bool // paper runs low
	Device  string
	Profile string
	At      time.Time
}

// A Job is one slip on its way to paper.
type Job struct {
	ID      int64
	Kind    Kind
	Subject string          // what staff know it by: a ticket's number
	Values  json.RawMessage // what the slip says; see Kind
	Copy    int             // 0 for the first slip, n for 补打 n
	State   State
	Fault   Fault // why it is held, stalled or in doubt
	Attempt int
	Bytes   []byte // as sent by the last attempt
	Profile string // that Bytes were made for
	Offset  int    // bytes of Bytes that may have left
	Made    time.Time
	Moved   time.Time // when State last changed
}
