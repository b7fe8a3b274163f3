package wire

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// MaxName is the longest name, in bytes.
const MaxName = 40

// The longest host name, RFC 1035 section 2.3.4, as text without the last dot.
const maxHost = 253

// ErrName says what a name may be, in the words people see.
var ErrName = errors.New("Use letters, numbers and dashes, up to 40.") //nolint:staticcheck,revive // shown to people as it is

// ErrOwnHost says what a host of somebody's own may be, in the words people see.
var ErrOwnHost = errors.New("Use a host name of your own, such as shop.example.com.") //nolint:staticcheck,revive // shown to people as it is

// ErrHost is returned for what is not a host.
var ErrHost = errors.New("not a host name")

// CanonicalHost is the one spelling of a host that routing, certificates,
// authorisation and logs use: lower case, without port and without the one dot
// that may end a host name; an IP address in its shortest form, an IPv6 one
// without brackets. It takes a Host header's value or an SNI name and returns
// [ErrHost] for anything that is neither, so nothing odd is ever looked up.
func CanonicalHost(s string) (string, error) {
	host, err := cutPort(s)
	if err != nil {
		return "", err
	}
	if rest, ok := strings.CutPrefix(host, "["); ok {
		addr, err := netip.ParseAddr(strings.TrimSuffix(rest, "]"))
		if err != nil || !addr.Is6() || addr.Zone() != "" || !strings.HasSuffix(rest, "]") {
			return "", ErrHost
		}
		return addr.String(), nil
	}
	if addr, ok := ipv4(host); ok {
		return addr, nil
	}
	host = strings.TrimSuffix(host, ".")
	if host == "" || len(host) > maxHost {
		return "", ErrHost
	}
	for label := range strings.SplitSeq(host, ".") {
		if !isLabel(label) {
			return "", ErrHost
		}
	}
	return strings.ToLower(host), nil
}

// cutPort drops ":digits" from the end; an empty port is allowed by RFC 3986.
func cutPort(s string) (string, error) {
	colon := strings.LastIndexByte(s, ':')
	if colon < 0 || strings.HasSuffix(s, "]") {
		return s, nil
	}
	if !isPort(s[colon+1:]) {
		return "", ErrHost
	}
	return s[:colon], nil
}

// isPort reports whether s is empty or a number up to 65535 in 5 digits.
func isPort(s string) bool {
	if s == "" {
		return true
	}
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil && len(s) <= 5
}

// ipv4 is the shortest form of an IPv4 address. A name that can't be one is not
// parsed, which would cost an allocation for the error.
func ipv4(s string) (string, bool) {
	if s == "" || !isDigit(s[0]) || !isDigit(s[len(s)-1]) {
		return "", false
	}
	addr, err := netip.ParseAddr(s)
	return addr.String(), err == nil && addr.Is4()
}

// isLabel reports whether s is one label of a host name: letters, digits,
// dashes and, because people have such hosts, underscores.
func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlnum(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// CanonicalName is the one spelling of a tunnel's name, or [ErrName]. Names
// that IDNA would read as another alphabet ("xn--", RFC 5891 section 4.2.3.1)
// are refused: a visitor could not tell them from what they imitate.
func CanonicalName(s string) (string, error) {
	if len(s) > MaxName || !isLabel(s) || strings.Contains(s, "_") {
		return "", ErrName
	}
	if len(s) >= 4 && s[2:4] == "--" {
		return "", ErrName
	}
	return strings.ToLower(s), nil
}

// NameIn is the name that a canonical host has under domain, also canonical:
// "shop" for "shop.share.acme.dev" under "share.acme.dev".
func NameIn(host, domain string) (name string, ok bool) {
	name, ok = strings.CutSuffix(host, "."+domain)
	if !ok {
		return "", false
	}
	name, err := CanonicalName(name)
	return name, err == nil
}

// CanonicalBind is the one spelling of what a tunnel is asked to be called: a
// name, or [ErrName]; with a dot in it a host of somebody's own, or
// [ErrOwnHost], which is not checked to be outside of the server's domain.
func CanonicalBind(s string) (string, error) {
	if !IsOwnHost(s) {
		return CanonicalName(s)
	}
	host, err := CanonicalHost(s)
	top := host[strings.LastIndexByte(host, '.')+1:]
	// Browsers take a host for an IP address if its last label starts like a
	// number (WHATWG URL section 3.5); no top-level domain does.
	if err != nil || !IsOwnHost(host) || strings.Contains(s, ":") || isDigit(top[0]) {
		return "", ErrOwnHost
	}
	return host, nil
}

// IsOwnHost tells a host of somebody's own from a name under the server's
// domain, among what tunnels are called.
func IsOwnHost(name string) bool { return strings.Contains(name, ".") }

// Within tells whether a canonical host is domain or lies under it, at any
// depth.
func Within(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}
