package access

import (
	"net/netip"
	"path/filepath"
	"testing"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Every guess, at a token or an invite, takes the same comparison, whether its
// id is known or not.
func TestEveryGuessIsCompared(t *testing.T) {
	s, err := store.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	token, invite := wire.NewToken(), wire.NewInvite()
	err = s.Update(t.Context(), func(tx store.Writer) error {
		if err := store.Tokens.Put(tx, store.Token{ID: token.ID, Hash: token.Hash()}); err != nil {
			return err
		}
		return store.Invites.Put(tx, store.Invite{ID: invite.ID, Hash: invite.Hash()})
	})
	if err != nil {
		t.Fatal(err)
	}
	was := compare
	defer func() { compare = was }()
	calls := 0
	compare = func(a, b []byte) int { calls++; return was(a, b) }

	gate := New(Config{Store: s})
	guess := func(what string, try func(from netip.Addr) error) {
		calls = 0
		if err := try(netip.MustParseAddr("192.0.2.1")); err == nil || calls == 0 {
			t.Errorf("%s: %v, compared %d times", what, err, calls)
		}
	}
	forged, forgedInvite := wire.NewToken(), wire.NewInvite()
	forged.ID, forgedInvite.ID = token.ID, invite.ID
	for what, token := range map[string]wire.Token{"a known token": forged, "an unknown token": wire.NewToken()} {
		guess(what, func(from netip.Addr) error {
			_, err := gate.Admit(t.Context(), token.Reveal(), from)
			return err
		})
	}
	for what, code := range map[string]wire.Invite{"a known invite": forgedInvite, "an unknown invite": wire.NewInvite()} {
		guess(what, func(from netip.Addr) error {
			_, err := gate.Redeem(t.Context(), wire.Redeem{Code: code.Reveal()}, from)
			return err
		})
	}
}
