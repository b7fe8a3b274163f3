package operator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gotunnel/server/operator"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

func TestTokens(t *testing.T) {
	o := newOffice(t)
	o.add("designer", "brand")
	expires := time.Now().Add(time.Hour).Round(time.Second)
	token, err := o.CreateToken(o.ctx, operator.NewToken{Account: "Designer", Device: " studio-mac ", Expires: expires})
	o.ok(err)
	o.logged(`did="token created" who="unix user anna/1000" account=designer token=` + token.ID)
	other, err := o.CreateToken(o.ctx, operator.NewToken{Account: "brand"})
	o.ok(err)
	o.view(func(tx store.Reader) {
		if got, err := store.Tokens.Get(tx, token.ID); err != nil || got.Hash != token.Hash() {
			t.Errorf("stored %+v, %v", got, err)
		}
	})
	o.live.sessions = []operator.Session{{Token: token.ID}}

	all, err := o.Tokens(o.ctx, "")
	o.ok(err)
	if len(all) != 2 || all[0].ID != other.ID || all[0].Online || !all[0].Expires.IsZero() {
		t.Errorf("tokens %+v", all)
	}
	mine, err := o.Tokens(o.ctx, "designer")
	o.ok(err)
	if len(mine) != 1 || mine[0].ID != token.ID || mine[0].Device != "studio-mac" || !mine[0].Online || !mine[0].Expires.Equal(expires) {
		t.Errorf("tokens of designer %+v", mine)
	}

	o.live.during = func() {
		o.view(func(tx store.Reader) {
			if has, _ := store.Tokens.Has(tx, token.ID); has {
				t.Error("the session was ended before the token was gone")
			}
		})
	}
	o.ok(o.RevokeToken(o.ctx, token.ID))
	o.logged(`did="token revoked" who="unix user anna/1000" account=designer token=` + token.ID)
	if !slices.Equal(o.live.told, []string{"token " + token.ID}) {
		t.Errorf("the server was told %q", o.live.told)
	}
	if strings.Contains(o.log.String(), token.Reveal()[14:60]) {
		t.Error("the secret is in the log")
	}
	o.refused(o.RevokeToken(o.ctx, token.ID), operator.NotFound, "No token has the id")
}

func TestTokensThatCannotBe(t *testing.T) {
	o := newOffice(t)
	o.add("designer")
	for name, tt := range map[string]struct {
		token operator.NewToken
		code  operator.Code
		words string
	}{
		"of nobody":      {operator.NewToken{Account: "nobody"}, operator.NotFound, "No account is called nobody"},
		"of nothing":     {operator.NewToken{}, operator.Invalid, "can't be an account's name"},
		"expired":        {operator.NewToken{Account: "designer", Expires: time.Unix(1, 0)}, operator.Invalid, "expired already"},
		"a long device":  {operator.NewToken{Account: "designer", Device: strings.Repeat("x", 201)}, operator.Invalid, "The device's name is too long"},
		"lines a device": {operator.NewToken{Account: "designer", Device: "a\nb"}, operator.Invalid, "can't be shown"},
	} {
		t.Run(name, func(t *testing.T) {
			o.t = t
			_, err := o.CreateToken(o.ctx, tt.token)
			o.refused(err, tt.code, tt.words)
		})
	}
	if _, err := o.Tokens(o.ctx, "nobody"); err == nil {
		t.Error("there are tokens of nobody")
	}
	if all, err := o.Tokens(o.ctx, ""); err != nil || all == nil || len(all) != 0 {
		t.Errorf("tokens %+v, %v", all, err)
	}
}

func TestInvites(t *testing.T) {
	o := newOffice(t)
	first, err := o.Invite(o.ctx, "")
	o.ok(err)
	if first.Account != "me" || !first.Made {
		t.Errorf("the first of all invites: %+v", first)
	}
	o.logged(`did="invite created" who="unix user anna/1000" account=me invite=` + first.Code[:6])
	if again, err := o.Invite(o.ctx, ""); err != nil || again.Account != "me" || again.Made {
		t.Errorf("another: %+v, %v", again, err)
	}

	made, err := o.Invite(o.ctx, "Designer")
	o.ok(err)
	code, err := wire.ParseInvite(made.Code)
	if err != nil || made.Account != "designer" || !made.Made || made.Web != "web:"+made.Code || made.App != "app:"+made.Code {
		t.Errorf("%+v, %v", made, err)
	}
	if left := time.Until(made.Expires); left > 24*time.Hour || left < 23*time.Hour {
		t.Errorf("it can be used for %v", left)
	}
	o.view(func(tx store.Reader) {
		if got, err := store.Invites.Get(tx, code.ID); err != nil || got.Hash != code.Hash() || got.Account != "designer" || !got.Expires.Equal(made.Expires) {
			t.Errorf("stored %+v, %v", got, err)
		}
	})
	if strings.Contains(o.log.String(), made.Code[7:]) {
		t.Error("the code is in the log")
	}

	_, err = o.Invite(o.ctx, "")
	o.refused(err, operator.Invalid, "Say which one the invite is for: designer, me.")
	_, err = o.Invite(o.ctx, "no/body")
	o.refused(err, operator.Invalid, "can't be an account's name")
}

func TestExpiredInvitesGo(t *testing.T) {
	o := newOffice(t)
	o.put(func(tx store.Writer) error {
		return store.Invites.Put(tx, store.Invite{ID: "old", Account: "designer", Expires: time.Now()})
	})
	_, err := o.Invite(o.ctx, "designer")
	o.ok(err)
	o.view(func(tx store.Reader) {
		if all, err := store.Invites.All(tx); err != nil || len(all) != 1 || all[0].ID == "old" {
			t.Errorf("invites %+v, %v", all, err)
		}
	})
}
