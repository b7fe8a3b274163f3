package operator_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gotunnel/server/operator"
	"gotunnel/server/store"
)

func TestAccounts(t *testing.T) {
	o := newOffice(t)
	o.add("designer")
	o.logged(`did="account added" who="unix user anna/1000" account=designer`)
	o.ok(o.AddAccount(o.ctx, operator.NewAccount{Name: "Brand", Settings: operator.Settings{
		Names: []string{"Team-*", "shop", "shop"}, Limits: store.Limits{Tunnels: 3, Ports: -1},
	}}))
	_, err := o.CreateToken(o.ctx, operator.NewToken{Account: "brand"})
	o.ok(err)
	o.put(func(tx store.Writer) error {
		return store.Usages.Put(tx, store.Usage{Account: "brand", Month: time.Now().UTC().Format("2006-01"), Bytes: 42})
	})
	o.live.sessions = []operator.Session{{Account: "brand", Tunnels: []operator.Tunnel{{Name: "a"}, {Name: "b"}}}, {}}

	all, err := o.Accounts(o.ctx)
	o.ok(err)
	for i := range all {
		if time.Since(all[i].Created) > time.Minute {
			t.Errorf("created %v", all[i].Created)
		}
		all[i].Created = time.Time{}
	}
	want := []operator.Account{
		{
			Name: "brand", Settings: operator.Settings{Names: []string{"shop", "team-*"}, Limits: store.Limits{Tunnels: 3, Ports: -1}},
			Devices: 1, Live: 2, Bytes: 42,
		},
		{Name: "designer", Settings: operator.Settings{Names: []string{}}},
	}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("accounts %+v\nwant %+v", all, want)
	}
}

func TestAccountsThatCannotBe(t *testing.T) {
	o := newOffice(t)
	o.add("designer")
	limits := func(l store.Limits) operator.Settings { return operator.Settings{Limits: l} }
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprint("n", i)
	}
	for name, tt := range map[string]struct {
		account  string
		settings operator.Settings
		code     operator.Code
		words    string
	}{
		"again":                   {"DESIGNER", operator.Settings{}, operator.Exists, "an account called designer already"},
		"no name":                 {"", operator.Settings{}, operator.Invalid, `"" can't be an account's name. Use letters, numbers and dashes, up to 40.`},
		"a bad name":              {"de signer", operator.Settings{}, operator.Invalid, `"de signer" can't be`},
		"a terminal's language":   {"\x1b[2J", operator.Settings{}, operator.Invalid, `"\x1b[2J" can't be`},
		"a long one":              {strings.Repeat("ü", 1000), operator.Settings{}, operator.Invalid, `üü…" can't be`},
		"a pattern with a space":  {"brand", operator.Settings{Names: []string{"a b"}}, operator.Invalid, `"a b" is not a name or a pattern`},
		"a pattern of a language": {"brand", operator.Settings{Names: []string{"[a-z]"}}, operator.Invalid, `"[a-z]" is not`},
		"an empty pattern":        {"brand", operator.Settings{Names: []string{""}}, operator.Invalid, `"" is not`},
		"too many patterns":       {"brand", operator.Settings{Names: many}, operator.Invalid, "up to 100 names"},
		"tunnels":                 {"brand", limits(store.Limits{Tunnels: -2}), operator.Invalid, "A limit is"},
		"visitors":                {"brand", limits(store.Limits{Visitors: -2}), operator.Invalid, "A limit is"},
		"bytes":                   {"brand", limits(store.Limits{Bytes: -2}), operator.Invalid, "A limit is"},
		"ports":                   {"brand", limits(store.Limits{Ports: -2}), operator.Invalid, "A limit is"},
	} {
		t.Run(name, func(t *testing.T) {
			o.t = t
			o.refused(o.AddAccount(o.ctx, operator.NewAccount{Name: tt.account, Settings: tt.settings}), tt.code, tt.words)
			if tt.code == operator.Invalid && tt.account == "brand" {
				err := o.SetAccount(o.ctx, "designer", func(s *operator.Settings) error { *s = tt.settings; return nil })
				o.refused(err, tt.code, tt.words)
			}
		})
	}
	all, err := o.Accounts(o.ctx)
	if err != nil || len(all) != 1 || len(all[0].Names) != 0 || all[0].Limits != (store.Limits{}) {
		t.Errorf("accounts %+v, %v; want designer as it was", all, err)
	}
}

// A change says only what is to be different.
func TestSetAccount(t *testing.T) {
	o := newOffice(t)
	o.add("designer")
	set := func(text string) {
		t.Helper()
		o.ok(o.SetAccount(o.ctx, "Designer", func(s *operator.Settings) error { return json.Unmarshal([]byte(text), s) }))
	}
	set(`{"names":["Shop"],"limits":{"tunnels":3,"bytes":1000}}`)
	o.logged(`did="account set" who="unix user anna/1000" account=designer`)
	set(`{"limits":{"bytes":-1}}`)
	all, err := o.Accounts(o.ctx)
	o.ok(err)
	want := operator.Settings{Names: []string{"shop"}, Limits: store.Limits{Tunnels: 3, Bytes: -1}}
	if !reflect.DeepEqual(all[0].Settings, want) {
		t.Errorf("settings %+v, want %+v", all[0].Settings, want)
	}
	set(`{"names":[]}`)
	if all, err = o.Accounts(o.ctx); err != nil || len(all[0].Names) != 0 || all[0].Limits != want.Limits {
		t.Errorf("without names: %+v, %v", all, err)
	}
	o.refused(o.SetAccount(o.ctx, "nobody", func(*operator.Settings) error { return nil }),
		operator.NotFound, "No account is called nobody. gotunneld account list shows them.")
}

// Everything of an account goes with it, and nothing of another's.
func TestRemoveAccount(t *testing.T) {
	o := newOffice(t)
	o.add("designer", "designer-2")
	for _, account := range []string{"designer", "designer-2"} {
		_, err := o.CreateToken(o.ctx, operator.NewToken{Account: account})
		o.ok(err)
		_, err = o.Invite(o.ctx, account)
		o.ok(err)
		o.ok(o.addDomain(account+".example", account))
		o.ok(o.Reserve(o.ctx, "the-"+account, account))
		o.put(func(tx store.Writer) error {
			return store.Usages.Put(tx, store.Usage{Account: account, Month: "2026-01", Bytes: 1})
		})
	}
	// Who comes back when the sessions end must find the token gone.
	o.live.during = func() {
		o.view(func(tx store.Reader) {
			if has, _ := store.Accounts.Has(tx, "designer"); has {
				t.Error("the sessions were ended before the account was gone")
			}
		})
	}
	o.ok(o.RemoveAccount(o.ctx, "designer"))
	if !slices.Equal(o.live.told, []string{"account designer"}) {
		t.Errorf("the server was told %q", o.live.told)
	}
	o.logged(`did="account removed" who="unix user anna/1000" account=designer`)

	var left []string
	o.view(func(tx store.Reader) {
		err := tx.Each("", func(key string, _ []byte) error { left = append(left, key); return nil })
		if err != nil {
			t.Error(err)
		}
	})
	kept := 0
	for _, key := range left {
		if strings.Contains(key, "designer") && !strings.Contains(key, "designer-2") {
			t.Errorf("%s is left", key)
		}
		if strings.Contains(key, "designer-2") {
			kept++
		}
	}
	if len(left) != 6 || kept != 4 { // the token and the invite go by their ids
		t.Errorf("left are %q", left)
	}
	o.refused(o.RemoveAccount(o.ctx, "designer"), operator.NotFound, "No account is called designer")
}
