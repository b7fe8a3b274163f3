// Package wire is what the client and the server say to each other on the
// control connection, and the rules both sides hold names to.
//
// A message is a Go struct; [Write] puts it on a connection as one frame and
// [Read] takes it off:
//
//	err := wire.Write(conn, wire.Hello{Versions: wire.Supported(), ...})
//	msg, err := wire.Read(conn)
//	switch m := msg.(type) {
//	case wire.Welcome:
//
// PROTOCOL.md beside this file is the whole protocol, with the proxy
// connections that package link speaks. This package does no I/O of its own
// beyond the reader or writer it is given, sets no deadlines and starts no
// goroutines: deadlines belong to whoever owns the connection.
package wire
