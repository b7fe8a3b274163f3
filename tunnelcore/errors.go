package tunnelcore

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"gotunnel/tunnelcore/wire"
)

// ErrClosed is returned by a client or tunnel that was closed.
var ErrClosed = errors.New("closed")

// ErrNotGotunnel is returned when something answers at the server's address
// that is not a gotunneld.
var ErrNotGotunnel = errors.New("it answered, but it isn't a Gotunnel server: check the address")

// RetryableError is what may pass by itself: the server can't be reached, or is
// stopping. Every other error stays until somebody changes something.
type RetryableError struct{ Err error }

func (e *RetryableError) Error() string { return e.Err.Error() }

// Unwrap is the error underneath.
func (e *RetryableError) Unwrap() error { return e.Err }

// PinError is returned when the server proves itself with another key than the
// one that was pinned. Nothing was sent to it.
type PinError struct {
	Got, Want string // "sha256:…"
}

func (e *PinError) Error() string {
	return fmt.Sprintf("the server's key is not the one you pinned: it has %s", e.Got)
}

// CertificateError is returned when the server's certificate is not one that
// this computer trusts and no pin was given. Nothing was sent to it.
type CertificateError struct {
	Server string
	Err    error
}

func (e *CertificateError) Error() string {
	return "the certificate for " + e.Server + " isn't valid (" + e.Reason() + "): ask who runs the server for its pin"
}

// Unwrap is the reason.
func (e *CertificateError) Unwrap() error { return e.Err }

// Reason says in a few words what is wrong with the certificate.
func (e *CertificateError) Reason() string {
	if bad, ok := errors.AsType[x509.CertificateInvalidError](e.Err); ok && bad.Reason == x509.Expired && bad.Cert != nil {
		if time.Now().Before(bad.Cert.NotBefore) {
			return "not before " + day(bad.Cert.NotBefore) + "; is this computer's clock right?"
		}
		return "expired " + day(bad.Cert.NotAfter)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](e.Err); ok {
		return "nobody that this computer trusts has signed it"
	}
	if _, ok := errors.AsType[x509.HostnameError](e.Err); ok {
		return "it is for another address"
	}
	return e.Err.Error()
}

// day is a date as people write it, with the year if it is not this one's.
func day(t time.Time) string {
	t = t.Local()
	if t.Year() == time.Now().Year() {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// ErrUnauthorized is what every [UnauthorizedError] is.
var ErrUnauthorized = errors.New("the server did not accept this computer")

// UnauthorizedError is returned when the server does not accept the client's
// token, or wants one and got none. Nothing is tried again: it takes an invite.
type UnauthorizedError struct {
	Server   string
	HadToken bool // the client had one
	Refusal  wire.Error
}

func (e *UnauthorizedError) Error() string {
	if !e.HadToken {
		return e.Server + " needs an invite. Ask the person who runs it for one."
	}
	return e.Server + " didn't accept this device. Your access may have been removed. Paste a new invite to continue; " +
		"your shares and names are kept."
}

// Unwrap is ErrUnauthorized and what the server said.
func (e *UnauthorizedError) Unwrap() []error { return []error{ErrUnauthorized, e.Refusal} }

// drainError is the end of a session whose server stops, most likely to start
// again within the grace that it gives its visitors.
type drainError struct{ grace time.Duration }

func (*drainError) Error() string { return "the server is restarting" }

func retryable(err error) error { return &RetryableError{Err: err} }

func isRetryable(err error) bool {
	var r *RetryableError
	return errors.As(err, &r)
}
