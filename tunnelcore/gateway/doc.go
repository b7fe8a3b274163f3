// Package gateway takes visitors to an app by HTTP:
//
//	proxy := &gateway.Proxy{Target: target, Origin: tunnel.URL()}
//	defer proxy.Close()
//	handler := gateway.Compress(proxy)
//	err := gateway.Serve(ctx, tunnel, handler)
//
// The app must not notice that it is shared: [Proxy] makes a request look as if
// it came from a browser on this computer, and undoes that in what comes back.
// Around it go what a share's policy asks for, each an http.Handler of its own:
// [Allow], [Limit], [Headers], [NoIndex], [Visitors], [Compress].
//
// It buffers no body, speaks no HTTP/2 and ends no TLS: that is the server's
// part. It rewrites headers, never what is in a page, but for one word: the port
// that the scripts of development servers listen at. It trusts the connection
// for the visitor's address and believes no header about it. A visitor who ends
// their side of the connection before the answer came has left for it, and the
// request is given up; package forward passes that on instead.
package gateway
