package operator_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/server/operator"
	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// office is a desk with what it works on.
type office struct {
	*operator.Desk
	t     *testing.T
	ctx   context.Context //nolint:containedctx // a test's
	store *store.Store
	log   *bytes.Buffer
	live  *server
}

// newOffice is one beside a running server; closed says otherwise.
func newOffice(t *testing.T) *office {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	names, err := registry.New(registry.Config{Keeper: registry.KeepIn(s), Hold: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, store: s, log: &bytes.Buffer{}, live: &server{}, ctx: operator.As(t.Context(), "unix user anna/1000")}
	o.Desk = operator.New(operator.Config{
		Store: s, Names: names, Live: o.live, Domain: "share.acme.dev", Version: "test",
		Links:  func(i wire.Invite) (web, app string) { return "web:" + i.Reveal(), "app:" + i.Reveal() },
		Logger: slog.New(slog.NewTextHandler(o.log, nil)),
	})
	return o
}

// server is a running one that remembers what it was told.
type server struct {
	told     []string
	sessions []operator.Session
	// during is called when it is told something.
	during func()
}

func (s *server) tell(what string) {
	s.told = append(s.told, what)
	if s.during != nil {
		s.during()
	}
}

func (s *server) EndToken(id string)           { s.tell("token " + id) }
func (s *server) EndAccount(name string)       { s.tell("account " + name) }
func (s *server) Sessions() []operator.Session { return s.sessions }
func (s *server) Traffic() operator.Traffic    { return operator.Traffic{Visitors: 7, Up: 1, Down: 2} }

func (s *server) EndTunnel(name string) bool {
	s.tell("tunnel " + name)
	for _, session := range s.sessions {
		for _, t := range session.Tunnels {
			if t.Name == name {
				return true
			}
		}
	}
	return false
}

// ok fails the test for an error.
func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// refused checks an error's code and words.
func (o *office) refused(err error, code operator.Code, words string) {
	o.t.Helper()
	problem, ok := errors.AsType[*operator.Error](err)
	if !ok || problem.Code != code || !strings.Contains(problem.Message, words) {
		o.t.Errorf("error %v, want %s with %q", err, code, words)
	}
}

// logged checks that the last line of the log says what was done, and by whom.
func (o *office) logged(want string) {
	o.t.Helper()
	lines := strings.Split(strings.TrimSpace(o.log.String()), "\n")
	if last := lines[len(lines)-1]; !strings.HasSuffix(last, "level=INFO msg=operator "+want) {
		o.t.Errorf("logged %q, want %q", last, want)
	}
}

func (o *office) add(names ...string) {
	o.t.Helper()
	for _, name := range names {
		o.ok(o.AddAccount(o.ctx, operator.NewAccount{Name: name}))
	}
}

func (o *office) view(f func(tx store.Reader)) {
	o.t.Helper()
	o.ok(o.store.View(o.ctx, func(tx store.Reader) error { f(tx); return nil }))
}

func (o *office) put(f func(tx store.Writer) error) {
	o.t.Helper()
	o.ok(o.store.Update(o.ctx, f))
}

func TestNothingIsDoneWithoutADisk(t *testing.T) {
	o := newOffice(t)
	o.add("designer")
	o.ok(o.store.Close())
	o.log.Reset()
	_, tokenErr := o.CreateToken(o.ctx, operator.NewToken{Account: "designer"})
	_, inviteErr := o.Invite(o.ctx, "designer")
	_, statusErr := o.Status(o.ctx)
	for what, err := range map[string]error{
		"account add": o.AddAccount(o.ctx, operator.NewAccount{Name: "brand"}), "account remove": o.RemoveAccount(o.ctx, "designer"),
		"token create": tokenErr, "token revoke": o.RevokeToken(o.ctx, "x"), "invite": inviteErr, "status": statusErr,
		"name reserve": o.Reserve(o.ctx, "shop", "designer"), "name block": o.Block(o.ctx, "shop", ""),
		"domain add": o.addDomain("shop.example", "designer"), "backup": o.Backup(o.ctx, &bytes.Buffer{}),
	} {
		if problem, ok := errors.AsType[*operator.Error](err); err == nil || ok {
			t.Errorf("%s: %v %v, want the store's error", what, err, problem)
		}
	}
	if len(o.live.told) != 0 || o.log.Len() != 0 {
		t.Errorf("told %q, logged %s", o.live.told, o.log)
	}
}
