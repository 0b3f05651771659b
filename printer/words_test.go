package printer_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"yidiantong.org/lobby/printer"
)

func ExampleJob_Words() {
	j := printer.Job{Subject: "A001", State: printer.Stalled, Fault: printer.PaperOut}
	says, do := j.Words()
	fmt.Println(j.Subject, says)
	fmt.Println(do)
	// Output:
	// A001 打印到一半：缺纸
	// 请换上新纸卷，其余会自动续打，请勿补打
}

func ExampleStatus_Words() {
	says, do := printer.Status{Fault: printer.Cover}.Words()
	fmt.Println(says)
	fmt.Println(do)
	// Output:
	// 上盖没有合好
	// 请合上打印机上盖
}

var (
	states = []printer.State{
		printer.Queued, printer.Held, printer.Sending, printer.AwaitAck, printer.Stalled,
		printer.Printed, printer.Sent, printer.Doubt, printer.Dropped,
	}
	faults = []printer.Fault{
		printer.OK, printer.Missing, printer.Silent, printer.PaperOut, printer.Cover, printer.Cutter,
		printer.Broken, printer.Offline, printer.Garbled, printer.Layout,
	}
)

// Whatever can happen to a job or a printer has words of its own, in Chinese
// with Chinese punctuation.
func TestWords(t *testing.T) {
	for _, f := range faults {
		says, do := printer.Status{Fault: f}.Words()
		check(t, fmt.Sprintf("printer with fault %q", f), says, do, f != printer.OK)
		for _, s := range states {
			says, do := printer.Job{State: s, Fault: f}.Words()
			act := s == printer.Held || s == printer.Stalled || s == printer.Sent || s == printer.Doubt ||
				s == printer.Dropped && f == printer.Layout
			check(t, fmt.Sprintf("job %q with fault %q", s, f), says, do, act)
		}
	}
}

// Only paper that somebody answered for may be called printed outright.
func TestOnlyPrintedIsCalledPrinted(t *testing.T) {
	for _, s := range states {
		for _, f := range faults {
			says, _ := printer.Job{State: s, Fault: f}.Words()
			if (says == "已打印") != (s == printer.Printed) {
				t.Errorf("job %q with fault %q says %s", s, f, says)
			}
		}
	}
}

func check(t *testing.T, what, says, do string, act bool) {
	t.Helper()
	if says == "" || strings.Contains(says+do, "不明") {
		t.Errorf("%s says %q, %q: it has no words of its own", what, says, do)
	}
	if act && do == "" {
		t.Errorf("%s says %q and not what to do", what, says)
	}
	for _, r := range says + do {
		if r < unicode.MaxASCII {
			t.Errorf("%s says %q, %q: %q is not Chinese", what, says, do, r)
		}
	}
}
