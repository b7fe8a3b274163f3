// Package public takes connections from the internet and tells apart, by
// their first bytes, what comes to one port: clients, visitors' TLS and
// visitors' HTTP.
//
//	p := public.New(public.Config{Registry: reg, Hub: hub, Domain: "localhost", ...})
//	go p.Serve(ctx, listener, public.All)
//
// A visitor is routed by the Host of the first request or the server name of
// the ClientHello and relayed as bytes; every further request head on an HTTP
// connection is checked to be for the same tunnel. Visitors that no tunnel can
// take get a page of package pages, or a TLS alert.
//
// It changes no byte that it passes on, and never guesses: what it can't
// understand is refused.
package public
