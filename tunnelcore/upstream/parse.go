package upstream

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"gotunnel/tunnelcore/wire"
)

// Parse reads a target as people write it: "3000", ":3000", "localhost:3000",
// "192.168.1.5:80", "[::1]:3000", "http://localhost:3000" or
// "https://localhost:8443". Its errors are sentences that say what to write.
func Parse(s string) (*Target, error) {
	if looksLikeFolder(s) {
		return nil, fmt.Errorf("%q looks like a folder; what is wanted here is a port or an address, such as 3000 or localhost:3000", s)
	}
	if strings.Contains(s, "://") {
		return parseURL(s)
	}
	if isNumber(s) {
		s = ":" + s
	}
	if strings.ContainsAny(s, "/?#") {
		return nil, errPath(s)
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return nil, fmt.Errorf("%q has no port; give a port such as 3000, or host:port", s)
	}
	return newTarget(host, port, false)
}

func parseURL(s string) (*Target, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address; give a port such as 3000, or http://localhost:3000", s)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q starts with neither http nor https; share other apps with --tcp and a port", s)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errPath(s)
	}
	if u.User != nil {
		return nil, errors.New("leave the user and password out of the app's address")
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return newTarget(u.Hostname(), port, u.Scheme == "https")
}

func errPath(s string) error {
	return fmt.Errorf("%q has a path; a link always opens the whole app, so leave the path out", s)
}

func looksLikeFolder(s string) bool {
	return s == "." || s == ".." || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "~") ||
		strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") || strings.Contains(s, `\`)
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func newTarget(host, port string, secure bool) (*Target, error) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return nil, fmt.Errorf("%q is not a port; ports are numbers from 1 to 65535", port)
	}
	t := &Target{port: int(n), secure: secure}
	if isThisComputer(host) {
		return t, nil
	}
	if t.host, err = canonical(host); err != nil {
		return nil, fmt.Errorf("%q is not a host name or an IP address", host)
	}
	return t, nil
}

// isThisComputer holds for the hosts that stand for both loopback addresses.
// Development servers that listen everywhere print 0.0.0.0 or [::] as theirs.
func isThisComputer(host string) bool {
	if host == "" || strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsUnspecified()
}

func canonical(host string) (string, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.String(), nil // with its zone, which a Host header can't have
	}
	return wire.CanonicalHost(host)
}
