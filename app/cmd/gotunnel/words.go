package main

import (
	"errors"

	"gotunnel/app/explain"
	"gotunnel/app/localapi"
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
const codeAppAway = localapi.CodeAppAway

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
	if errors.Is(err, tunnelcore.ErrServer) {
		return err // a wrong option
	}
	f := explained(server, err)
	switch f.code {
	case string(wire.CodeNameElsewhere):
		f.message += " Add --move to do that."
	case codeAppAway:
		f.message += " Start your app first, or add --wait to share it as soon as it starts."
	}
	return f
}

// explained says what went wrong, and with which command it can be mended.
func explained(server string, err error) failure {
	e := explain.Error(server, err)
	f := failure{e.Code, e.Message}
	switch e.Code {
	case string(wire.CodeUnauthorized):
		f.message += " Sign in with: gotunnel login"
	case localapi.CodeLocked, localapi.CodeNoKeyring:
		f.message += " To keep the sign-in in a file that only you can read, sign in with: gotunnel login --save-in-file"
	case explain.CodePin:
		f.message += " If the server's operator says that this is right, use it as --pin."
	}
	return f
}
