package certs

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
)

// Pin is what clients know cert by: "sha256:" and the SHA-256 of its public key
// (the leaf's SubjectPublicKeyInfo) as base64url without padding, 50 characters.
// It stays the same when the certificate is renewed with the same key. Cert must
// come from this package.
func Pin(cert tls.Certificate) string {
	sum := sha256.Sum256(cert.Leaf.RawSubjectPublicKeyInfo)
	return "sha256:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// SelfSigned reports whether no authority stands behind cert, so that clients
// need its pin. Cert must come from this package.
func SelfSigned(cert tls.Certificate) bool {
	return bytes.Equal(cert.Leaf.RawIssuer, cert.Leaf.RawSubject)
}
