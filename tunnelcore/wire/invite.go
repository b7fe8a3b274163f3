package wire

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

// Invite can be exchanged for a token, once. Its code is short enough to be
// typed: "k3fxa7-…", 36 characters in six groups, the last of which holds a
// checksum. Printing or logging it shows the id alone; [Invite.Reveal] is the
// whole.
type Invite struct {
	// ID names the invite on the server. It is no secret.
	ID     string
	secret string
}

// The lengths of an invite's parts in characters of the Alphabet: 130 bits of
// secret, and 20 of checksum, which one mistake in a million passes.
const (
	inviteID     = 6
	inviteSecret = 26
	inviteSum    = 4
	inviteLength = inviteID + inviteSecret + inviteSum
	inviteGroup  = 6
)

// maxInvite is the longest text that is looked at for an invite, in bytes.
const maxInvite = 1024

// ErrInvite says that a text is no invite.
var ErrInvite = errors.New("that is no invite, or part of it is missing: copy the whole link, with what follows the #")

// NewInvite makes an invite from chance.
func NewInvite() Invite {
	return Invite{ID: RandomText(inviteID), secret: RandomText(inviteSecret)}
}

// ParseInvite reads a code as people type it: in capitals too, and with dashes
// or spaces where they like. It returns [ErrInvite] for anything else, which
// does not quote it.
func ParseInvite(code string) (Invite, error) {
	if len(code) > maxInvite {
		return Invite{}, ErrInvite
	}
	code = strings.ToLower(strings.Join(strings.FieldsFunc(code, isSeparator), ""))
	if !isText(code, inviteLength) {
		return Invite{}, ErrInvite
	}
	const sum = inviteID + inviteSecret
	if checksum(code[:sum], inviteSum) != code[sum:] {
		return Invite{}, ErrInvite
	}
	return Invite{ID: code[:inviteID], secret: code[inviteID:sum]}, nil
}

func isSeparator(r rune) bool { return r == '-' || r == ' ' }

// Reveal is the whole code, in its one spelling.
func (i Invite) Reveal() string {
	code := i.ID + i.secret
	code += checksum(code, inviteSum)
	var groups []string
	for len(code) > 0 {
		n := min(inviteGroup, len(code))
		groups = append(groups, code[:n])
		code = code[n:]
	}
	return strings.Join(groups, "-")
}

// Hash is the SHA-256 of the secret, which is all that a server keeps of it.
func (i Invite) Hash() [sha256.Size]byte { return sha256.Sum256([]byte(i.secret)) }

// String names the invite without its secret.
func (i Invite) String() string { return i.ID + "-…" }

// Format prints String whatever the verb.
func (i Invite) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, i.String()) }

// LogValue implements [slog.LogValuer]: the id alone.
func (i Invite) LogValue() slog.Value { return slog.StringValue(i.String()) }

// InviteLink is an invite with the server it is for, as it is sent to people:
//
//	https://share.acme.dev/i#CODE
//	gotunnel://203.0.113.7:8080/i#CODE.PIN
//
// What follows the # never reaches a server's log.
type InviteLink struct {
	// Server is "host" or "host:port"; the default port is 443.
	Server string
	Code   Invite
	// Pin is the server's key pin, "sha256:…"; empty if its certificate is one
	// that computers trust. It is not checked here.
	Pin string
}

// The ways to write an invite's link; the first is for the program itself,
// which may be made to open it.
const (
	SchemeApp   = "gotunnel"
	SchemeHTTPS = "https"
	SchemeHTTP  = "http"
)

// invitePath is where a server shows what to do with an invite.
const invitePath = "/i"

// Reveal is the link, with the whole code.
func (l InviteLink) Reveal(scheme string) string {
	fragment := l.Code.Reveal()
	if l.Pin != "" {
		fragment += "." + l.Pin
	}
	return scheme + "://" + l.Server + invitePath + "#" + fragment
}

// ParseInviteLink reads what Reveal wrote. It returns [ErrInvite] for anything
// else, which does not quote it.
func ParseInviteLink(s string) (InviteLink, error) {
	if len(s) > maxInvite {
		return InviteLink{}, ErrInvite
	}
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.User != nil || u.RawQuery != "" || strings.TrimSuffix(u.Path, "/") != invitePath {
		return InviteLink{}, ErrInvite
	}
	server, err := linkServer(u)
	if err != nil {
		return InviteLink{}, err
	}
	text, pin, _ := strings.Cut(u.Fragment, ".")
	code, err := ParseInvite(text)
	if err != nil {
		return InviteLink{}, err
	}
	return InviteLink{Server: server, Code: code, Pin: pin}, nil
}

// linkServer is a link's server in one spelling: a client's secrets are made
// for it.
func linkServer(u *url.URL) (string, error) {
	host, err := CanonicalHost(u.Host)
	if err != nil {
		return "", ErrInvite
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	switch u.Scheme {
	case SchemeHTTP:
		port = cmp.Or(port, "80")
	case SchemeHTTPS, SchemeApp:
		port = cmp.Or(port, "443")
	default:
		return "", ErrInvite
	}
	if port == "443" {
		return host, nil
	}
	return host + ":" + port, nil
}
