// Package upstream dials the app that a person shares:
//
//	target, err := upstream.Parse("localhost:3000")
//	conn, err := target.Dial(ctx)
//
// An app that listens on 127.0.0.1 only or on ::1 only is found either way,
// and https on loopback works with a certificate that nobody signed.
//
// It sends nothing of its own beyond the TLS handshake, speaks no HTTP, and
// serves no folders. It does not decide what may be shared: any host and port
// that a person typed will be dialed.
package upstream
