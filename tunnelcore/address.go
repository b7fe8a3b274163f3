package tunnelcore

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// defaultPort is where a server listens if nobody says otherwise.
const defaultPort = "443"

// ErrServer says how a server is named.
var ErrServer = errors.New("a server is a host name or address, with a port if it is not 443: share.acme.dev or 127.0.0.1:8080")

// splitServer takes "host" or "host:port" apart.
func splitServer(server string) (host, port string, err error) {
	if server == "" || strings.ContainsAny(server, "/ @") {
		return "", "", ErrServer
	}
	host, port, err = net.SplitHostPort(server)
	if err != nil {
		host, port = strings.Trim(server, "[]"), defaultPort
		if strings.Contains(host, ":") && !isAddr(host) {
			return "", "", ErrServer
		}
	}
	if host == "" || port == "" {
		return "", "", ErrServer
	}
	return host, port, nil
}

func isAddr(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// isLoopback reports whether a host can only be this computer, RFC 6761 section
// 6.3 for the names.
func isLoopback(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// dialAddress is where to dial: names under localhost are this computer, which
// not every resolver knows.
func dialAddress(host, port string) string {
	if isLoopback(host) && !isAddr(host) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

func describe(server string, err error) error {
	return fmt.Errorf("can't reach %s: %w", server, err)
}
