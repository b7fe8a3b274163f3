package upstream

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/link"
)

// dialTimeout covers name lookup, connecting and the TLS handshake. An app on
// this computer answers in milliseconds; a browser that waits longer than this
// looks broken.
const dialTimeout = 5 * time.Second

// Target is one app's address, made by [Parse]. It may be used by many
// goroutines at once.
type Target struct {
	host   string // "": either loopback address
	port   int
	secure bool

	// answered is the address that took the last connection, nil before.
	answered atomic.Pointer[string]
}

// TLSError says that an app was there but the TLS handshake with it failed.
type TLSError struct{ Err error }

func (e *TLSError) Error() string {
	return fmt.Sprintf("the app answered, but not with TLS that can be used: %v", e.Err)
}

func (e *TLSError) Unwrap() error { return e.Err }

// String is the address that answered last, such as "127.0.0.1:3000"; before
// anything did, the first that will be tried.
func (t *Target) String() string { return t.addresses()[0] }

// Text is the target as [Parse] reads it again.
func (t *Target) Text() string {
	host := t.host
	if host == "" {
		host = "localhost"
	}
	text := net.JoinHostPort(host, strconv.Itoa(t.port))
	if t.secure {
		return "https://" + text
	}
	return text
}

// Place is what to call the target when speaking to a person: "port 3000" on
// this computer, or its host and port.
func (t *Target) Place() string {
	if t.host == "" || isLoopback(t.host) {
		return "port " + strconv.Itoa(t.port)
	}
	return t.String()
}

// Secure tells whether the app is spoken to by TLS.
func (t *Target) Secure() bool { return t.secure }

// Dial connects to the app, and with https makes the TLS handshake, within
// 5 seconds. The connection is the caller's to close; one with TLS is a
// [relay.End] too. It returns a [*TLSError] if only the handshake failed.
func (t *Target) Dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	conn, err := t.connect(ctx)
	if err != nil || !t.secure {
		return conn, err
	}
	return t.handshake(ctx, conn)
}

// connect tries the addresses in turn: a loopback address where nothing
// listens says so at once.
func (t *Target) connect(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: -1, Control: connectNow} // apps are near, and probes cost four system calls
	var errs []error
	for _, addr := range t.addresses() {
		conn, err := dialer.DialContext(ctx, "tcp", addr)
		if err == nil {
			t.answered.Store(&addr)
			return conn, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// addresses are where the app may be, the one that answered last first.
func (t *Target) addresses() []string {
	port := strconv.Itoa(t.port)
	if t.host != "" {
		return []string{net.JoinHostPort(t.host, port)}
	}
	first, second := net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port)
	if last := t.answered.Load(); last != nil && *last == second {
		first, second = second, first
	}
	return []string{first, second}
}

func (t *Target) handshake(ctx context.Context, conn net.Conn) (net.Conn, error) {
	secure := link.Client(conn, &tls.Config{
		ServerName: t.serverName(),
		NextProtos: []string{"http/1.1"}, // what visitors' requests arrive as
		// A developer's certificate is worth nothing and needs to be worth
		// nothing on loopback. What counts is where the connection went, not
		// what the host is called.
		InsecureSkipVerify: isLoopback(hostOf(conn.RemoteAddr())),
	})
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, &TLSError{Err: err}
	}
	return secure, nil
}

func (t *Target) serverName() string {
	if t.host == "" {
		return "localhost"
	}
	return t.host
}

func hostOf(addr net.Addr) string {
	if a, ok := addr.(*net.TCPAddr); ok {
		return a.IP.String()
	}
	return ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
