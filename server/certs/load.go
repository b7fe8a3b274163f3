package certs

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Load reads a certificate, with what leads to its authority after it, and its
// key from two PEM files, which may be the same one. It fails when a file cannot
// be read, the two do not belong together, or the certificate's time is over or
// has not come.
func Load(certFile, keyFile string) (tls.Certificate, error) {
	certPEM, err := os.ReadFile(certFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate: %w", err)
	}
	keyPEM, err := os.ReadFile(keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate's key: %w", err)
	}
	cert, err := parse(certPEM, keyPEM)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate %s with key %s: %w", certFile, keyFile, err)
	}
	if err := inTime(cert.Leaf, time.Now()); err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate %s %w", certFile, err)
	}
	return cert, nil
}

// parse is tls.X509KeyPair with Leaf always set, and with its errors in the
// words of this package.
func parse(certPEM, keyPEM []byte) (tls.Certificate, error) {
	cert, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return tls.Certificate{}, explain(err)
	}
	if cert.Leaf == nil { // GODEBUG=x509keypairleaf=0
		cert.Leaf, err = x509.ParseCertificate(cert.Certificate[0])
	}
	return cert, err
}

// explain puts in plain words what crypto/tls, which has no types for it, says.
func explain(err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "does not match"):
		return errors.New("the key belongs to another certificate")
	case strings.Contains(text, "in certificate input"):
		return errors.New("there is no PEM certificate in the certificate's file")
	case strings.Contains(text, "in key input"), strings.Contains(text, "rather than a key"):
		return errors.New("there is no PEM key in the key's file")
	}
	return errors.New(strings.TrimPrefix(text, "tls: "))
}

func inTime(leaf *x509.Certificate, now time.Time) error {
	const day = "2 Jan 2006"
	switch {
	case now.After(leaf.NotAfter):
		return fmt.Errorf("expired on %s: renew it", leaf.NotAfter.Format(day))
	case now.Before(leaf.NotBefore):
		return fmt.Errorf("is not valid before %s: check this computer's clock", leaf.NotBefore.Format(day))
	}
	return nil
}

// Missing is which of a domain and the names under it cert is not for: of
// "share.acme.dev" and "*.share.acme.dev". Cert must come from this package.
func Missing(cert tls.Certificate, domain string) (names []string) {
	if cert.Leaf.VerifyHostname(domain) != nil {
		names = append(names, domain)
	}
	if cert.Leaf.VerifyHostname("any."+domain) != nil {
		names = append(names, "*."+domain)
	}
	return names
}
