package web_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yidiantong.org/lobby/internal/web"
)

// served returns the certificate that a browser would be shown.
func served(t *testing.T, c *web.Certificates) *x509.Certificate {
	t.Helper()
	pair, err := c.Config().GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	return pair.Leaf
}

// trusted returns what a browser that trusts the hall's root says of leaf under
// name on a day.
func trusted(c *web.Certificates, leaf *x509.Certificate, name string, day time.Time) error {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.Root())
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: day})
	return err
}

func TestCertificatesAreMadeOnceAndKeptCurrent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	names := []string{"hall-pc", "hall-pc.local", "192.168.1.20", "fd00::20", "hall.qingshi.example"}
	clock := func() time.Time { return now }
	list := func() []string { return names }
	open := func() *web.Certificates {
		t.Helper()
		c, err := web.OpenCertificates(dir, clock, list)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := open()
	leaf := served(t, c)
	for _, name := range names {
		for _, day := range []time.Time{now, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)} {
			if err := trusted(c, leaf, name, day); err != nil {
				t.Errorf("%s on %s: %v", name, day.Format(time.DateOnly), err)
			}
		}
	}
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life > 825*24*time.Hour {
		t.Errorf("the certificate is valid for %v, want no more than the 825 days that every browser takes", life)
	}
	for _, file := range []string{"root.key", "console.key"} {
		info, err := os.Stat(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", file, info.Mode().Perm())
		}
	}

	again := open()
	if again.Fingerprint() != c.Fingerprint() {
		t.Error("another root after a restart, want the same: staff have installed it")
	}
	if !served(t, again).Equal(leaf) {
		t.Error("another certificate after a restart, want the same")
	}

	names = append(names, "10.0.0.7")
	moved := open()
	if err := trusted(moved, served(t, moved), "10.0.0.7", now); err != nil {
		t.Errorf("a new address is not covered: %v", err)
	}
	leaf = served(t, moved)
	names = names[:3]
	if gone := open(); !served(t, gone).Equal(leaf) {
		t.Error("an address that went away made another certificate, want the same")
	}

	now = now.AddDate(1, 0, 0)
	late := open()
	if served(t, late).Equal(leaf) || late.Fingerprint() != c.Fingerprint() {
		t.Error("a month before its end the certificate is the same or the root is not, want a new one from the old root")
	}

	// The root cannot vouch for a site of the world: who takes the machine away
	// gets nothing else with it.
	names = append(names, "www.bank.example")
	if got := served(t, open()); slices.Contains(got.DNSNames, "www.bank.example") {
		t.Error("the certificate names a site that the root may not vouch for, which spoils it whole")
	}
}

func TestCertificatesSurviveAPowerCut(t *testing.T) {
	for _, tt := range []struct {
		name, remove string
		same         bool
		fails        bool
	}{
		{"the console's key without its certificate", "console.pem", true, false},
		{"the console's certificate without its key", "console.key", true, false},
		{"the root's key without its certificate", "root.pem", false, false},
		{"the root's certificate without its key", "root.key", false, true}, // staff trust it: nobody makes another behind their back
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			c, err := web.OpenCertificates(dir, time.Now, web.Names)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(filepath.Join(dir, tt.remove)); err != nil {
				t.Fatal(err)
			}
			again, err := web.OpenCertificates(dir, time.Now, web.Names)
			if (err != nil) != tt.fails {
				t.Fatalf("opening again: %v, want an error: %t", err, tt.fails)
			}
			if err == nil && (again.Fingerprint() == c.Fingerprint()) != tt.same {
				t.Errorf("same root: %t, want %t", !tt.same, tt.same)
			}
		})
	}
}

func TestRootIsServedForStaff(t *testing.T) {
	l := open(t)
	a := l.browser().get("/root.crt")
	block, _ := pem.Decode([]byte(a.body))
	if block == nil || block.Type != "CERTIFICATE" {
		t.Fatalf("/root.crt got %d and no certificate", a.status)
	}
	if a := l.boss().get("/admin/hall"); !contains(a.body, l.certs.Fingerprint()) {
		t.Error("the hall's page does not show the root's fingerprint")
	}
}

func TestNamesCoverTheMachine(t *testing.T) {
	names := web.Names()
	if !slices.Contains(names, "localhost") || !slices.ContainsFunc(names, func(n string) bool { return net.ParseIP(n) != nil }) {
		t.Errorf("names = %q, want localhost and at least one address", names)
	}
}
