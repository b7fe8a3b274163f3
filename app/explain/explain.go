// Package explain says to people what went wrong while sharing:
//
//	err := explain.Error("share.acme.dev", err)
//	fmt.Println(err.Message)
//
// It knows the errors of packages sharing, tunnelcore and signin. It does not say
// which button or option helps: who shows the sentence does, by the error's code.
package explain

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// The codes of errors beside those of localapi and wire.
const (
	CodeAppTLS      = "app_tls"
	CodePin         = "pin"
	CodeCertificate = "certificate"
	CodeNotGotunnel = "not_gotunnel"
	CodeUnreachable = "unreachable"
	CodeOffline     = "offline"
	CodeInternal    = "internal"
)

// noTokenSent is what did not happen on the way to a server that can't be
// believed.
const noTokenSent = "We didn't send your token."

// Error says what stands between us and what was wanted of a server.
func Error(server string, err error) localapi.Error {
	if e, ok := errors.AsType[localapi.Error](err); ok {
		return e
	}
	if app, ok := errors.AsType[*sharing.AppError](err); ok {
		return ofApp(app)
	}
	if folder, ok := errors.AsType[*sharing.FolderError](err); ok {
		return localapi.Error{Code: localapi.CodeFolder, Message: folder.Error()}
	}
	if errors.Is(err, tunnelcore.ErrServer) {
		return localapi.Error{Code: localapi.CodeInvalid, Message: err.Error()}
	}
	return ofServer(server, err)
}

// ofApp says why an app can't be shared now.
func ofApp(app *sharing.AppError) localapi.Error {
	place := app.Target.Place()
	if !app.Away() {
		return localapi.Error{Code: CodeAppTLS, Message: fmt.Sprintf("Something listens on %s, but https with it failed: %v. "+
			"If it speaks http, leave out the https.", place, errors.Unwrap(app.Err))}
	}
	return localapi.Error{Code: localapi.CodeAppAway, Message: fmt.Sprintf("Nothing is listening on %s.", place)}
}

func ofServer(server string, err error) localapi.Error {
	if errors.Is(err, tunnelcore.ErrUnauthorized) {
		return localapi.Error{Code: string(wire.CodeUnauthorized), Message: err.Error()}
	}
	if refusal, ok := errors.AsType[wire.Error](err); ok {
		return localapi.Error{
			Code: string(refusal.Code), Message: refusal.Error(), Suggestions: refusal.Suggestions, Device: refusal.Device,
		}
	}
	if pin, ok := errors.AsType[*tunnelcore.PinError](err); ok {
		return localapi.Error{Code: CodePin, Message: fmt.Sprintf(
			"%s has another key than the one you pinned, so nothing was sent to it. It has %s.", server, pin.Got)}
	}
	if cert, ok := errors.AsType[*tunnelcore.CertificateError](err); ok {
		message := fmt.Sprintf("The certificate for %s isn't valid (%s). %s", server, cert.Reason(), noTokenSent)
		if _, ok := errors.AsType[x509.UnknownAuthorityError](cert.Err); ok {
			message += " If it is self-signed, ask who runs the server for its key pin."
		}
		return localapi.Error{Code: CodeCertificate, Message: message}
	}
	if errors.Is(err, tunnelcore.ErrNotGotunnel) {
		return localapi.Error{Code: CodeNotGotunnel, Message: server + " answered, but it isn't a Gotunnel server. Check the address."}
	}
	if retry, ok := errors.AsType[*tunnelcore.RetryableError](err); ok {
		return unreachable(server, retry)
	}
	return localapi.Error{Code: CodeInternal, Message: err.Error()}
}

func unreachable(server string, err error) localapi.Error {
	if !hasNetwork() && !isHere(server) {
		return localapi.Error{Code: CodeOffline, Message: "You're offline. Sharing continues when you're back online."}
	}
	return localapi.Error{Code: CodeUnreachable, Message: fmt.Sprintf("Can't reach %s (%v). Check the address and your network.", server, Root(err))}
}

// hasNetwork is another one in tests.
var hasNetwork = online

// isHere tells a server on this computer, which needs no network.
func isHere(server string) bool {
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		host = server
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// online tells whether this computer has an address that others could know.
func online() bool {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			return true
		}
	}
	return false
}

// Root is the innermost error: "connection refused" without where, which the
// sentence around it says.
func Root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
