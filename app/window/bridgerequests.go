package window

import (
	"context"
	"encoding/json"
	"errors"
	"syscall"

	"gotunnel/app/localapi"
	"gotunnel/app/wholefile"
)

// WatchRequests has the page told of a share's requests by "requests" events,
// and no more of another share's.
func (b *Bridge) WatchRequests(name string) { b.watch.start(b, name) }

// StopWatching ends that.
func (b *Bridge) StopWatching() { b.watch.stop() }

// Request is all that is known of one request.
func (b *Bridge) Request(name string, id int, reveal bool) (localapi.Detail, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) (localapi.Detail, error) {
		return c.Request(ctx, name, id, reveal)
	})
}

// Curl is a shell command that sends a request again.
func (b *Bridge) Curl(name string, id int, reveal bool) (string, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) (string, error) { return c.Curl(ctx, name, id, reveal) })
}

// Replay sends a request to the app again and returns the new one's number.
func (b *Bridge) Replay(name string, id int, e localapi.Edit) (int, error) {
	return ask(b, atServer, func(ctx context.Context, c *localapi.Client) (int, error) { return c.Replay(ctx, name, id, e) })
}

// SaveHAR asks where to, in a dialog of that title, and writes what is kept of a
// share's requests there as an HTTP Archive. It returns the file's path; empty if
// the person thought better of it.
func (b *Bridge) SaveHAR(name string, reveal bool, title string) (string, error) {
	archive, err := ask(b, soon, func(ctx context.Context, c *localapi.Client) (json.RawMessage, error) {
		return c.HAR(ctx, name, reveal)
	})
	if err != nil {
		return "", err
	}
	path, err := b.shell.saveAs(title, name+".har")
	if err != nil || path == "" {
		return "", err
	}
	// Others must not read it: there may be cookies in it.
	if err := wholefile.Write(path, archive, 0o600); err != nil {
		return "", localapi.Error{Code: localapi.CodeFailed, Message: "The requests can't be saved as " + path + " (" + reason(err) + "). Choose another place."}
	}
	return path, nil
}

// reason is an error of the system without the paths, which people know.
func reason(err error) string {
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		return e.Error()
	}
	return err.Error()
}
