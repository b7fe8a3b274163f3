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

// greet exchanges the hellos.
func (c *Client) greet(ctx context.Context, conn *link.Secure) (wire.Welcome, error) {
	welcome, err := exchange[wire.Welcome](ctx, c, conn, wire.Hello{
		Versions: wire.Supported(), Features: wire.Features(), Client: c.Name,
		Instance: c.instance, Resume: c.resume, Token: c.Token,
	})
	if refusal, ok := errors.AsType[wire.Error](err); ok {
		return welcome, c.refused(refusal)
	}
	if err != nil {
		return welcome, err
	}
	chosen := wire.Versions{Min: welcome.Version, Max: welcome.Version}
	if _, ok := wire.Supported().Agree(chosen); !ok {
		return welcome, ErrNotGotunnel
	}
	return welcome, conn.SetDeadline(time.Time{})
}

// exchange sends the first message and reads the one that answers it. A refusal
// is a [wire.Error].
func exchange[T wire.Message](ctx context.Context, c *Client, conn *link.Secure, m wire.Message) (T, error) {
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // the exchange fails too if this does
	}
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if err := wire.Write(conn, m); err != nil {
		var none T
		return none, retryable(describe(c.Server, err))
	}
	answer, err := wire.ReadAs[T](conn)
	refusal, refused := errors.AsType[wire.Error](err)
	switch {
	case refused:
		return answer, refusal
	case errors.Is(err, io.EOF):
		return answer, retryable(describe(c.Server, errors.New("it closed the connection")))
	case err != nil:
		return answer, retryable(describe(c.Server, err))
	}
	return answer, nil
}

// refused is the error for a server's word that it does not want this client.
func (c *Client) refused(refusal wire.Error) error {
	if refusal.Code == wire.CodeUnauthorized && !refusal.Retry {
		return &UnauthorizedError{Server: c.Server, HadToken: c.Token != "", Refusal: refusal}
	}
	return maybeRetry(&refusedError{refusal}, refusal.Retry)
}

func maybeRetry(err error, retry bool) error {
	if retry {
		return retryable(err)
	}
	return err
}
