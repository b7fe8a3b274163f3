package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"sync"
	"time"

	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/upstream"
)

// Proxy is the way to an app. Its fields must not change after the first
// request; to share the app otherwise, make another Proxy and close this one.
type Proxy struct {
	// Target is the app. It must be set, also with Dial.
	Target *upstream.Target
	// Origin is the link as browsers write an origin, such as
	// "http://shop.localhost:8080". Empty: addresses in headers stay as they
	// are, but for the Host.
	Origin string
	// Profile is where the app thinks it is; empty means [Localhost].
	Profile Profile
	// Patience is how long the app may be missing before a visitor is told,
	// and OnApp: it may only be restarting. Zero means 5 s, negative none.
	Patience time.Duration

	// OnApp is told when the app went away (false) and when it is back (true),
	// in order, one call at a time. It must not block, nor call p. Nil is
	// allowed.
	OnApp func(up bool)
	// OnHint is told what the sharer should know, each thing once, one call at
	// a time. It must not block, nor call p. Nil is allowed.
	OnHint func(Hint)
	// Dial opens the private connection; nil means Target.Dial. The looking for
	// an app that is missing uses it too.
	Dial func(context.Context) (net.Conn, error)
	// Logger gets what goes wrong between visitor and app, as debug messages;
	// nil means nowhere.
	Logger *slog.Logger

	once      sync.Once
	addresses addresses
	pagePort  pagePort
	hints     hints
	transport *transport
	proxy     *httputil.ReverseProxy
}

// ServeHTTP takes a visitor's request to the app. r.RemoteAddr is believed to
// be the visitor's address, and r.Host to be the link's host.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.once.Do(p.init)
	if r.ContentLength != 0 {
		// The app may answer while the visitor still sends. Where the writer
		// can't do that, as in HTTP/1.0, it is no loss.
		_ = http.NewResponseController(w).EnableFullDuplex()
	}
	p.proxy.ServeHTTP(newAnswer(w), r)
}

// Away says that the app is known not to run: it is looked for from now on, and
// OnApp told as if a visitor had waited in vain. It does nothing for an app
// that is away already.
func (p *Proxy) Away() {
	p.once.Do(p.init)
	if missing := p.transport.app.lost(); missing != nil {
		p.transport.app.tooLong(missing)
	}
}

// Close ends the looking for the app and closes connections that no request
// uses. OnApp is not called after it returned. Requests may go on, but an app
// that is away is not waited for any more.
func (p *Proxy) Close() error {
	p.once.Do(p.init)
	p.transport.close()
	return nil
}

func (p *Proxy) init() {
	p.addresses = newAddresses(p.Target, p.Origin)
	if p.Profile != Public {
		p.pagePort = newPagePort(p.Target.String())
	}
	p.hints.tell = p.OnHint
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	p.transport = newTransport(p.newApp())
	p.proxy = &httputil.ReverseProxy{
		Rewrite:        p.rewrite,
		Transport:      p.transport,
		ModifyResponse: p.restore,
		ErrorHandler:   p.fail,
		BufferPool:     &buffers,
		ErrorLog:       slog.NewLogLogger(p.Logger.Handler(), slog.LevelDebug),
	}
}

func (p *Proxy) newApp() *app {
	dial, patience, tell := p.Dial, p.Patience, p.OnApp
	if dial == nil {
		dial = p.Target.Dial
	}
	if patience == 0 {
		patience = defaultPatience
	}
	if tell == nil {
		tell = func(bool) {}
	}
	return newApp(dial, patience, tell)
}

func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	p.addresses.rewrite(p.Profile, r)
	p.pagePort.ask(r.Out)
}

func (p *Proxy) restore(res *http.Response) error {
	if res.StatusCode < http.StatusContinue { // net/http reads it, but panics on writing it
		return fmt.Errorf("the app answered with status %03d, which there is not", res.StatusCode)
	}
	if res.StatusCode == http.StatusSwitchingProtocols {
		res.Request = nil // of a POST, it has Response.Write add a Content-Length, which no 101 may have
	}
	p.addresses.restore(res.Header)
	p.pagePort.restore(res)
	p.hints.redirect(res)
	return nil
}

// fail answers in the app's place.
func (p *Proxy) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.hints.failed(err)
	switch {
	case r.Context().Err() != nil: // the visitor is gone
		w.WriteHeader(http.StatusBadGateway)
	case errors.Is(err, errBusy):
		pages.Busy.Write(w, r)
	default:
		p.Logger.Debug("no answer from the app", "err", err)
		pages.NotRunning.Write(w, r)
	}
}
