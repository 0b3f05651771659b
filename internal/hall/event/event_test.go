package event_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yidiantong.org/lobby/internal/hall/event"
)

func row() event.Event {
	return event.Event{
		Seq: 7, Epoch: 1, At: time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC),
		Actor: "kiosk", Verb: event.TicketTaken, Subject: "A001", Body: `{"line":"shebao"}`, Prev: event.Hash{1},
	}
}

// TestEachFieldChangesTheSum changes one field at a time, whichever there are.
func TestEachFieldChangesTheSum(t *testing.T) {
	for i := range reflect.TypeFor[event.Event]().NumField() {
		changed := row()
		field := reflect.ValueOf(&changed).Elem().Field(i)
		switch v := field.Addr().Interface().(type) {
		case *int64:
			*v++
		case *int:
			*v++
		case *time.Time:
			*v = v.Add(time.Millisecond)
		case *string:
			*v += "x"
		case *event.Verb:
			*v += "x"
		case *event.Hash:
			v[31]++
		default:
			t.Fatalf("a field of type %T: teach this test to change it", v)
		}
		if changed.Sum() == row().Sum() {
			t.Errorf("%s changed and the sum did not", reflect.TypeFor[event.Event]().Field(i).Name)
		}
	}
}

// TestSumIsOfTheMoment makes sure that a row read in another zone still has its sum.
func TestSumIsOfTheMoment(t *testing.T) {
	e := row()
	e.At = e.At.In(time.FixedZone("CST", 8*3600))
	if e.Sum() != row().Sum() {
		t.Error("the zone changed the sum")
	}
}

// TestWordsKeepTheirFields makes sure that text which moves from one field to the
// next makes another row.
func TestWordsKeepTheirFields(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringN(2, 40, -1).Draw(t, "words")
		i := rapid.IntRange(0, len(words)).Draw(t, "i")
		j := rapid.IntRange(0, len(words)).Draw(t, "j")
		a, b := row(), row()
		a.Subject, a.Body = words[:i], words[i:]
		b.Subject, b.Body = words[:j], words[j:]
		if (a.Sum() == b.Sum()) != (i == j) {
			t.Errorf("%q cut at %d and at %d: sums alike %t", words, i, j, a.Sum() == b.Sum())
		}
	})
}

// The first rows of a hall's journal: each holds the hash of the one before.
func ExampleEvent_Sum() {
	at := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	first := event.Event{Seq: 1, Epoch: 1, At: at, Actor: "setup", Verb: event.HallLoaded, Body: "{}"}
	second := event.Event{Seq: 2, Epoch: 1, At: at, Actor: "kiosk", Verb: event.TicketTaken, Subject: "A001", Body: "{}", Prev: first.Sum()}
	before := second.Sum()
	first.Body = `{"lines":9}` // somebody changes history
	second.Prev = first.Sum()
	fmt.Println(second.Sum() == before)
	// Output: false
}
