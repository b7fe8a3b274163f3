package registry_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

const week = 7 * 24 * time.Hour

// session is an owner that is alive or not.
type session struct {
	dead       bool
	superseded bool
	lost       []wire.Error
}

func (s *session) Lose(target any, why wire.Error) {
	if target != any(s) {
		panic("another's tunnel")
	}
	s.lost = append(s.lost, why)
}

func (s *session) Probe(ctx context.Context) error {
	if !s.dead {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (s *session) Supersede() { s.superseded = true }

// What an account may be called says nothing of the domains that it was given.
func TestACustomDomain(t *testing.T) {
	r := newRegistry(t)
	c := claim("shop.paypal.example", "a", &session{})
	c.Account, c.Names = "designer", []string{"team-*"}
	b := bind(t, r, c)
	if e := r.Lookup("shop.paypal.example"); e.State != registry.Live {
		t.Errorf("it is %s", e.State)
	}
	b.Drop()
	c.Account, c.Resume = "brand", [32]byte{9}
	if got := refusal(t, r, c); got.Code != wire.CodeNameTaken || got.Suggestions != nil {
		t.Errorf("another account: %+v", got)
	}
}

// memory is a keeper for synctest, where the disk can't be waited for.
type memory struct {
	mu     sync.Mutex
	names  map[string]store.Name
	blocks map[string]store.Block
	fail   error
}

func newMemory() *memory {
	return &memory{names: map[string]store.Name{}, blocks: map[string]store.Block{}}
}

func (m *memory) Names() ([]store.Name, error) {
	return slices.Collect(maps.Values(m.names)), nil
}

func (m *memory) Blocks() ([]store.Block, error) {
	return slices.Collect(maps.Values(m.blocks)), nil
}

func (m *memory) PutBlock(b store.Block) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blocks[b.Name] = b
	return m.fail
}

func (m *memory) DeleteBlock(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.blocks, name)
	return m.fail
}

func (m *memory) PutName(n store.Name) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.names[n.Name] = n
	}
	return m.fail
}

func (m *memory) DeleteName(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.names, name)
	return m.fail
}

func newRegistry(t *testing.T, change ...func(*registry.Config)) *registry.Registry {
	t.Helper()
	cfg := registry.Config{Keeper: newMemory(), Hold: week}
	for _, c := range change {
		c(&cfg)
	}
	r, err := registry.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func claim(name, who string, s *session) registry.Claim {
	return registry.Claim{
		Name: name, Kind: wire.HTTP, Resume: [32]byte{who[0]}, Instance: who, Owner: s, Target: s,
	}
}

func bind(t *testing.T, r *registry.Registry, c registry.Claim) *registry.Binding {
	t.Helper()
	b, err := r.Bind(t.Context(), c)
	if err != nil {
		t.Fatalf("bind %q: %v", c.Name, err)
	}
	return b
}

// wantRefused binds in vain.
func wantRefused(t *testing.T, r *registry.Registry, c registry.Claim, code wire.Code) {
	t.Helper()
	if got := refusal(t, r, c); got.Code != code {
		t.Fatalf("bind %q: %s, want %s", c.Name, got.Code, code)
	}
}

func refusal(t *testing.T, r *registry.Registry, c registry.Claim) wire.Error {
	t.Helper()
	b, err := r.Bind(t.Context(), c)
	var refused wire.Error
	if !errors.As(err, &refused) {
		t.Fatalf("bind %q = %v, %v; want a refusal", c.Name, b, err)
	}
	return refused
}

func wantState(t *testing.T, r *registry.Registry, name string, want registry.State) registry.Entry {
	t.Helper()
	e := r.Lookup(name)
	if e.State != want {
		t.Fatalf("%q is %s, want %s", name, e.State, want)
	}
	return e
}

func TestANamesLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		wantState(t, r, "shop", registry.Free)

		mine := &session{}
		b := bind(t, r, claim("shop", "a", mine))
		if e := wantState(t, r, "shop", registry.Live); e.Target != mine {
			t.Fatal("the name leads elsewhere")
		}
		b.Drop()
		held := wantState(t, r, "shop", registry.Held)
		wantRefused(t, r, claim("shop", "b", &session{}), wire.CodeNameTaken)

		again := bind(t, r, claim("shop", "a", &session{}))
		if again.Epoch != b.Epoch+1 {
			t.Errorf("epoch %d after %d", again.Epoch, b.Epoch)
		}
		select {
		case <-held.Changed:
		default:
			t.Error("who waited for the held name was not told")
		}
		b.Drop() // a late goodbye of the old session
		b.End()
		wantState(t, r, "shop", registry.Live)

		again.End()
		wantState(t, r, "shop", registry.Ended)
		time.Sleep(2 * time.Hour)
		wantState(t, r, "shop", registry.Free)
	})
}

func TestAHeldNameIsFreeAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		bind(t, r, claim("shop", "a", &session{})).Drop()
		time.Sleep(week - time.Second)
		wantRefused(t, r, claim("shop", "b", &session{}), wire.CodeNameTaken)
		time.Sleep(time.Second)
		wantState(t, r, "shop", registry.Free)
		bind(t, r, claim("shop", "b", &session{}))
	})
}

// Another process of the same device: whoever lives keeps the name.
func TestASecondLiveClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		first := &session{}
		bind(t, r, claim("shop", "a1", first))
		second := claim("shop", "a2", &session{})
		wantRefused(t, r, second, wire.CodeNameTaken)
		if first.superseded {
			t.Fatal("a live session was ended")
		}
		first.dead = true
		bind(t, r, second)
		if !first.superseded {
			t.Fatal("the dead session was not ended")
		}
	})
}

func TestTheSameClientComesBackAtOnce(t *testing.T) {
	r := newRegistry(t)
	old := &session{} // half open: it would answer
	bind(t, r, claim("shop", "a", old))
	bind(t, r, claim("shop", "a", &session{}))
	if !old.superseded {
		t.Fatal("the old session was not ended")
	}
}

func TestNamesAreHeldAcrossARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	run := func(do func(r *registry.Registry)) {
		s, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		do(newRegistry(t, func(c *registry.Config) { c.Keeper = registry.KeepIn(s) }))
	}
	run(func(r *registry.Registry) {
		bind(t, r, claim("shop", "a", &session{})) // and the server dies
		bind(t, r, claim("gone", "a", &session{})).End()
	})
	run(func(r *registry.Registry) {
		wantState(t, r, "shop", registry.Held)
		wantState(t, r, "gone", registry.Free)
		wantRefused(t, r, claim("shop", "b", &session{}), wire.CodeNameTaken)
		if b := bind(t, r, claim("shop", "a", &session{})); b.Epoch != 2 {
			t.Errorf("epoch %d after the restart, want 2", b.Epoch)
		}
	})
}

func TestANameThatCannotBeStoredIsNotGiven(t *testing.T) {
	m := newMemory()
	m.fail = errors.New("disk full")
	r := newRegistry(t, func(c *registry.Config) { c.Keeper = m })
	got := refusal(t, r, claim("shop", "a", &session{}))
	if got.Code != wire.CodeInternal || strings.Contains(got.Message, "disk") || !got.Retry {
		t.Errorf("refusal %+v: want one to retry without the server's own troubles", got)
	}
	if e := r.Lookup("shop"); e.State == registry.Live {
		t.Error("the name is live all the same")
	}
}

func TestSuggestionsAreFree(t *testing.T) {
	r := newRegistry(t)
	bind(t, r, claim("shop", "a", &session{}))
	bind(t, r, claim("shop-2", "a", &session{}))
	got := refusal(t, r, claim("shop", "b", &session{}))
	want := []string{"shop-studio", "my-shop", "shop-3"}
	if got.Code != wire.CodeNameTaken || !slices.Equal(got.Suggestions, want) {
		t.Errorf("%s with suggestions %v, want %v", got.Code, got.Suggestions, want)
	}
	if want := "'shop' is taken on this server. Free right now: shop-studio, my-shop, shop-3."; got.Message != want {
		t.Errorf("message %q, want %q", got.Message, want)
	}
}

func TestMadeNamesAreNamesAndDiffer(t *testing.T) {
	r := newRegistry(t)
	seen := map[string]bool{}
	for range 1000 {
		name := bind(t, r, claim("", "a", &session{})).Name
		if c, err := wire.CanonicalName(name); err != nil || c != name || seen[name] {
			t.Fatalf("made name %q: %v, seen %t", name, err, seen[name])
		}
		seen[name] = true
	}
}

func TestSingle(t *testing.T) {
	r := newRegistry(t, func(c *registry.Config) { c.Single = true })
	b := bind(t, r, claim("", "a", &session{}))
	wantRefused(t, r, claim("other", "b", &session{}), wire.CodeNameTaken)
	if e := r.LookupOnly(); e.State != registry.Live {
		t.Fatalf("the only name is %s", e.State)
	}
	b.End()
	bind(t, r, claim("other", "b", &session{}))
}

func TestTheTableIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t, func(c *registry.Config) { c.MaxNames = 3 })
		for i := range 3 {
			bind(t, r, claim(fmt.Sprint("n", i), "a", &session{})).End()
		}
		wantRefused(t, r, claim("one-more", "a", &session{}), wire.CodeLimit)
		time.Sleep(2 * time.Hour) // the ended names are forgotten
		bind(t, r, claim("one-more", "a", &session{}))
	})
}
