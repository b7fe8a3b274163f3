// Package link is a proxy connection: the TLS connection between client and
// server that carries one visitor's stream at a time and is then used again.
//
// The server starts a stream on an idle connection and relays it:
//
//	stream, err := conn.Open(open, firstBytes)
//	_, err = relay.Join(visitor, stream, relay.DefaultLimits)
//	reusable := stream.Finish()
//
// The client waits for the next one:
//
//	open, stream, err := conn.Accept()
//
// Streams are cut into records with a four-byte header and an end-of-stream
// mark; ../wire/PROTOCOL.md has the bytes. TLS is crypto/tls, fed and drained
// in batches (see [Secure]), which is most of what makes it fast.
//
// The package dials nothing, listens to nothing and keeps no pool: who owns a
// connection decides what becomes of it.
package link
