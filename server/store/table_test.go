package store_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// TestTables puts one record into every table and reads it after reopening.
func TestTables(t *testing.T) {
	now := time.Now().UTC().Round(time.Second)
	path := filepath.Join(t.TempDir(), "db")
	s := open(t, path)
	hash := [32]byte{1, 2, 31: 9}
	check := func(tx store.Reader) {
		t.Helper()
		get(t, tx, store.Names, "shop", store.Name{
			Name: "shop", Kind: wire.TCP, Port: 20001, Account: "designer", Device: "studio", Resume: hash,
			Reserved: true, Used: now, Epoch: 7,
		})
		get(t, tx, store.Accounts, "designer", store.Account{
			Name: "designer", Created: now, Names: []string{"shop", "team-*"},
			Limits: store.Limits{Tunnels: 1, Visitors: 2, Bytes: 3, Ports: -1},
		})
		get(t, tx, store.Tokens, "id", store.Token{
			ID: "id", Account: "designer", Hash: hash, Device: "studio", Created: now, Expires: now, Seen: now, Client: "gotunnel 1",
		})
		get(t, tx, store.Invites, "id", store.Invite{ID: "id", Account: "designer", Hash: hash, Created: now, Expires: now})
		get(t, tx, store.Domains, "shop.example", store.Domain{Host: "shop.example", Account: "designer", Created: now, Verified: now})
		get(t, tx, store.Blocks, "bad", store.Block{Name: "bad", Reason: "phishing", Created: now})
		get(t, tx, store.Usages, "designer/2026-11", store.Usage{Account: "designer", Month: "2026-11", Bytes: 1 << 40})
	}
	update(t, s, func(tx store.Writer) error {
		return errors.Join(
			store.Names.Put(tx, store.Name{
				Name: "shop", Kind: wire.TCP, Port: 20001, Account: "designer", Device: "studio", Resume: hash,
				Reserved: true, Used: now, Epoch: 7,
			}),
			store.Accounts.Put(tx, store.Account{
				Name: "designer", Created: now, Names: []string{"shop", "team-*"},
				Limits: store.Limits{Tunnels: 1, Visitors: 2, Bytes: 3, Ports: -1},
			}),
			store.Tokens.Put(tx, store.Token{
				ID: "id", Account: "designer", Hash: hash, Device: "studio", Created: now, Expires: now, Seen: now, Client: "gotunnel 1",
			}),
			store.Invites.Put(tx, store.Invite{ID: "id", Account: "designer", Hash: hash, Created: now, Expires: now}),
			store.Domains.Put(tx, store.Domain{Host: "shop.example", Account: "designer", Created: now, Verified: now}),
			store.Blocks.Put(tx, store.Block{Name: "bad", Reason: "phishing", Created: now}),
			store.Usages.Put(tx, store.Usage{Account: "designer", Month: "2026-11", Bytes: 1 << 40}),
		)
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	view(t, s, func(tx store.Reader) error { check(tx); return nil })

	update(t, s, func(tx store.Writer) error { return store.Blocks.Delete(tx, "bad") })
	view(t, s, func(tx store.Reader) error {
		if _, err := store.Blocks.Get(tx, "bad"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a deleted record: %v, want ErrNotFound", err)
		}
		if has, err := store.Blocks.Has(tx, "bad"); has || err != nil {
			t.Errorf("a deleted record is there: %v, %v", has, err)
		}
		return nil
	})
}

func get[T any](t *testing.T, tx store.Reader, table store.Table[T], key string, want T) {
	t.Helper()
	got, err := table.Get(tx, key)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q is %+v, %v\nwant %+v", key, got, err, want)
	}
	if has, err := table.Has(tx, key); !has || err != nil {
		t.Errorf("%q is there: %v, %v", key, has, err)
	}
	if all, err := table.All(tx); err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], want) {
		t.Errorf("all are %+v, %v", all, err)
	}
}

func TestUnder(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "db"))
	update(t, s, func(tx store.Writer) error {
		var err error
		for _, u := range []store.Usage{{"a", "2026-02", 2}, {"a", "2026-01", 1}, {"ab", "2026-01", 9}} {
			err = errors.Join(err, store.Usages.Put(tx, u))
		}
		return err
	})
	view(t, s, func(tx store.Reader) error {
		got, err := store.Usages.Under(tx, store.UsageKey("a", ""))
		if want := []store.Usage{{"a", "2026-01", 1}, {"a", "2026-02", 2}}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		return err
	})
}

func TestDamagedRecord(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "db"))
	update(t, s, func(tx store.Writer) error { return tx.Put("accounts/designer", []byte("{")) })
	view(t, s, func(tx store.Reader) error {
		_, err := store.Accounts.Get(tx, "designer")
		_, allErr := store.Accounts.All(tx)
		for _, err := range []error{err, allErr} {
			if err == nil || !strings.Contains(err.Error(), `"accounts/designer" in the store is damaged`) {
				t.Errorf("error %v", err)
			}
		}
		return nil
	})
}
