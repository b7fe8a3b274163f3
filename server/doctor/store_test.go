package doctor

import (
	"errors"
	"os"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gotunnel/server"
	"gotunnel/server/store"
)

func openStore(t *testing.T, data string) *store.Store {
	t.Helper()
	s, err := store.Open(server.StorePath(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestReadStore(t *testing.T) {
	data := t.TempDir()
	newest := time.Now().UTC().Add(time.Hour)
	books, list := readStore(t.Context(), data)
	check(t, list, "ok there is none in "+data)
	if books == nil || books.Accounts != 0 {
		t.Errorf("books %+v without a store", books)
	}

	s := openStore(t, data)
	err := s.Update(t.Context(), func(tx store.Writer) error {
		return errors.Join(
			store.Accounts.Put(tx, store.Account{Name: "designer", Created: time.Now()}),
			store.Tokens.Put(tx, store.Token{ID: "one", Account: "designer", Created: time.Now(), Seen: newest}),
			store.Names.Put(tx, store.Name{Name: "shop", Used: time.Now()}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, list = readStore(t.Context(), data)
	check(t, list, "fix does not answer at the server's socket: wait until it is ready, or systemctl restart gotunneld")

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	books, list = readStore(t.Context(), data)
	check(t, list, "ok opens, and has layout 2")
	if books == nil || books.Accounts != 1 || !books.Newest.Equal(newest) {
		t.Errorf("books %+v, want one account and %v", books, newest)
	}
}

// An older layout is told of and stays: the next server changes it.
func TestOlderStore(t *testing.T) {
	data := t.TempDir()
	if err := openStore(t, data).Close(); err != nil {
		t.Fatal(err)
	}
	setLayout(t, data, "1")
	before, _ := os.ReadFile(server.StorePath(data))
	books, list := readStore(t.Context(), data)
	check(t, list, "ok layout 1, of an older gotunneld")
	check(t, Patient{}.accounts(books), "unknown not known without the store")
	if after, _ := os.ReadFile(server.StorePath(data)); string(before) != string(after) {
		t.Error("the store was changed")
	}
	setLayout(t, data, "99")
	_, list = readStore(t.Context(), data)
	check(t, list, "fix use a newer gotunneld")
}

func setLayout(t *testing.T, data, layout string) {
	t.Helper()
	db, err := bbolt.Open(server.StorePath(data), 0o600, nil)
	if err == nil {
		err = errors.Join(db.Update(func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte(layout))
		}), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestDamagedStore(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(server.StorePath(data), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, list := readStore(t.Context(), data)
	check(t, list, "fix is damaged")
}

func TestAccounts(t *testing.T) {
	for name, c := range map[string]struct {
		listen   string
		accounts int
		want     string
	}{
		"nobody, and others can come":      {"0.0.0.0:80", 0, "fix gotunneld invite designer --data x"},
		"nobody, and everybody can come":   {":80", 0, "fix gotunneld invite designer --data x"},
		"nobody, and nobody else can":      {"127.0.0.1:80", 0, "ok whoever uses this computer may share"},
		"nobody, and nobody else, by name": {"localhost:80", 0, "ok whoever uses this computer may share"},
		"somebody":                         {"0.0.0.0:80", 1, "ok there is one"},
		"some":                             {"0.0.0.0:80", 2, "ok there are 2"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Patient{Config: server.Config{Listen: c.listen}, Given: " --data x"}
			check(t, p.accounts(&Books{Accounts: c.accounts}), c.want)
		})
	}
	p := Patient{Config: server.Config{Listen: "127.0.0.1:80", HTTPListen: []string{"[::]:81"}}}
	check(t, p.accounts(&Books{}), "fix others can reach [::]:81")
}
