package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	leafLife  = 397 * 24 * time.Hour // 13 months: longer is refused by some browsers, shorter bricks a hall without IT
	leafSlack = 396 * 24 * time.Hour // a leaf is valid so long before it is made, for PCs whose clock is slow
	leafRenew = 60 * 24 * time.Hour  // a new one is made so long before the end
	recheck   = time.Minute          // how often a handshake looks for new addresses
)

// private are the name spaces in which no public site lives. The root may vouch
// for these and for the names that the hall had when the root was made: whoever
// steals the machine cannot impersonate a bank with it.
var private = []string{"localhost", "local", "lan", "internal", "home.arpa", "test"}

// Certificates are the hall's own root and the certificate that the console
// shows, which they keep current.
type Certificates struct {
	dir     string
	now     func() time.Time
	names   func() []string
	root    *x509.Certificate
	rootKey *ecdsa.PrivateKey

	mu      sync.Mutex
	leaf    *tls.Certificate
	checked time.Time
}

// OpenCertificates reads root.pem, root.key, console.pem and console.key below
// dir and makes what is missing. The root is made once: staff install it on
// their PCs.
//
// now is the hall's time, which does not fall back to 1970. names returns the
// host names and addresses of the machine, as [Names] does; when they change, or
// the certificate nears its end, the next handshake makes a new one.
func OpenCertificates(dir string, now func() time.Time, names func() []string) (*Certificates, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	c := &Certificates{dir: dir, now: now, names: names}
	root, err := readPair(dir, "root")
	if errors.Is(err, fs.ErrNotExist) {
		root, err = c.makeRoot()
	}
	if err != nil {
		return nil, fmt.Errorf("the hall's root certificate: %w", err)
	}
	key, ok := root.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: not an ECDSA key", filepath.Join(dir, "root.key"))
	}
	c.root, c.rootKey = root.Leaf, key
	// A broken leaf is no reason to stop: it is made again.
	if leaf, err := readPair(dir, "console"); err == nil {
		c.leaf = &leaf
	}
	if _, err := c.current(); err != nil {
		return nil, fmt.Errorf("the console's certificate: %w", err)
	}
	return c, nil
}

// Config returns how the console speaks TLS.
func (c *Certificates) Config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current() },
	}
}

// Root returns the root certificate in PEM, for the PCs of the staff.
func (c *Certificates) Root() []byte { return certPEM(c.root.Raw) }

// Fingerprint returns the SHA-256 of the root as people compare it: pairs of
// hexadecimal digits.
func (c *Certificates) Fingerprint() string { return fingerprint(c.root.Raw) }

func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	var b strings.Builder
	for i, v := range sum {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(strings.ToUpper(hex.EncodeToString([]byte{v})))
	}
	return b.String()
}

// Names returns how the machine can be reached: its host name, that name in the
// local domain, localhost, and the addresses of its interfaces.
func Names() []string {
	names := []string{"localhost"}
	if host, err := os.Hostname(); err == nil {
		host = strings.ToLower(host)
		names = append(names, host)
		if !strings.Contains(host, ".") {
			names = append(names, host+".local")
		}
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil { // without addresses the names still work
		return names
	}
	for _, a := range addrs {
		if ip, _, err := net.ParseCIDR(a.String()); err == nil && !ip.IsLinkLocalUnicast() { // those need a zone, which no address bar takes
			names = append(names, ip.String())
		}
	}
	return names
}

// current returns the leaf, made anew when it has to be.
func (c *Certificates) current() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Not by the hall's time, which stands still while the clock is in doubt.
	if !c.checked.IsZero() && time.Since(c.checked) < recheck {
		return c.leaf, nil
	}
	now := c.now()
	names, ips := c.covered(c.names())
	if c.leaf == nil || !fits(c.leaf.Leaf, c.root, names, ips, now) {
		leaf, err := c.makeLeaf(names, ips, now)
		if err != nil {
			return nil, err
		}
		c.leaf = &leaf
	}
	c.checked = time.Now()
	return c.leaf, nil
}

