package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"gotunnel/server/certs"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/wire"
)

// meetWait is how long a port may take to show who it is.
const meetWait = 5 * time.Second

// errUnmet is within the error when no connection came about.
var errUnmet = errors.New("no connection")

// knock connects and says nothing.
func knock(ctx context.Context, addr string) (string, error) {
	conn, err := dial(ctx, addr)
	if err != nil {
		return "", err
	}
	return someone, conn.Close()
}

func dial(ctx context.Context, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnmet, err)
	}
	return conn, nil
}

// pinAsClient begins as a client does, and goes away.
func pinAsClient(ctx context.Context, addr string) (string, error) {
	state, err := handshake(ctx, addr, &tls.Config{NextProtos: []string{wire.ALPNControl}})
	if err == nil && state.NegotiatedProtocol != wire.ALPNControl {
		err = errors.New("it speaks TLS, but not with clients of gotunneld")
	}
	if err != nil {
		return "", err
	}
	return pinOf(state), nil
}

// pinAsVisitor begins as a browser does that wants a host.
func pinAsVisitor(ctx context.Context, addr, host string) (string, error) {
	state, err := handshake(ctx, addr, &tls.Config{ServerName: host})
	if err != nil {
		return "", err
	}
	return pinOf(state), nil
}

// handshake does not check the certificate: the caller knows the key.
func handshake(ctx context.Context, addr string, config *tls.Config) (state tls.ConnectionState, err error) {
	config.InsecureSkipVerify = true
	raw, err := dial(ctx, addr)
	if err != nil {
		return state, err
	}
	defer raw.Close()
	conn := tls.Client(raw, config)
	err = conn.HandshakeContext(ctx)
	return conn.ConnectionState(), err
}

func pinOf(state tls.ConnectionState) string {
	return certs.Pin(tls.Certificate{Leaf: state.PeerCertificates[0]})
}

// page asks for a name that nobody has, for which gotunneld has a page.
func page(ctx context.Context, addr, host string) (string, error) {
	transport := &http.Transport{
		DialContext:            func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, addr) },
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: 16 << 10,
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, "http://"+host+"/", http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.Header.Get(pages.Header) == "" {
		return "", errors.New("it speaks HTTP, but has another page for names that nobody has")
	}
	return gotunnel, nil
}
