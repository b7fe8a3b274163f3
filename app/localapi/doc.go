// Package localapi is how the programs of one person on one computer speak of
// what is shared. The one that shares listens:
//
//	ln, err := localapi.Listen()
//	err = localapi.Serve(ctx, ln, owner)
//
// and the others ask:
//
//	for _, found := range localapi.Find(ctx) {
//		requests, err := found.Client.Requests(ctx, found.Share.Name)
//	}
//
// It is HTTP with JSON on a unix socket that only its owner may open, on Windows on
// a named pipe; changes come as server-sent events. Every path begins with the
// version, /v1, so that programs of different ages tell each other so instead of
// misunderstanding.
//
// It keeps no state: what is shared, and what may be done with it, is its
// Owner's. There is no TCP port, since any page in a browser can reach those.
package localapi
