package web

import (
	"strings"
	"testing"

	"yidiantong.org/lobby/internal/hall/staff"
)

func TestPINsAreHashed(t *testing.T) {
	p, err := newPINs([]byte("pepper"), pinTime, pinMemory)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.hash("271828")
	if err != nil {
		t.Fatal(err)
	}
	// Of a stolen database each guess must cost this, on top of the pepper.
	if want := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(hash, want) {
		t.Errorf("hash = %q, want it to begin with %q", hash, want)
	}
	if !strings.HasPrefix(p.dummy, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("an account that is not there costs %q, want the same as one that is", p.dummy)
	}
	again, err := p.hash("271828")
	if err != nil {
		t.Fatal(err)
	}
	if again == hash {
		t.Error("the same PIN has the same hash twice, want a salt")
	}
	other := &pins{pepper: []byte("another pepper")}
	for _, tt := range []struct {
		name string
		p    *pins
		hash string
		pin  string
		want bool
	}{
		{"the PIN", p, hash, "271828", true},
		{"another PIN", p, hash, "271829", false},
		{"no PIN", p, hash, "", false},
		{"without the pepper", other, hash, "271828", false},
		{"no hash", p, "", "271828", false},
		{"a cut-off hash", p, hash[:len(hash)-30], "271828", false},
		{"a hash that asks for all the memory", p, strings.Replace(hash, "m=19456", "m=4000000000", 1), "271828", false},
		{"a hash without threads", p, strings.Replace(hash, "p=1", "p=0", 1), "271828", false},
		{"another algorithm", p, strings.Replace(hash, "argon2id", "argon2i", 1), "271828", false},
	} {
		if got := tt.p.check(tt.hash, tt.pin); got != tt.want {
			t.Errorf("%s: check = %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestTemporaryPINsAreGood(t *testing.T) {
	seen := make(map[string]bool)
	for range 200 {
		pin, err := temporaryPIN()
		if err != nil {
			t.Fatal(err)
		}
		if err := staff.CheckPIN(pin); err != nil {
			t.Errorf("temporary PIN %s: %v", pin, err)
		}
		seen[pin] = true
	}
	if len(seen) < 190 {
		t.Errorf("200 temporary PINs are %d different ones", len(seen))
	}
}
