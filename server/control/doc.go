// Package control is the server's side of its clients: sessions, the tickets
// by which proxy connections find them, and the pools those wait in.
//
//	hub := control.New(control.Config{Registry: reg, Endpoint: ...})
//	go hub.ServeControl(ctx, conn) // a client's control connection
//	go hub.ServeProxy(conn)        // one of its proxy connections
//
// What the registry hands out for a live name is a [*Tunnel]; a visitor gets
// through it with [Tunnel.Open]. The package accepts no connections itself and
// relays nothing.
package control