// covered sorts names into the host names that the root may vouch for and the
// addresses. A name outside the root's reach would spoil the whole certificate.
func (c *Certificates) covered(all []string) (names []string, ips []net.IP) {
	for _, n := range all {
		if ip := net.ParseIP(n); ip != nil {
			ips = append(ips, ip)
			continue
		}
		n = strings.ToLower(n)
		if slices.ContainsFunc(c.root.PermittedDNSDomains, func(d string) bool { return n == d || strings.HasSuffix(n, "."+d) }) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	slices.SortFunc(ips, func(a, b net.IP) int { return slices.Compare(a.To16(), b.To16()) })
	return slices.Compact(names), slices.CompactFunc(ips, net.IP.Equal)
}

// fits reports whether leaf is signed by root, covers names and ips and lasts.
// One that covers more is as good: an interface that went away comes back.
func fits(leaf, root *x509.Certificate, names []string, ips []net.IP, now time.Time) bool {
	if leaf.CheckSignatureFrom(root) != nil || now.Add(leafRenew).After(leaf.NotAfter) || now.Before(leaf.NotBefore) {
		return false
	}
	for _, n := range names {
		if !slices.Contains(leaf.DNSNames, n) {
			return false
		}
	}
	for _, ip := range ips {
		if !slices.ContainsFunc(leaf.IPAddresses, ip.Equal) {
			return false
		}
	}
	return true
}

func (c *Certificates) makeRoot() (tls.Certificate, error) {
	host, err := os.Hostname()
	if err != nil {
		host = "lobby"
	}
	permitted := slices.Clone(private)
	for _, n := range c.names() {
		if n = strings.ToLower(n); net.ParseIP(n) == nil && !slices.Contains(permitted, n) {
			permitted = append(permitted, n)
		}
	}
	return c.sign("root", &x509.Certificate{
		Subject: pkix.Name{Organization: []string{"一点通"}, CommonName: "一点通大厅根证书 " + host},
		// Fixed dates: the machine that makes a root may have woken in 1970.
		NotBefore:                   time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:                    time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomains:         permitted,
		PermittedDNSDomainsCritical: true,
	})
}

func (c *Certificates) makeLeaf(names []string, ips []net.IP, now time.Time) (tls.Certificate, error) {
	return c.sign("console", &x509.Certificate{
		Subject:     pkix.Name{Organization: []string{"一点通"}, CommonName: "一点通窗口服务"},
		NotBefore:   now.Add(-leafSlack),
		NotAfter:    now.Add(leafLife),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    names,
		IPAddresses: ips,
	})
}

// sign makes a key, lets the root sign it, or itself when there is no root yet,
// and keeps both as name.pem and name.key.
func (c *Certificates) sign(name string, tmpl *x509.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	if tmpl.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return tls.Certificate{}, err
	}
	parent, signer := c.root, c.rootKey
	if parent == nil {
		parent, signer = tmpl, key
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, &key.PublicKey, signer)
	if err != nil {
		return tls.Certificate{}, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return tls.Certificate{}, err
	}
	// The key first: a certificate whose key never came would pass for a pair.
	if err := writeFile(filepath.Join(c.dir, name+".key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600); err != nil {
		return tls.Certificate{}, err
	}
	if err := writeFile(filepath.Join(c.dir, name+".pem"), certPEM(der), 0o644); err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

func certPEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// readPair reads name.pem and name.key. The error is fs.ErrNotExist when the
// certificate is not there: a key alone was cut off before its certificate.
func readPair(dir, name string) (tls.Certificate, error) {
	pem, err := os.ReadFile(filepath.Join(dir, name+".pem"))
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := os.ReadFile(filepath.Join(dir, name+".key"))
	if err != nil {
		// %v: a certificate whose key is gone must not be taken for none.
		return tls.Certificate{}, fmt.Errorf("%s.pem is there but its key is not: %v", name, err) //nolint:errorlint // see above
	}
	return tls.X509KeyPair(pem, key)
}

// writeFile replaces path whole or not at all, whenever the power goes.
func writeFile(path string, b []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
