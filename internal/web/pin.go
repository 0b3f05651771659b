package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"yidiantong.org/lobby/internal/hall/staff"
)

// What hashing a PIN costs: about 30 ms and 19 MiB on the hall's machine. With
// the pepper, which is not in the database, a stolen database alone gives
// nothing away.
const (
	pinTime    = 2
	pinMemory  = 19 << 10 // KiB
	pinThreads = 1
	pinSize    = 32
)

// pins hashes and checks PINs, two at a time: a thousand at once would want
// 19 GiB.
type pins struct {
	pepper       []byte
	time, memory uint32
	slots        chan struct{}
	dummy        string // the hash of no PIN, checked in place of an account that is not there
}

func newPINs(pepper []byte, time, memory uint32) (*pins, error) {
	p := &pins{pepper: pepper, time: time, memory: memory, slots: make(chan struct{}, 2)}
	hash, err := p.hash(rand.Text())
	p.dummy = hash
	return p, err
}

// enter waits for one of the two slots, which leave gives back.
func (p *pins) enter(ctx context.Context) (leave func(), err error) {
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash returns the PHC form of pin's argon2id hash.
func (p *pins) hash(pin string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, pinThreads,
		b64.EncodeToString(salt), b64.EncodeToString(p.sum(pin, salt, p.time, p.memory, pinThreads, pinSize))), nil
}

// check reports whether pin is the one that hash was made of.
func (p *pins) check(hash, pin string) bool {
	var version int
	var memory, time uint32
	var threads uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	// Bounds, because a damaged row must not ask for all the memory there is.
	if err != nil || len(want) < 16 || time < 1 || time > 10 || memory > 256<<10 || threads < 1 {
		return false
	}
	return subtle.ConstantTimeCompare(want, p.sum(pin, salt, time, memory, threads, uint32(len(want)))) == 1
}

func (p *pins) sum(pin string, salt []byte, time, memory uint32, threads uint8, size uint32) []byte {
	mac := hmac.New(sha256.New, p.pepper)
	mac.Write([]byte(pin))
	return argon2.IDKey(mac.Sum(nil), salt, time, memory, threads, size)
}

// temporaryPIN returns a random PIN that staff.CheckPIN accepts.
func temporaryPIN() (string, error) {
	for {
		b := make([]byte, 8)
		if _, err := rand.Read(b); err != nil {
			return "", err
		}
		var n uint64
		for _, v := range b {
			n = n<<8 | uint64(v)
		}
		if pin := fmt.Sprintf("%06d", n%1_000_000); staff.CheckPIN(pin) == nil {
			return pin, nil
		}
	}
}
