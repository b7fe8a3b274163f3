package tunnelcore

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

// refusedError is the server's word that it does not want this client.
type refusedError struct{ refusal wire.Error }

func (e *refusedError) Error() string { return e.refusal.Error() }

// Unwrap lets callers find the wire.Error.
func (e *refusedError) Unwrap() error { return e.refusal }

// connect dials the server and exchanges hellos.
func (c *Client) connect(ctx context.Context) (*session, error) {
	conn, err := c.dialTLS(ctx, wire.ALPNControl)
	if err != nil {
		return nil, err
	}
	welcome, err := c.greet(ctx, conn)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return newSession(c, conn, welcome), nil
}

// dialTLS makes a connection of either protocol.
func (c *Client) dialTLS(ctx context.Context, protocol string) (*link.Secure, error) {
	raw, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	config := c.tls.Clone()
	config.NextProtos = []string{protocol}
	secure := link.Client(raw, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, c.explain(err)
	}
	if secure.ConnectionState().NegotiatedProtocol != protocol {
		_ = raw.Close()
		return nil, ErrNotGotunnel
	}
	return secure, nil
}

func (c *Client) dial(ctx context.Context) (net.Conn, error) {
	raw, err := c.DialContext(ctx, "tcp", c.addr)
	if err != nil {
		return nil, retryable(describe(c.Server, err))
	}
	link.Tune(raw)
	return raw, nil
}

// explain says what a failed handshake means.
func (c *Client) explain(err error) error {
	var pin *PinError
	var header tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &pin):
		return pin
	case errors.As(err, &header), isAlert(err):
		return ErrNotGotunnel
	case errors.As(err, &cert):
		return &CertificateError{Server: c.Server, Err: cert.Err}
	}
	return retryable(describe(c.Server, err))
}

// isAlert reports whether the other side refused the handshake: it speaks TLS,
// but not to us. crypto/tls has no exported type for that.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// CertificateError is returned when the server's certificate is not one that
// this computer trusts and no pin was given. Nothing was sent to it.
type CertificateError struct {
	Server string
	Err    error
}

func (e *CertificateError) Error() string {
	return "the certificate for " + e.Server + " isn't valid (" + e.Err.Error() + "): ask who runs the server for its pin"
}

// Unwrap is the reason.
func (e *CertificateError) Unwrap() error { return e.Err }

// greet exchanges the hellos.
func (c *Client) greet(ctx context.Context, conn *link.Secure) (wire.Welcome, error) {
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // the exchange fails too if this does
	}
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	err := wire.Write(conn, wire.Hello{
		Versions: wire.Supported(), Features: wire.Features(), Client: c.Name,
		Instance: c.instance, Resume: c.resume,
	})
	if err != nil {
		return wire.Welcome{}, retryable(describe(c.Server, err))
	}
	welcome, err := wire.ReadAs[wire.Welcome](conn)
	var refusal wire.Error
	switch {
	case errors.As(err, &refusal):
		return welcome, maybeRetry(&refusedError{refusal}, refusal.Retry)
	case errors.Is(err, io.EOF):
		return welcome, retryable(describe(c.Server, errors.New("it closed the connection")))
	case err != nil:
		return welcome, retryable(describe(c.Server, err))
	}
	chosen := wire.Versions{Min: welcome.Version, Max: welcome.Version}
	if _, ok := wire.Supported().Agree(chosen); !ok {
		return welcome, ErrNotGotunnel
	}
	return welcome, conn.SetDeadline(time.Time{})
}

func maybeRetry(err error, retry bool) error {
	if retry {
		return retryable(err)
	}
	return err
}
