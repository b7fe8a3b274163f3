package access_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gotunnel/server/access"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

var home = netip.MustParseAddr("203.0.113.7")

// office is a gate with its store and its log.
type office struct {
	t     *testing.T
	gate  *access.Gate
	store *store.Store
	log   *bytes.Buffer
}

func newOffice(t *testing.T, change ...func(*access.Config)) *office {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	o := &office{t: t, store: s, log: &bytes.Buffer{}}
	cfg := access.Config{Store: s, Domain: "share.acme.dev", Logger: slog.New(slog.NewTextHandler(o.log, nil))}
	for _, c := range change {
		c(&cfg)
	}
	o.gate = access.New(cfg)
	return o
}

func (o *office) update(f func(tx store.Writer) error) {
	o.t.Helper()
	if err := o.store.Update(context.Background(), f); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) account(a store.Account) {
	o.t.Helper()
	o.update(func(tx store.Writer) error { return store.Accounts.Put(tx, a) })
}

// token makes one; change may change its record.
func (o *office) token(account string, change ...func(*store.Token)) wire.Token {
	o.t.Helper()
	token := wire.NewToken()
	record := store.Token{ID: token.ID, Account: account, Hash: token.Hash(), Device: "studio-mac"}
	for _, c := range change {
		c(&record)
	}
	o.update(func(tx store.Writer) error { return store.Tokens.Put(tx, record) })
	return token
}

func (o *office) record(id string) (t store.Token, err error) {
	err = o.store.View(context.Background(), func(tx store.Reader) (err error) {
		t, err = store.Tokens.Get(tx, id)
		return err
	})
	return t, err
}

// isRefused checks a refusal, and that it tells nobody the secret.
func (o *office) isRefused(err error, why string) {
	o.t.Helper()
	refusal, ok := errors.AsType[*access.RefusalError](err)
	tell, told := errors.AsType[wire.Error](err)
	if !ok || !told || tell.Code != wire.CodeUnauthorized || tell.Message == "" || !strings.Contains(refusal.Error(), why) {
		o.t.Errorf("%+v, want it unauthorized because %s", err, why)
	}
}

func TestWhoIsAdmitted(t *testing.T) {
	o := newOffice(t)
	o.account(store.Account{Name: "designer"})
	o.account(store.Account{Name: "rich", Names: []string{"team-*"}, Limits: store.Limits{Tunnels: 3, Ports: -1, Visitors: 7, Bytes: 1e9}})
	expires := time.Now().Add(time.Hour).UTC().Round(time.Second)
	plain, rich := o.token("designer"), o.token("rich", func(t *store.Token) { t.Expires = expires })

	who, err := o.gate.Admit(t.Context(), plain.Reveal(), home)
	want := access.Identity{
		Account: "designer", Token: plain.ID, Device: "studio-mac", Limits: store.Limits{Tunnels: 20, Ports: 5, Visitors: 200, Bytes: -1},
	}
	if err != nil || !reflect.DeepEqual(who, want) {
		t.Errorf("%+v, %v; want %+v", who, err, want)
	}
	who, err = o.gate.Admit(t.Context(), rich.Reveal(), home)
	want = access.Identity{
		Account: "rich", Token: rich.ID, Device: "studio-mac", Names: []string{"team-*"}, Expires: expires,
		Limits: store.Limits{Tunnels: 3, Ports: -1, Visitors: 7, Bytes: 1e9},
	}
	if err != nil || !reflect.DeepEqual(who, want) {
		t.Errorf("%+v, %v; want %+v", who, err, want)
	}
}

func TestWhoIsNotAdmitted(t *testing.T) {
	o := newOffice(t)
	o.account(store.Account{Name: "designer"})
	good := o.token("designer")
	expired := o.token("designer", func(t *store.Token) { t.Expires = time.Now() })
	// A token with the id of one that there is, and another secret.
	forged := wire.NewToken()
	forged.ID = good.ID
	gone := o.token("designer")
	o.update(func(tx store.Writer) error { return store.Tokens.Delete(tx, gone.ID) })
	zero := o.token("designer", func(t *store.Token) { t.Hash = [32]byte{} })
	cases := []struct{ name, token, why string }{
		{"no token", "", "shows no token"},
		{"no token at all", "hello\n\x1b[31m", "no token"},
		{"a mistyped one", good.Reveal()[:70] + "aaaa", "no token"},
		{"an unknown one", wire.NewToken().Reveal(), "unknown"},
		{"a known id with another secret", forged.Reveal(), "unknown"},
		{"one that was taken away", gone.Reveal(), "unknown"},
		{"one whose hash is nothing", zero.Reveal(), "unknown"},
		{"an expired one", expired.Reveal(), "expired"},
		{"one of no account", o.token("nobody").Reveal(), "account"},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			from := netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
			who, err := o.gate.Admit(t.Context(), c.token, from)
			o.isRefused(err, c.why)
			if who.Account != "" {
				t.Errorf("identity %+v", who)
			}
			if len(c.token) > 20 && strings.Contains(fmt.Sprintf("%v %+v %s", err, err, o.log), c.token[14:60]) {
				t.Error("the secret is in an error or the log")
			}
		})
	}
	if _, err := o.gate.Admit(t.Context(), good.Reveal(), home); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestAnOpenGate(t *testing.T) {
	o := newOffice(t, func(c *access.Config) { c.Open = true })
	for _, token := range []string{"", wire.NewToken().Reveal(), "nonsense"} {
		if who, err := o.gate.Admit(t.Context(), token, home); err != nil || !reflect.DeepEqual(who, access.Identity{}) {
			t.Errorf("%q: %+v, %v", token, who, err)
		}
	}
	o.account(store.Account{Name: "designer"})
	_, err := o.gate.Admit(t.Context(), "", home)
	o.isRefused(err, "shows no token")

	closed := newOffice(t)
	_, err = closed.gate.Admit(t.Context(), "", home)
	closed.isRefused(err, "shows no token")
}

