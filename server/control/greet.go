package control

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

// greet reads a client's first message and answers it. Without an error and a
// session the client had no more to say.
func (h *Hub) greet(ctx context.Context, conn net.Conn) (*Session, error) {
	if err := conn.SetDeadline(time.Now().Add(helloWait)); err != nil {
		return nil, err
	}
	m, err := wire.Read(conn)
	switch m := m.(type) {
	case wire.Hello:
		return h.welcome(ctx, conn, m)
	case wire.Redeem:
		return nil, h.redeem(ctx, conn, m)
	}
	if err == nil {
		err = fmt.Errorf("got %T", m)
	}
	// It may quote the client, so it is made fit for the log.
	return nil, refuse(conn, wire.Error{Code: wire.CodeMalformed, Message: "That was no hello."}, errors.New(printable(err.Error())))
}

// welcome makes a session if the client may have one.
func (h *Hub) welcome(ctx context.Context, conn net.Conn, hello wire.Hello) (*Session, error) {
	version, err := agree(conn, hello.Versions)
	if err != nil {
		return nil, err
	}
	secret, err := base64.RawURLEncoding.DecodeString(hello.Resume)
	if err != nil || len(secret) != sha256.Size {
		return nil, refuse(conn, wire.Error{Code: wire.CodeMalformed, Message: "The hello has no resume secret."},
			errors.New("bad resume secret"))
	}
	s := h.newSession(hello, sha256.Sum256(secret), conn.RemoteAddr())
	if err := h.admit(ctx, conn, s, hello.Token); err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		h.remove(s)
		return nil, err
	}
	err = s.control.Send(wire.Welcome{
		Version: version, Features: s.features, Session: s.id, Server: h.Server,
		Account: s.who.Account, Domain: h.Domain, Report: h.report(),
		PingAfter: int(pingAfter.Milliseconds()), DeadAfter: int(deadAfter.Milliseconds()),
	})
	if err != nil {
		h.remove(s)
		return nil, err
	}
	return s, nil
}

// agree is the version to speak.
func agree(conn net.Conn, theirs wire.Versions) (int, error) {
	version, ok := wire.Supported().Agree(theirs)
	if !ok {
		return 0, refuse(conn, wire.Error{
			Code: wire.CodeVersion, Message: "This server and this client are too far apart in age: update the older one.",
		}, errors.New("no version in common"))
	}
	return version, nil
}

// admit adds a session for who shows the token. Somebody's access may be taken
// away between the answer and the moment from which on EndToken finds the
// session; then it asks again.
func (h *Hub) admit(ctx context.Context, conn net.Conn, s *Session, token string) error {
	for {
		era := h.currentEra()
		who, err := h.Access.Admit(ctx, token, addrOf(conn))
		if err != nil {
			return h.refuseAccess(conn, err)
		}
		s.who = who
		if s.control == nil {
			s.control = link.NewControl(conn, pingAfter, deadAfter)
		}
		switch err := h.add(s, era); {
		case errors.Is(err, errDraining):
			return refuse(conn, wire.Error{Code: wire.CodeDraining, Message: "The server is stopping.", Retry: true}, err)
		case err == nil:
			return nil
		}
	}
}

var (
	errDraining = errors.New("draining")
	errNewEra   = errors.New("access was taken away meanwhile")
)

func (h *Hub) currentEra() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.era
}

// add counts a session among those that there are.
func (h *Hub) add(s *Session, era int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.draining:
		return errDraining
	case h.era != era:
		return errNewEra
	}
	h.sessions[s] = struct{}{}
	return nil
}

// redeem exchanges an invite for a token; that is all such a connection does.
func (h *Hub) redeem(ctx context.Context, conn net.Conn, m wire.Redeem) error {
	if _, err := agree(conn, m.Versions); err != nil {
		return err
	}
	m.Client = printable(m.Client)
	granted, err := h.Access.Redeem(ctx, m, addrOf(conn))
	if err != nil {
		return h.refuseAccess(conn, err)
	}
	h.Logger.Info("invite redeemed", "client_addr", conn.RemoteAddr(), "client", m.Client, "account", granted.Account)
	granted.Domain = h.Domain
	if err := conn.SetDeadline(time.Now().Add(helloWait)); err != nil {
		return err
	}
	return wire.Write(conn, granted)
}

// refuseAccess tells the client what an [Access] says.
func (h *Hub) refuseAccess(conn net.Conn, err error) error {
	tell, ok := errors.AsType[wire.Error](err)
	if !ok {
		tell = wire.Error{Code: wire.CodeInternal, Message: "The server could not do that.", Retry: true}
	}
	return refuse(conn, tell, err)
}

// refuse tells the client why, and returns the reason for the log.
func refuse(conn net.Conn, e wire.Error, why error) error {
	_ = wire.Write(conn, e) // it may be gone already
	return fmt.Errorf("%s: %w", e.Code, why)
}

// addrOf is where a client comes from, for who counts its failures. Addresses
// that can't be read are one.
func addrOf(conn net.Conn) netip.Addr {
	from, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.Addr{}
	}
	return from.Addr().Unmap()
}
