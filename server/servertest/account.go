package servertest

import (
	"testing"
	"time"

	"gotunnel/server"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Server is the server that runs now: another one after Run.
func (s *Server) Server() *server.Server { return s.running }

// Token makes a token of an account, and the account if there is none of that
// name; change may change its record. The device is called "studio-mac".
func (s *Server) Token(t testing.TB, account string, change ...func(*store.Account)) string {
	t.Helper()
	token := wire.NewToken()
	s.account(t, account, change, func(tx store.Writer) error {
		return store.Tokens.Put(tx, store.Token{
			ID: token.ID, Account: account, Hash: token.Hash(), Device: "studio-mac", Created: time.Now(),
		})
	})
	return token.Reveal()
}

// Invite makes an invite to an account as Token does, and returns its link, with
// the server's pin.
func (s *Server) Invite(t testing.TB, account string, change ...func(*store.Account)) string {
	t.Helper()
	code := wire.NewInvite()
	s.account(t, account, change, func(tx store.Writer) error {
		return store.Invites.Put(tx, store.Invite{
			ID: code.ID, Account: account, Hash: code.Hash(), Created: time.Now(), Expires: time.Now().Add(time.Hour),
		})
	})
	return wire.InviteLink{Server: s.Addr, Code: code, Pin: s.Pin}.Reveal(wire.SchemeApp)
}

// Domain gives a host to an account, which is made if there is none of that name.
// DNS has to lead it here yet, of which package fakedns is one.
func (s *Server) Domain(t testing.TB, account, host string) {
	t.Helper()
	s.account(t, account, nil, func(tx store.Writer) error {
		return store.Domains.Put(tx, store.Domain{Host: host, Account: account, Created: time.Now()})
	})
}

func (s *Server) account(t testing.TB, name string, change []func(*store.Account), and func(store.Writer) error) {
	t.Helper()
	err := s.running.Store().Update(t.Context(), func(tx store.Writer) error {
		a, err := store.Accounts.Get(tx, name)
		if err != nil {
			a = store.Account{Name: name, Created: time.Now()}
		}
		for _, c := range change {
			c(&a)
		}
		if err := store.Accounts.Put(tx, a); err != nil {
			return err
		}
		return and(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Revoke takes a token away and ends its sessions.
func (s *Server) Revoke(t testing.TB, text string) {
	t.Helper()
	token, err := wire.ParseToken(text)
	if err == nil {
		err = s.running.Store().Update(t.Context(), func(tx store.Writer) error { return store.Tokens.Delete(tx, token.ID) })
	}
	if err != nil {
		t.Fatal(err)
	}
	s.running.Hub().EndToken(token.ID)
}
