package doctor

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gotunnel/server"
	"gotunnel/server/certs"
)

// chain is a certificate to be made: a root's, one in between, and the server's.
// The zero value is as it should be.
type chain struct {
	names     []string      // none: all of testDomain
	left      time.Duration // 0: 90 days
	alone     bool          // without the one in between
	withRoot  bool          // and the root's too
	ownSigned bool          // the server's has signed itself
	otherKey  bool

	root *x509.Certificate // set by files
}

// files makes the certificate's two files.
func (c *chain) files(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	const year = 365 * 24 * time.Hour
	root, rootKey := sign(t, "Root", nil, year, nil, nil)
	middle, middleKey := sign(t, "Middle", nil, year, root, rootKey)
	names := c.names
	if names == nil {
		names = []string{testDomain, "*." + testDomain}
	}
	if c.ownSigned {
		middle, middleKey = nil, nil
	}
	leaf, key := sign(t, "Server", names, cmp.Or(c.left, year/4), middle, middleKey)
	c.root = root
	if c.otherKey {
		key = rootKey
	}
	list := []*x509.Certificate{leaf}
	if !c.alone && !c.ownSigned {
		list = append(list, middle)
	}
	if c.withRoot {
		list = append(list, root)
	}
	var text []byte
	for _, cert := range list {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, data := range map[string][]byte{certFile: text, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// sign makes a certificate that by has signed; nil: itself. One without names may
// sign others.
func sign(t *testing.T, name string, names []string, left time.Duration, by *x509.Certificate, byKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wanted := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(left),
		IsCA: names == nil, BasicConstraintsValid: true,
	}
	if by == nil {
		by, byKey = wanted, key
	}
	der, err := x509.CreateCertificate(rand.Reader, wanted, by, key.Public(), byKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func TestCertificate(t *testing.T) {
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		chain
		trusted bool
		want    []string
	}{
		"as it should be":              {chain{}, true, []string{"ok for all names of share.example.com, complete, and good until"}},
		"another domain":               {chain{names: []string{"example.org"}}, true, []string{"fix is not for share.example.com: get one for it, as with certbot", "fix is not for *.share.example.com"}},
		"no wildcard":                  {chain{names: []string{testDomain}}, true, []string{"fix is not for *.share.example.com: get one for it, as with certbot certonly --manual --preferred-challenges dns -d share.example.com -d '*.share.example.com'"}},
		"not complete":                 {chain{alone: true}, true, []string{`fix lacks the certificate of "CN=Middle"`}},
		"of an authority of one's own": {chain{withRoot: true}, false, []string{`unknown complete up to "CN=Root"`}},
		"of nobody":                    {chain{ownSigned: true}, true, []string{"fix nobody vouches for"}},
		"ends tomorrow":                {chain{left: 25 * time.Hour}, true, []string{"fix in 1 day: certbot renew"}},
		"ends in two weeks":            {chain{left: 14*day - time.Minute}, true, []string{"fix in 13 days"}},
		"ends a bit later":             {chain{left: 14*day + time.Hour}, true, []string{"ok "}},
		"has ended":                    {chain{left: -time.Minute}, true, []string{"fix expired on"}},
		"with another's key":           {chain{otherKey: true}, true, []string{"fix the key belongs to another certificate"}},
		"much at once":                 {chain{left: day, alone: true, names: []string{testDomain}}, true, []string{"fix is not for", "fix lacks", "fix it ends on"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := Patient{Config: server.Config{Domain: testDomain}}
			p.CertFile, p.KeyFile = c.files(t)
			roots := x509.NewCertPool()
			if c.trusted {
				roots.AddCert(c.root)
			}
			check(t, p.certificate(time.Now(), roots), c.want...)
		})
	}
}

// A server for one share has no names under its domain.
func TestCertificateForOneShare(t *testing.T) {
	c := chain{names: []string{testDomain}}
	p := Patient{Config: server.Config{Domain: testDomain, Single: true}}
	p.CertFile, p.KeyFile = c.files(t)
	roots := x509.NewCertPool()
	roots.AddCert(c.root)
	check(t, p.certificate(time.Now(), roots), "ok ")
}

func TestOwnCertificate(t *testing.T) {
	data := t.TempDir()
	p := Patient{Config: server.Config{Domain: testDomain, Data: data}}
	check(t, p.certificate(time.Now(), nil), "ok makes its own at its first start: visitors have HTTP only")
	cert, err := certs.Self(data)
	if err != nil {
		t.Fatal(err)
	}
	check(t, p.certificate(time.Now(), nil), "ok "+certs.Pin(cert)+": visitors have HTTP only, and clients need an invite or this pin")
	if err := os.Chmod(filepath.Join(data, certs.File), 0o644); err != nil { //nolint:gosec // that is what is looked at
		t.Fatal(err)
	}
	check(t, p.certificate(time.Now(), nil), "fix run chmod 600 on it")
}
