package sniff

import (
	"crypto/tls"
	"errors"
	"io"
	"net/netip"
	"strings"

	"gotunnel/tunnelcore/wire"
)

// MaxHello is how many bytes [ReadHello] reads at most. A browser's hello with
// post-quantum keys is about 1.9 KiB; crypto/tls takes messages of 64 KiB.
const MaxHello = 64 << 10

// What [ReadHello] refuses.
var (
	// ErrNotHello is returned for bytes that are no ClientHello, or one that
	// crypto/tls refuses: with two server names, or one that ends in a dot.
	ErrNotHello = errors.New("not a TLS ClientHello")
	// ErrHelloSize is returned for a hello that does not fit in [MaxHello].
	ErrHelloSize = errors.New("the TLS ClientHello is larger than 64 KiB")
	// ErrServerName is returned for a hello whose server name is no host name:
	// an IP address, which RFC 6066 section 3 excludes, is none.
	ErrServerName = errors.New("the server name in the TLS ClientHello is not a host name")
)

// Hello is what a ClientHello says, as far as a server that routes it wants to
// know.
type Hello struct {
	// ServerName is in the spelling of [wire.CanonicalHost], or empty if the
	// visitor named none.
	ServerName string
	// ALPN are the application protocols, the visitor's favourite first.
	ALPN []string
}

// ReadHello reads the records of one TLS ClientHello from r and not a byte
// more. It returns what the hello says and all bytes it read, with an error too:
// they are the caller's, to replay or to look at. It blocks as long as r does,
// so r needs a deadline.
//
// It is strict: records are of handshake type and not empty, and the hello
// ends where the last of them ends. Which TLS versions it offers does not
// matter. Of an encrypted hello (ECH) it returns what is outside. Errors are [ErrNotHello], [ErrHelloSize], [ErrServerName],
// [io.ErrUnexpectedEOF] if r ends before the hello, and r's own.
func ReadHello(r io.Reader) (Hello, []byte, error) {
	raw, err := readRecords(r)
	if err != nil {
		return Hello{}, raw, err
	}
	hello, err := parseHello(raw)
	return hello, raw, err
}

// parseHello has crypto/tls read a whole hello, so that there is no second
// parser of what a hello holds. It reads from memory and never blocks.
func parseHello(raw []byte) (hello Hello, err error) {
	enough := errors.New("hello read")
	var name string
	conn := &replayed{rest: raw}
	err = tls.Server(conn, &tls.Config{
		GetConfigForClient: func(info *tls.ClientHelloInfo) (*tls.Config, error) {
			name, hello.ALPN = info.ServerName, info.SupportedProtos
			return nil, enough
		},
	}).Handshake()
	if !errors.Is(err, enough) {
		return Hello{}, ErrNotHello
	}
	if hello.ServerName, err = serverName(name); err != nil {
		return Hello{}, err
	}
	return hello, nil
}

// serverName is the canonical spelling of what a hello names.
func serverName(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	host, err := wire.CanonicalHost(name)
	if err != nil || strings.ContainsAny(name, ":[") {
		return "", ErrServerName
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return "", ErrServerName
	}
	return host, nil
}
