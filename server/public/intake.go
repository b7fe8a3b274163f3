package public

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"slices"
	"time"

	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

const (
	// firstByteWait is how long a connection may say nothing: browsers open
	// some ahead.
	firstByteWait = 30 * time.Second
	// headWait is how long the first request head or ClientHello may take from
	// its first byte, and every further head.
	headWait = 10 * time.Second
	// handshakeWait is how long a TLS handshake may take.
	handshakeWait = 10 * time.Second
	// silentWait is how long, with Single, to wait for a first byte before the
	// visitor is taken for one whose server speaks first.
	silentWait = time.Second
)

// The first byte of a TLS record that carries a handshake, RFC 8446 section
// 5.1. No HTTP method starts with it.
const tlsHandshake = 0x16

// intake tells apart what comes to one listener.
type intake struct {
	*Server
	accepts Accepts
}

// take handles a new connection until it is done with.
func (in *intake) take(ctx context.Context, conn net.Conn) {
	wait := firstByteWait
	if in.Single {
		wait = silentWait
	}
	end := relay.Wrap(conn)
	_ = conn.SetReadDeadline(time.Now().Add(wait)) // the read fails too if this does
	in.relaying(conn, silent)
	b, err := end.ReadBuffer()
	in.relaying(conn, nil)
	if err != nil {
		in.silent(ctx, conn, end, err)
		return
	}
	_ = conn.SetReadDeadline(time.Now().Add(headWait))
	switch b.Bytes()[0] {
	case tlsHandshake:
		in.takeTLS(ctx, conn, end, b)
	case wire.PlainMagic[0]:
		in.takePlain(ctx, conn, end, b)
	default:
		in.takeHTTP(ctx, conn, end, b)
	}
}

func (in *intake) takeHTTP(ctx context.Context, conn net.Conn, end relay.End, b *relay.Buffer) {
	switch {
	case in.accepts&HTTP == 0:
		b.Release()
		_ = conn.Close()
	case in.Single:
		in.serveOnly(ctx, conn, end, takeBytes(b))
	default:
		in.serveHTTP(ctx, &visitor{conn: conn, end: end}, b)
	}
}

// silent ends a connection that said nothing, unless all go to one tunnel.
func (in *intake) silent(ctx context.Context, conn net.Conn, end relay.End, err error) {
	if in.Single && in.accepts&(HTTP|TLS) != 0 && isTimeout(err) {
		in.serveOnly(ctx, conn, end, nil)
		return
	}
	_ = conn.Close()
}

func isTimeout(err error) bool {
	ne, ok := err.(net.Error) //nolint:errorlint // a deadline's error is not wrapped
	return ok && ne.Timeout()
}

// takeBytes copies a buffer's few bytes and gives the buffer back.
func takeBytes(b *relay.Buffer) []byte {
	p := bytes.Clone(b.Bytes())
	b.Release()
	return p
}

// takeTLS reads the ClientHello and sees whose it is.
func (in *intake) takeTLS(ctx context.Context, conn net.Conn, end relay.End, b *relay.Buffer) {
	start := takeBytes(b)
	hello, raw, err := sniff.ReadHello(io.MultiReader(bytes.NewReader(start), conn))
	seen := raw
	if len(start) > len(raw) {
		seen = start
	}
	switch {
	case err == nil && isClient(hello):
		in.takeClient(ctx, conn, seen)
	case in.accepts&TLS == 0:
		_ = conn.Close()
	case in.Single:
		in.serveOnly(ctx, conn, end, seen)
	case err != nil:
		in.refuseTLS(conn, alertDecodeError)
	default:
		in.serveTLS(ctx, conn, end, hello.ServerName, seen)
	}
}

func isClient(h sniff.Hello) bool {
	return slices.Contains(h.ALPN, wire.ALPNControl) || slices.Contains(h.ALPN, wire.ALPNProxy)
}

// takeClient ends a client's TLS and hands the connection to the hub. It is no
// visitor's, so a shutdown does not wait for it.
func (in *intake) takeClient(ctx context.Context, conn net.Conn, seen []byte) {
	in.untrack(conn)
	if in.accepts&Clients == 0 {
		_ = conn.Close()
		return
	}
	link.Tune(conn)
	secure := link.Server(conn, seen, in.LinkTLS)
	if err := handshake(ctx, secure); err != nil {
		in.Logger.Info("client handshake failed", "client_addr", conn.RemoteAddr(), "err", err)
		_ = conn.Close()
		return
	}
	switch secure.ConnectionState().NegotiatedProtocol {
	case wire.ALPNControl:
		in.Hub.ServeControl(ctx, secure)
	case wire.ALPNProxy:
		in.Hub.ServeProxy(secure)
	default:
		_ = secure.Close()
	}
}

func handshake(ctx context.Context, secure *link.Secure) error {
	ctx, cancel := context.WithTimeout(ctx, handshakeWait)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		return err
	}
	return secure.SetDeadline(time.Time{})
}

// takePlain hands a plain proxy connection to the hub. With Single it may be a
// visitor all the same: PostgreSQL's first byte is 0 too.
func (in *intake) takePlain(ctx context.Context, conn net.Conn, end relay.End, b *relay.Buffer) {
	seen := readMagic(end, takeBytes(b))
	rest, ok := bytes.CutPrefix(seen, []byte(wire.PlainMagic))
	switch {
	case ok && in.accepts&Clients != 0:
		in.untrack(conn)
		link.Tune(conn)
		in.Hub.ServePlain(conn, rest)
	case !ok && in.Single && in.accepts&(HTTP|TLS) != 0:
		in.serveOnly(ctx, conn, end, seen)
	default:
		_ = conn.Close()
	}
}

// readMagic reads on from seen until it starts with the magic or can't, or
// nothing more comes.
func readMagic(end relay.End, seen []byte) []byte {
	for len(seen) < len(wire.PlainMagic) && bytes.HasPrefix([]byte(wire.PlainMagic), seen) {
		more, err := end.ReadBuffer()
		if err != nil {
			return seen
		}
		seen = append(seen, takeBytes(more)...)
	}
	return seen
}

// linkTLS is the TLS of clients' connections: 1.3 always, and only our
// protocols.
func linkTLS(base *tls.Config) *tls.Config {
	c := base.Clone()
	c.MinVersion = tls.VersionTLS13
	c.NextProtos = []string{wire.ALPNControl, wire.ALPNProxy}
	c.DynamicRecordSizingDisabled = true
	return c
}

// visitorTLS is the TLS of visitors that is ended here. HTTP/1.1 is all that
// can go on as bytes.
func visitorTLS(base *tls.Config) *tls.Config {
	if base == nil {
		return nil
	}
	c := base.Clone()
	c.NextProtos = []string{"http/1.1"}
	c.DynamicRecordSizingDisabled = true
	return c
}
