package certs_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotunnel/server/certs"
)

// issued is a certificate and its key as PEM.
type issued struct{ cert, key []byte }

// issue returns a certificate that an authority signed, valid between the two.
func issue(t *testing.T, from, to time.Time) issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{Subject: pkix.Name{CommonName: "Test authority"}}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "share.example.com"},
		DNSNames:     []string{"*.share.example.com"},
		NotBefore:    from,
		NotAfter:     to,
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return issued{
		cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
	}
}

func valid(t *testing.T) issued {
	t.Helper()
	return issue(t, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
}

// files writes what is not nil and returns both paths.
func files(t *testing.T, cert, key []byte) (certFile, keyFile string) {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, certFile, cert)
	write(t, keyFile, key)
	return certFile, keyFile
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if data == nil {
		return
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoad(t *testing.T) {
	good := valid(t)
	day := 24 * time.Hour
	old := issue(t, time.Now().Add(-2*day), time.Now().Add(-day))
	early := issue(t, time.Now().Add(day), time.Now().Add(2*day))
	tests := map[string]struct {
		cert, key []byte
		want      string // part of the error; empty: none
	}{
		"good":               {good.cert, good.key, ""},
		"no certificate":     {nil, good.key, "reading the certificate: open"},
		"no key":             {good.cert, nil, "reading the certificate's key: open"},
		"another's key":      {good.cert, valid(t).key, "the key belongs to another certificate"},
		"swapped":            {good.key, good.cert, "no PEM certificate in the certificate's file"},
		"certificate as key": {good.cert, good.cert, "no PEM key in the key's file"},
		"not PEM":            {[]byte("hello"), good.key, "no PEM certificate in the certificate's file"},
		"expired":            {old.cert, old.key, "expired on " + time.Now().Add(-day).UTC().Format("2 Jan 2006") + ": renew it"},
		"from tomorrow":      {early.cert, early.key, "is not valid before"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cert, err := certs.Load(files(t, tt.cert, tt.key))
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if certs.SelfSigned(cert) {
					t.Error("SelfSigned = true for a certificate with an authority")
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want one with %q", err, tt.want)
			}
			if secret := bytes.Split(good.key, []byte("\n"))[1]; strings.Contains(err.Error(), string(secret)) {
				t.Error("the error has the key in it")
			}
		})
	}
}

// The pin as openssl computes it:
//
//	openssl x509 -in testdata/pin.pem -pubkey -noout | openssl pkey -pubin -outform der |
//		openssl dgst -sha256 -binary | basenc --base64url | tr -d =
func TestPinIsWhatOpenSSLComputes(t *testing.T) {
	cert, err := certs.Load("testdata/pin.pem", "testdata/pin.pem")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/pin.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := certs.Pin(cert); got != "sha256:"+strings.TrimSpace(string(want)) {
		t.Errorf("pin %s, want sha256:%s", got, want)
	}
}
