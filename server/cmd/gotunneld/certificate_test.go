package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gotunnel/server/certs"
	"gotunnel/tunnelcore/wire"
)

// issue writes a certificate that another signed, and its key.
func issue(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "share.example.com"},
		DNSNames:     []string{"share.example.com", "*.share.example.com"},
		NotAfter:     time.Now().Add(time.Hour),
	}
	authority := &x509.Certificate{Subject: pkix.Name{CommonName: "Test authority"}}
	cert, err := x509.CreateCertificate(rand.Reader, leaf, authority, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: cert},
		keyFile:  {Type: "PRIVATE KEY", Bytes: secret},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// pinAt is the pin of the certificate that whoever connects like this gets.
func pinAt(t *testing.T, addr string, config *tls.Config) string {
	t.Helper()
	config.InsecureSkipVerify = true // it is looked at below
	conn, err := tls.Dial("tcp", addr, config)
	if err != nil {
		t.Fatalf("%s %v: %v", config.ServerName, config.NextProtos, err)
	}
	defer conn.Close()
	return certs.Pin(tls.Certificate{Leaf: conn.ConnectionState().PeerCertificates[0]})
}

func TestConfiguredCertificateIsForClientsAndVisitors(t *testing.T) {
	certFile, keyFile := issue(t)
	data := t.TempDir()
	cert, err := certs.Load(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	p := gotunneld(t, "--domain", "share.example.com", "--tls-cert", certFile, "--tls-key", keyFile, "--data", data)
	addr := p.logged("listening").Addr

	if got := pinAt(t, addr, &tls.Config{NextProtos: []string{wire.ALPNControl}}); got != certs.Pin(cert) {
		t.Errorf("clients get %s, want %s", got, certs.Pin(cert))
	}
	if got := pinAt(t, addr, &tls.Config{ServerName: "shop.share.example.com"}); got != certs.Pin(cert) {
		t.Errorf("visitors get %s, want %s", got, certs.Pin(cert))
	}
	if _, err := os.Stat(filepath.Join(data, certs.File)); !os.IsNotExist(err) {
		t.Errorf("a key was made that nobody needs: %v", err)
	}
	p.signal(syscall.SIGTERM)
	if state, rest := p.wait(); !state.Success() || strings.Contains(rest, "sha256:") {
		t.Errorf("%v, and clients are told of a pin although an authority vouches:\n%s", state, rest)
	}
}

func TestOwnCertificateIsForClientsOnly(t *testing.T) {
	p := gotunneld(t)
	addr := p.logged("listening").Addr
	hint := p.logged("clients need the pin of this server's key")
	if got := pinAt(t, addr, &tls.Config{NextProtos: []string{wire.ALPNControl}}); got != hint.Pin {
		t.Errorf("clients get %s, want %s", got, hint.Pin)
	}
	config := &tls.Config{ServerName: "shop.localhost", InsecureSkipVerify: true}
	if conn, err := tls.Dial("tcp", addr, config); err == nil {
		conn.Close()
		t.Error("a visitor got a certificate that their browser would warn of")
	}
}
