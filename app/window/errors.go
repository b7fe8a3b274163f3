package window

import (
	"context"
	"encoding/json"
	"errors"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// errAway says that there is no agent now.
var errAway = localapi.Error{Code: launch.CodeAgent, Message: "The part of Gotunnel that shares isn't answering. It is being started again; try once more in a moment."}

// formatted is an error as Wails passes it to the page: as the text of an Error.
func formatted(err error) any {
	data, err := json.Marshal(plain(err))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// plain is an error as the page shows it.
func plain(err error) localapi.Error {
	if e, ok := errors.AsType[localapi.Error](err); ok {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return localapi.Error{Code: localapi.CodeFailed, Message: "That is taking too long. Try again in a moment."}
	}
	if isGone(err) {
		return errAway
	}
	return localapi.Error{Code: localapi.CodeFailed, Message: err.Error()}
}
