package selfcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
)

// explain names the hop at which opening a host, with its port if that is said, failed.
func explain(host string, err error, online bool) *localapi.Error {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if !online || errors.Is(err, unreachable) {
		return problem(localapi.CodeOffline, "You're offline. Sharing continues when you're back online.")
	}
	if cert, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		reason := (&tunnelcore.CertificateError{Server: name, Err: cert.Err}).Reason()
		return problem(localapi.CodeCertificate, "The certificate for %s isn't valid (%s), so browsers warn of your link. "+
			"Ask the person who runs the server for another.", name, reason)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return problem(localapi.CodeDNS, "This computer's DNS doesn't know %s. "+
				"Ask the person who runs the server for a DNS record, or try another network.", name)
		}
		return problem(localapi.CodeDNS, "This computer's DNS doesn't answer, so %s can't be looked up.", name)
	}
	timeout, _ := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, refusal):
		return problem(localapi.CodeServer, "Nothing answers at %s. Ask the person who runs the server.", host)
	case errors.Is(err, context.DeadlineExceeded), timeout != nil && timeout.Timeout():
		return problem(localapi.CodeServer, "%s takes too long to answer. Ask the person who runs the server.", host)
	}
	return problem(localapi.CodeServer, "%s broke off before it answered (%s).", host, root(err))
}

// refused is for an answer that is the server's own page, in plain text.
func refused(host, page string) *localapi.Error {
	says, _, _ := strings.Cut(page, "\n")
	says = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, says[:min(len(says), maxSays)])
	return problem(localapi.CodeServer, "The server doesn't show your share at %s. It says: “%s”", host, says)
}

// maxSays is more than any page's first line has, in bytes.
const maxSays = 200

// elsewhere is for an answer that nobody here gave.
func elsewhere(host string) *localapi.Error {
	return problem(localapi.CodeServer, "Something else than your share answers at %s. "+
		"Ask the person who runs the server where its DNS record leads.", host)
}

func problem(code, format string, args ...any) *localapi.Error {
	return &localapi.Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// root is the innermost error, which says it shortest.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// online tells whether this computer has an address that others could know. If that
// can't be told it has.
func online() bool {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() {
			return true
		}
	}
	return false
}
