// Package admin is where those who run a server reach it. What they can do is
// package operator's; this package offers it as HTTP with JSON, and as a page,
// in two places that it lets nobody else into:
//
//	socket, err := admin.ListenSocket(filepath.Join(data, admin.SocketFile))
//	err = admin.ServeSocket(ctx, socket, info)
//
//	listener, err := admin.Listen(ctx, "127.0.0.1:9090")
//	token, err := admin.Token(data)
//	err = admin.Serve(ctx, listener, token, info)
//
// The socket takes the server's own user and root. The address has to be a
// private one, and asks for a token: as a bearer token, or once on the page. It
// answers only to its own names, so that no web page that the operator visits
// can speak to it.
//
// There is also GET /healthz, 200 or 503 with the reason, which asks for
// nothing, and GET /metrics, in the text form that Prometheus reads.
package admin