func (o *office) invite(change ...func(*store.Invite)) wire.Invite {
	o.t.Helper()
	code := wire.NewInvite()
	record := store.Invite{ID: code.ID, Account: "designer", Hash: code.Hash(), Expires: time.Now().Add(time.Hour)}
	for _, c := range change {
		c(&record)
	}
	o.update(func(tx store.Writer) error { return store.Invites.Put(tx, record) })
	return code
}

func TestAnInviteIsGoodOnce(t *testing.T) {
	o := newOffice(t)
	o.account(store.Account{Name: "designer"})
	code := o.invite()
	var granted atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			from := netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
			g, err := o.gate.Redeem(t.Context(), wire.Redeem{Code: code.Reveal(), Device: " my\x1b[2J \nmac ☕" + strings.Repeat("x", 100)}, from)
			if err != nil {
				o.isRefused(err, "was used")
				return
			}
			granted.Add(1)
			who, err := o.gate.Admit(t.Context(), g.Token, from)
			if err != nil || g.Account != "designer" || who.Account != "designer" || who.Device != "my[2J mac ☕"+strings.Repeat("x", 53) {
				t.Errorf("granted %+v: %+v, %v", g, who, err)
			}
		})
	}
	wg.Wait()
	if n := granted.Load(); n != 1 {
		t.Errorf("granted %d times", n)
	}
	_ = o.store.View(t.Context(), func(tx store.Reader) error {
		tokens, _ := store.Tokens.All(tx)
		invites, _ := store.Invites.All(tx)
		if len(tokens) != 1 || len(invites) != 0 || time.Since(tokens[0].Created) > time.Minute {
			t.Errorf("the store has %+v and %+v", tokens, invites)
		}
		return nil
	})
}

func TestInvitesThatAreRefused(t *testing.T) {
	o := newOffice(t)
	o.account(store.Account{Name: "designer"})
	good := o.invite()
	forged := wire.NewInvite()
	forged.ID = good.ID
	cases := []struct{ name, code, why string }{
		{"none", "", "no invite"},
		{"a mistyped one", good.Reveal()[:40] + "?", "no invite"},
		{"an unknown one", wire.NewInvite().Reveal(), "unknown"},
		{"a known id with another secret", forged.Reveal(), "unknown"},
		{"an expired one", o.invite(func(i *store.Invite) { i.Expires = time.Now() }).Reveal(), "expired"},
		{"one for no account", o.invite(func(i *store.Invite) { i.Account = "nobody" }).Reveal(), "account"},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			from := netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
			granted, err := o.gate.Redeem(t.Context(), wire.Redeem{Code: c.code}, from)
			o.isRefused(err, c.why)
			want := "This invite has already been used or has expired. Ask the person who runs share.acme.dev for a new one."
			if tell, _ := errors.AsType[wire.Error](err); tell.Message != want || granted != (wire.Granted{}) {
				t.Errorf("%+v, %q", granted, tell.Message)
			}
		})
	}
	if _, err := o.gate.Redeem(t.Context(), wire.Redeem{Code: strings.ToUpper(good.Reveal())}, home); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestSeen(t *testing.T) {
	o := newOffice(t)
	o.account(store.Account{Name: "designer"})
	long := time.Now().Add(-2 * time.Minute)
	cases := []struct {
		name   string
		seen   time.Time
		client string
		writes bool
	}{
		{"for the first time", time.Time{}, "", true},
		{"long ago", long, "gotunnel 1", true},
		{"just now", time.Now().Add(-time.Second), "gotunnel 1", false},
		{"just now by another version", time.Now().Add(-time.Second), "gotunnel 0", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			token := o.token("designer", func(t *store.Token) { t.Seen, t.Client = c.seen, c.client })
			o.gate.Seen(t.Context(), token.ID, "gotunnel 1")
			record, err := o.record(token.ID)
			if err != nil || record.Client != "gotunnel 1" || !record.Seen.Equal(c.seen) != c.writes || record.Hash != token.Hash() {
				t.Errorf("%+v, %v; want it written: %t", record, err, c.writes)
			}
		})
	}
	o.gate.Seen(t.Context(), "gone", "gotunnel 1")
	if _, err := o.record("gone"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a token that was taken away is back: %v", err)
	}
}
