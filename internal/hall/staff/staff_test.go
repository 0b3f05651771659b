package staff_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yidiantong.org/lobby/internal/hall/staff"
)

func TestLock(t *testing.T) {
	for wrong, want := range map[int]time.Duration{
		-1: 0, 0: 0, 1: 0, staff.Free: 0,
		5: time.Minute, 6: 2 * time.Minute, 7: 4 * time.Minute, 8: 8 * time.Minute,
		9: 15 * time.Minute, 10: 15 * time.Minute, 1000: 15 * time.Minute, 1 << 40: 15 * time.Minute,
	} {
		if got := staff.Lock(wrong); got != want {
			t.Errorf("Lock(%d) = %v, want %v", wrong, got, want)
		}
	}
}

// TestLockOnlyGrows makes sure that guessing more never waits less.
func TestLockOnlyGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 100).Draw(t, "wrong")
		if staff.Lock(n) > staff.Lock(n+1) || staff.Lock(n) > 15*time.Minute {
			t.Errorf("Lock(%d) = %v, Lock(%d) = %v", n, staff.Lock(n), n+1, staff.Lock(n+1))
		}
	})
}

func TestCheckPIN(t *testing.T) {
	for _, pin := range []string{"135790", "20261122", "112233", "901234", "321098"} {
		if err := staff.CheckPIN(pin); err != nil {
			t.Errorf("CheckPIN(%s) = %v, want it taken", pin, err)
		}
	}
	for _, pin := range []string{
		"", "12345", "123456789", "135 79", "１３５７９０", "abcdef", "-13579", "135790\n",
		"000000", "88888888", "123456", "345678", "12345678", "654321", "987654", "87654321",
	} {
		if err := staff.CheckPIN(pin); err == nil {
			t.Errorf("CheckPIN(%q): taken", pin)
		}
	}
}

func TestCheckAccount(t *testing.T) {
	good := staff.Account{Name: "wangfang", Person: "王芳", Role: staff.Clerk}
	if err := good.Check(); err != nil {
		t.Errorf("Check(%+v) = %v, want it made", good, err)
	}
	for name, spoil := range map[string]func(a *staff.Account){
		"no name":           func(a *staff.Account) { a.Name = "" },
		"one letter":        func(a *staff.Account) { a.Name = "w" },
		"a digit first":     func(a *staff.Account) { a.Name = "1wang" },
		"a capital":         func(a *staff.Account) { a.Name = "Wangfang" },
		"Chinese":           func(a *staff.Account) { a.Name = "王芳" },
		"too long":          func(a *staff.Account) { a.Name = "wangfangwangfangwangf" },
		"a line break":      func(a *staff.Account) { a.Name = "wangfang\n" },
		"no person":         func(a *staff.Account) { a.Person = "" },
		"one character":     func(a *staff.Account) { a.Person = "王" },
		"no role":           func(a *staff.Account) { a.Role = "" },
		"a role of fantasy": func(a *staff.Account) { a.Role = "mayor" },
	} {
		a := good
		spoil(&a)
		if err := a.Check(); err == nil {
			t.Errorf("%s: made", name)
		}
	}
}

// Whoever guesses PINs waits longer and longer.
func ExampleLock() {
	for _, wrong := range []int{4, 5, 6, 9} {
		fmt.Println(wrong, "wrong:", staff.Lock(wrong))
	}
	// Output:
	// 4 wrong: 0s
	// 5 wrong: 1m0s
	// 6 wrong: 2m0s
	// 9 wrong: 15m0s
}
