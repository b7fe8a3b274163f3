package main

import (
	"crypto/x509"
	"errors"
	"fmt"

	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// failure is what went wrong while sharing, as opposed to wrong options or
// settings.
type failure struct {
	code    string // for scripts; a wire.Code where the server said no
	message string // a sentence for people
}

func (f failure) Error() string { return f.message }

// codeAppAway is the code for an app that nobody finds listening.
const codeAppAway = "app_away"

// codeFolder is the code for a folder that can't be shared.
const codeFolder = "folder"

// status is the program's exit status.
func status(err error) int {
	if _, ok := errors.AsType[failure](err); ok {
		return 1
	}
	return 2
}

func failedEvent(err error) errorEvent {
	if f, ok := errors.AsType[failure](err); ok {
		return errorEvent{Code: f.code, Message: f.message}
	}
	return errorEvent{Code: "usage", Message: err.Error()}
}

// startFailure says why sharing does not begin.
func startFailure(server string, err error) error {
	if app, ok := errors.AsType[*sharing.AppError](err); ok {
		return appFailure(app)
	}
	if folder, ok := errors.AsType[*sharing.FolderError](err); ok {
		return failure{codeFolder, folder.Error()}
	}
	if errors.Is(err, tunnelcore.ErrServer) {
		return err // a wrong option
	}
	return listenFailure(server, err)
}

// appFailure says why an app can't be shared now.
func appFailure(app *sharing.AppError) failure {
	target := app.Target
	if !app.Away() {
		return failure{"app_tls", fmt.Sprintf("Something listens on %s, but https with it failed: %v. "+
			"If it speaks http, leave out the https.", target.Place(), errors.Unwrap(app.Err))}
	}
	return failure{codeAppAway, fmt.Sprintf("Nothing is listening on %s. Start your app first, or add --wait "+
		"to share it as soon as it starts.", target.Place())}
}

// listenFailure is serverFailure for a name that was asked for.
func listenFailure(server string, err error) failure {
	f := serverFailure(server, err)
	if f.code == string(wire.CodeNameElsewhere) {
		f.message += " Add --move to do that."
	}
	return f
}

// noTokenSent is what did not happen on the way to a server that can't be
// believed.
const noTokenSent = "We didn't send your token."

// serverFailure says what stands between us and the server.
func serverFailure(server string, err error) failure {
	if errors.Is(err, tunnelcore.ErrUnauthorized) {
		return failure{string(wire.CodeUnauthorized), err.Error() + " Sign in with: gotunnel login"}
	}
	if refusal, ok := errors.AsType[wire.Error](err); ok {
		return failure{string(refusal.Code), refusal.Error()}
	}
	if pin, ok := errors.AsType[*tunnelcore.PinError](err); ok {
		return failure{"pin", fmt.Sprintf("%s has another key than the one you pinned, so nothing was sent to it. "+
			"It has %s; if its operator says that this is right, use it as --pin.", server, pin.Got)}
	}
	if cert, ok := errors.AsType[*tunnelcore.CertificateError](err); ok {
		message := fmt.Sprintf("The certificate for %s isn't valid (%s). %s", server, cert.Reason(), noTokenSent)
		if _, ok := errors.AsType[x509.UnknownAuthorityError](cert.Err); ok {
			message += " If it is self-signed, ask who runs the server for its --pin."
		}
		return failure{"certificate", message}
	}
	if errors.Is(err, tunnelcore.ErrNotGotunnel) {
		return failure{"not_gotunnel", server + " answered, but it isn't a Gotunnel server. Check the address."}
	}
	if retry, ok := errors.AsType[*tunnelcore.RetryableError](err); ok {
		return failure{"unreachable", fmt.Sprintf("Can't reach %s (%v). Check the address and your network.", server, root(retry))}
	}
	return failure{"internal", err.Error()}
}

// root is the innermost error: "connection refused" without where, which the
// sentence around it says.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
