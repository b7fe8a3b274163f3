package tunnelcore

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"strings"
)

// ErrPin says how a pin is written.
var ErrPin = errors.New(`a pin is "sha256:" and 43 characters, as gotunneld prints it`)

const pinPrefix = "sha256:"

// ParsePin reads a key pin: the SHA-256 of a certificate's
// SubjectPublicKeyInfo, in base64url without padding.
func ParsePin(s string) ([32]byte, error) {
	var pin [sha256.Size]byte
	text, ok := strings.CutPrefix(strings.TrimSpace(s), pinPrefix)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || copy(pin[:], raw) != len(pin) || len(raw) != len(pin) {
		return pin, ErrPin
	}
	return pin, nil
}

func formatPin(pin [32]byte) string {
	return pinPrefix + base64.RawURLEncoding.EncodeToString(pin[:])
}

// tlsConfig proves the server: by its pin if there is one, by the system's
// roots otherwise. A server on this computer needs no proof: whoever could
// stand in for it has the computer already.
func tlsConfig(host, pinText string, sessions tls.ClientSessionCache) (*tls.Config, error) {
	config := &tls.Config{
		ServerName: host, MinVersion: tls.VersionTLS13,
		ClientSessionCache: sessions, DynamicRecordSizingDisabled: true,
	}
	switch {
	case pinText != "":
		pin, err := ParsePin(pinText)
		if err != nil {
			return nil, err
		}
		config.InsecureSkipVerify = true // the pin is checked instead
		config.VerifyConnection = func(state tls.ConnectionState) error { return checkPin(state, pin) }
	case isLoopback(host):
		config.InsecureSkipVerify = true
	}
	return config, nil
}

func checkPin(state tls.ConnectionState, want [32]byte) error {
	got := sha256.Sum256(state.PeerCertificates[0].RawSubjectPublicKeyInfo)
	if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return &PinError{Got: formatPin(got), Want: formatPin(want)}
	}
	return nil
}
