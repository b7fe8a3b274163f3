package gateway

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"gotunnel/tunnelcore/upstream"
)

// Hint is something that the sharer can mend, and visitors can't.
type Hint struct {
	Kind HintKind
	// Origin is the address in question, such as "http://localhost:4000", or "".
	Origin string
}

// HintKind says what happened.
type HintKind string

const (
	// HintRedirect says that the app sent a visitor to Origin, an address on this
	// computer that is not this share. What listens there needs a link too.
	HintRedirect HintKind = "redirect-to-localhost"
	// HintSignIn says that the app sent a visitor to another site, to come back to
	// Origin, an address on this computer. [Public] helps if the app makes
	// that address from what it is asked for; else it has to be told its own.
	HintSignIn HintKind = "sign-in-returns-to-localhost"
	// HintTLS says that the app is shared as https, but spoke something else, or has a
	// certificate that can't be trusted. Origin is "".
	HintTLS HintKind = "no-tls"
)

// maxHints bounds what is remembered, and told, of an app that redirects to
// ever new ports.
const maxHints = 16

// hints tells of each only once.
type hints struct {
	tell func(Hint) // nil: nobody is told

	mu   sync.Mutex
	told map[Hint]bool
}

func (h *hints) give(hint Hint) {
	if h.tell == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.told[hint] || len(h.told) >= maxHints {
		return
	}
	if h.told == nil {
		h.told = map[Hint]bool{}
	}
	h.told[hint] = true
	h.tell(hint)
}

// redirect looks at an answer whose Location is what the visitor will get.
func (h *hints) redirect(res *http.Response) {
	location := res.Header.Get("Location")
	if h.tell == nil || location == "" {
		return
	}
	to, rest, ok := cutOrigin(location)
	if !ok {
		return
	}
	if isLocal(to.host) {
		h.give(Hint{HintRedirect, to.String()})
		return
	}
	_, query, _ := strings.Cut(rest, "?")
	values, _ := url.ParseQuery(query) // whatever of it can be read
	for _, value := range values {
		if back, _, ok := cutOrigin(value[0]); ok && isLocal(back.host) {
			h.give(Hint{HintSignIn, back.String()})
		}
	}
}

func (h *hints) failed(err error) {
	var tls *upstream.TLSError
	if errors.As(err, &tls) {
		h.give(Hint{Kind: HintTLS})
	}
}

// isLocal reports whether a host with its port can only be this computer's,
// so that a visitor would look for it on his own.
func isLocal(host string) bool {
	name := hostname(host)
	return name == "localhost" || isLoopback(name)
}
