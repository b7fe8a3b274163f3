package registry

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gotunnel/tunnelcore/wire"
)

// RefusedNames are names that nobody gets unless they are reserved for him:
// people, browsers and mail servers expect the server's own at these.
var RefusedNames = []string{"www", "admin", "api", "mail", "i"}

// blockedWords are the words, between dashes, that nobody's name may have: they
// make visitors believe that somebody else is behind the link.
var blockedWords = []string{"paypal", "appleid", "icloud", "netflix", "whatsapp", "metamask", "coinbase", "webmail", "ebanking"}

// refusalLocked says why a claim can't have a name, or nil. e is who has it, or
// nil.
func (r *Registry) refusalLocked(c Claim, e *entry) error {
	if _, ok := r.blocks[c.Name]; ok {
		return blockedRefusal(c.Name)
	}
	if e == nil {
		return r.unfitLocked(c)
	}
	mine := sameSecret(e.Resume, c.Resume)
	switch {
	case e.Account != c.Account && (e.Account != "" || !mine): // it may be from before there were accounts
		return r.strangersLocked(c, e)
	case mine, e.Reserved && e.state != Live, c.Move && c.Account != "":
		return nil
	case c.Account == "":
		return r.takenLocked(c)
	}
	return elsewhereRefusal(e)
}

// strangersLocked is the refusal of a name that another account has.
func (r *Registry) strangersLocked(c Claim, e *entry) error {
	if e.Reserved {
		return reservedRefusal(c.Name)
	}
	return r.takenLocked(c)
}

// unfitLocked says why a name that nobody has is not for this account, or nil. A
// host of the account's own was given to it by who runs the server.
func (r *Registry) unfitLocked(c Claim) error {
	switch {
	case wire.IsOwnHost(c.Name):
		return nil
	case slices.Contains(RefusedNames, c.Name), slices.Contains(r.Refused, c.Name):
		return reservedRefusal(c.Name)
	case hasBlockedWord(c.Name):
		return wire.Error{Code: wire.CodeBlocked, Message: fmt.Sprintf(
			"'%s' can't be had on this server, because visitors may take it for somebody else's. Choose another name.", c.Name)}
	case !allowed(c):
		return wire.Error{Code: wire.CodeNameReserved, Message: fmt.Sprintf(
			"'%s' is not a name your account may use. It may use: %s.", c.Name, strings.Join(c.Names, ", "))}
	}
	return nil
}

func hasBlockedWord(name string) bool {
	for word := range strings.SplitSeq(name, "-") {
		if slices.Contains(blockedWords, word) {
			return true
		}
	}
	return false
}

// allowed tells whether a claim's name is one of those its account may have.
func allowed(c Claim) bool {
	return len(c.Names) == 0 || slices.ContainsFunc(c.Names, func(pattern string) bool {
		ok, err := path.Match(pattern, c.Name)
		return ok && err == nil
	})
}

// takenLocked is the refusal in the words people see.
func (r *Registry) takenLocked(c Claim) error {
	if r.Single {
		return wire.Error{Code: wire.CodeNameTaken, Message: "This server serves one share at a time, and somebody has it."}
	}
	free := r.suggestLocked(c)
	msg := fmt.Sprintf("'%s' is taken on this server.", c.Name)
	if len(free) > 0 {
		msg += " Free right now: " + strings.Join(free, ", ") + "."
	}
	return wire.Error{Code: wire.CodeNameTaken, Message: msg, Suggestions: free}
}

// elsewhereRefusal asks whether the name is to be moved.
func elsewhereRefusal(e *entry) wire.Error {
	is := "is shared from"
	if e.state != Live {
		is = "was last shared from"
	}
	return wire.Error{
		Code: wire.CodeNameElsewhere, Device: e.Device,
		Message: fmt.Sprintf("'%s' %s %s. Move it here?", e.Name.Name, is, computer(e.Device)),
	}
}

// movedNotice tells a device that its name was moved to the claim's.
func movedNotice(c Claim) wire.Error {
	return wire.Error{
		Code: wire.CodeNameElsewhere, Device: c.Device,
		Message: fmt.Sprintf("'%s' was moved to %s.", c.Name, computer(c.Device)),
	}
}

// computer is what to call a device when speaking to its person.
func computer(device string) string {
	if device == "" {
		return "another of your computers"
	}
	return "your computer " + device
}

func reservedRefusal(name string) wire.Error {
	return wire.Error{Code: wire.CodeNameReserved, Message: fmt.Sprintf("'%s' is reserved on this server. Choose another name.", name)}
}

func blockedRefusal(name string) wire.Error {
	return wire.Error{Code: wire.CodeBlocked, Message: fmt.Sprintf(
		"'%s' was blocked by the person who runs this server. Ask them why, or choose another name.", name)}
}
