package public_test

import (
	"crypto/tls"
	"net"
	"testing"
)

// The alerts a visitor may get, as records.
const (
	decodeError      = "\x15\x03\x03\x00\x02\x02\x32"
	unrecognizedName = "\x15\x03\x03\x00\x02\x02\x70"
)

// clientHello is the bytes of a hello for a server name, as crypto/tls makes it.
func clientHello(t *testing.T, serverName string) string {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		_ = tls.Client(near, &tls.Config{ServerName: serverName, InsecureSkipVerify: true}).Handshake() //nolint:gosec // nobody answers
	}()
	b := make([]byte, 64<<10)
	n, err := far.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	far.Close()
	return string(b[:n])
}
