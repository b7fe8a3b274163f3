package window

import (
	"context"
	"errors"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// errAway says that there is no agent now.
var errAway = localapi.Error{Code: launch.CodeAgent, Message: "The part of Gotunnel that shares isn't answering. It is being started again; try once more in a moment."}

// plain is an error as the page gets it.
func plain(err error) any {
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
