package main

import (
	"context"
	"errors"
	"net"
	"time"
)

// The paths from the visitor to the app that are measured, in the order of the
// report's columns.
const (
	pathDirect   = "direct"     // no tunnel
	pathRelays   = "two relays" // haproxy twice, at its defaults
	pathBig      = "big relays" // haproxy twice, with big buffers and splicing
	pathGotunnel = "gotunnel"
)

var pathNames = []string{pathDirect, pathRelays, pathBig, pathGotunnel}

// errMissing is wrapped by what a path returns that cannot be had on this
// machine. Its figures are left out with a notice, and nothing has failed.
var errMissing = errors.New("left out")

// path is one way from the visitor to the app.
type path interface {
	// target is where visitors of a mode go. It may start what serves them.
	target(ctx context.Context, mode string) (endpoint, error)
	// ends are the processes on the visitor's side and on the app's side.
	ends() (server, client []*process)
	// close ends the path's processes.
	close()
}

// modeGateway is modePlain through Gotunnel's HTTP gateway, and modeUninspected
// the same without the inspector; on other paths there is nothing of the kind, so
// they exist only on that one.
const (
	modeGateway     = "gateway"
	modeUninspected = "uninspected"
)

// modes maps what a visitor asks for to how it speaks.
var modes = map[string]string{
	modePlain: modePlain, modeGateway: modePlain, modeUninspected: modePlain, modeHello: modeHello, modeTLS: modeTLS,
}

// direct is no path at all.
type direct struct{ app *app }

func (d direct) target(_ context.Context, mode string) (endpoint, error) {
	return d.app.endpoint(d.app.Addrs[modes[mode]], "localhost", mode), nil
}

func (direct) ends() (server, client []*process) { return nil, nil }
func (direct) close()                            {}

// freeAddr is an address on which nobody listens. Nothing else is started at
// the same time, so it stays free until it is used.
func freeAddr() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// awaitDial blocks until addr accepts connections, for processes that do not
// say when they listen.
func awaitDial(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return c.Close()
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}
