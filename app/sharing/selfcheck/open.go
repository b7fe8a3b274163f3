package selfcheck

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/wire"
)

// openWait is how long a link may take. A visitor would not wait longer either.
const openWait = 10 * time.Second

const (
	maxHead = 64 << 10 // of an answer, in bytes
	maxBody = 4 << 10
)

// Open opens a link of HTTP and waits for this check's answer, for 10 seconds at
// most. It returns nil if that came, and else what is in the way, which means
// nothing if ctx ended.
func (c *Check) Open(ctx context.Context, link string) *localapi.Error {
	ctx, cancel := context.WithTimeout(ctx, openWait)
	defer cancel()
	to, err := url.Parse(link)
	if err != nil {
		return elsewhere(link)
	}
	nonce := rand.Text()
	to.Path = wire.SelfCheck + nonce
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		return elsewhere(link)
	}
	req.Header.Set("Accept", "text/plain")
	req.Header.Set("User-Agent", "gotunnel")
	transport := &http.Transport{DialContext: dial, DisableKeepAlives: true, MaxResponseHeaderBytes: maxHead}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		return explain(to.Host, err, isHere(to.Hostname()) || online())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody))
	page := res.Header.Get(pages.Header)
	switch {
	case err != nil:
		return explain(to.Host, err, isHere(to.Hostname()) || online())
	case res.StatusCode == http.StatusOK && string(body) == c.answer(nonce):
		return nil
	case page != "":
		return refused(to.Host, string(body))
	}
	return elsewhere(to.Host)
}

// Knock opens a link whose bytes this program does not look at, as far as that goes:
// it connects, for 10 seconds at most. It returns as Open does.
func Knock(ctx context.Context, link string) *localapi.Error {
	ctx, cancel := context.WithTimeout(ctx, openWait)
	defer cancel()
	to, err := url.Parse(link)
	if err != nil {
		return elsewhere(link)
	}
	conn, err := dial(ctx, "tcp", withPort(to))
	if err != nil {
		return explain(to.Host, err, isHere(to.Hostname()) || online())
	}
	_ = conn.Close() // it did its work
	return nil
}

func withPort(to *url.URL) string {
	port := to.Port()
	switch {
	case port != "":
	case to.Scheme == "http":
		port = "80"
	default:
		port = "443"
	}
	return net.JoinHostPort(to.Hostname(), port)
}

// dial takes names under localhost for this computer, as browsers do and not every
// resolver.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if isHere(host) {
		address = net.JoinHostPort("127.0.0.1", port)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

func isHere(host string) bool {
	host = strings.TrimSuffix(host, ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
