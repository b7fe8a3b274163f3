package public

import (
	"context"
	"crypto/tls"
	"net"
	"slices"
	"time"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// The alerts of RFC 8446 section 6.2 that a visitor may get.
const (
	alertDecodeError      = 50
	alertUnrecognizedName = 112
)

// refuseTLS ends a visitor's TLS before it began.
func (s *Server) refuseTLS(conn net.Conn, alert byte) {
	s.Stats.Refused.Add(1)
	const record, level, length = 0x15, 2, 2 // an alert, fatal
	_ = conn.SetDeadline(time.Now().Add(pageWait))
	_, _ = conn.Write([]byte{record, 3, 3, 0, length, level, alert})
	linger(conn)
}

// serveTLS routes a visitor by the server name: through to the app, or to the
// end of its TLS here.
func (s *Server) serveTLS(ctx context.Context, conn net.Conn, end relay.End, host string, seen []byte) {
	name, ok := s.nameOf(host)
	look := s.byName(name, wire.TLS)
	switch {
	case host == s.Domain && s.VisitorTLS != nil: // for the server's own pages
		s.endTLS(ctx, conn, host, seen)
	case !ok:
		s.refuseTLS(conn, alertUnrecognizedName)
	case look().State != registry.Free:
		if !s.passBytes(ctx, conn, end, look, seen) {
			s.refuseTLS(conn, alertUnrecognizedName)
		}
	case s.EndsTLS(name):
		s.endTLS(ctx, conn, host, seen)
	default:
		s.refuseTLS(conn, alertUnrecognizedName)
	}
}

// EndsTLS tells whether visitors' TLS for a name is ended here, if its tunnel does
// not do that itself: for a custom domain only with a certificate that is good for
// it.
func (s *Server) EndsTLS(name string) bool {
	if s.VisitorTLS == nil || !wire.IsOwnHost(name) {
		return s.VisitorTLS != nil
	}
	hello := &tls.ClientHelloInfo{ServerName: name}
	if get := s.VisitorTLS.GetCertificate; get != nil {
		cert, err := get(hello)
		return err == nil && covers(cert, name)
	}
	return slices.ContainsFunc(s.VisitorTLS.Certificates, func(cert tls.Certificate) bool { return covers(&cert, name) })
}

func covers(cert *tls.Certificate, host string) bool {
	return cert != nil && cert.Leaf != nil && cert.Leaf.VerifyHostname(host) == nil
}

// endTLS ends a visitor's TLS here and goes on with the HTTP inside.
func (s *Server) endTLS(ctx context.Context, conn net.Conn, host string, seen []byte) {
	secure := link.Server(conn, seen, s.VisitorTLS)
	if err := handshake(ctx, secure); err != nil {
		s.Stats.Refused.Add(1)
		_ = conn.Close()
		return
	}
	_ = conn.SetReadDeadline(time.Now().Add(firstByteWait))
	b, err := secure.ReadBuffer()
	if err != nil {
		_ = conn.Close()
		return
	}
	_ = conn.SetReadDeadline(time.Now().Add(headWait))
	s.serveHTTP(ctx, &visitor{conn: conn, end: secure, tlsHost: host}, b)
}
