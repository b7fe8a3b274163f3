package localapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// owner shares one thing.
type owner struct {
	share    localapi.Share
	recorder *inspect.Recorder
	changed  chan localapi.Change
	stopped  chan string
}

func (o *owner) Shares() []localapi.Share { return []localapi.Share{o.share} }

func (o *owner) find(name string) error {
	if name != o.share.Name {
		return localapi.ErrNoShare
	}
	return nil
}

func (o *owner) Recorder(name string) (*inspect.Recorder, error) { return o.recorder, o.find(name) }
func (o *owner) Password(name string) (string, error)            { return "let me in", o.find(name) }

func (o *owner) Change(name string, c localapi.Change) error {
	if c.Until != nil && c.Until.Before(time.Now()) {
		return errors.New("this time has passed")
	}
	o.changed <- c
	return o.find(name)
}

func (o *owner) Stop(name string) error {
	o.stopped <- name
	return o.find(name)
}

// start serves an owner of "shop" in a runtime folder of the test's own.
func start(t *testing.T) *owner {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	o := &owner{
		share:    localapi.Share{Name: "shop", URL: "http://shop.localhost", State: localapi.Live, Web: true},
		recorder: &inspect.Recorder{},
		changed:  make(chan localapi.Change, 1), stopped: make(chan string, 1),
	}
	ln, err := localapi.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- localapi.Serve(ctx, ln, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return o
}

// find finds one share. On a busy computer a program may say what it shares later than
// Find waits for.
func find(t *testing.T) localapi.Found {
	t.Helper()
	var all []localapi.Found
	for range 5 {
		var err error
		if all, err = localapi.Find(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(all) > 0 {
			break
		}
	}
	if len(all) != 1 {
		t.Fatalf("found %v", all)
	}
	return all[0]
}

// record sends a request to an app through the recorder.
func record(t *testing.T, r *inspect.Recorder, path string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { srv.Close() })
	dial := r.Tap(func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", ln.Addr().String())
	})
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
	}}
	defer client.CloseIdleConnections()
	res, err := client.Get("http://app" + path)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

func TestSharesAndChanges(t *testing.T) {
	o := start(t)
	found := find(t)
	if !reflect.DeepEqual(found.Share, o.share) {
		t.Errorf("found %+v", found.Share)
	}
	until, secret := time.Now().Add(time.Hour).UTC(), "x"
	if err := found.Client.Change(t.Context(), "shop", localapi.Change{Until: &until, Password: &secret}); err != nil {
		t.Fatal(err)
	}
	if c := <-o.changed; !c.Until.Equal(until) || *c.Password != "x" {
		t.Errorf("changed by %+v", c)
	}
	if got, err := found.Client.Password(t.Context(), "shop"); got != "let me in" || err != nil {
		t.Errorf("password %q, %v", got, err)
	}
	if err := found.Client.Stop(t.Context(), "shop"); err != nil || <-o.stopped != "shop" {
		t.Errorf("stop: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	start(t)
	client := find(t).Client
	past := time.Now().Add(-time.Hour)
	_, noRequest := client.Request(t.Context(), "shop", 7, false)
	_, noShare := client.Requests(t.Context(), "docs")
	_, noReplay := client.Replay(t.Context(), "shop", 7, localapi.Edit{})
	for name, tt := range map[string]struct {
		err  error
		code string
	}{
		"no such share":   {noShare, localapi.CodeNoShare},
		"no such request": {noRequest, localapi.CodeNoRequest},
		"nor to replay":   {noReplay, localapi.CodeNoRequest},
		"the owner's no":  {client.Change(t.Context(), "shop", localapi.Change{Until: &past}), localapi.CodeInvalid},
	} {
		e, ok := errors.AsType[localapi.Error](tt.err)
		if !ok || e.Code != tt.code || e.Message == "" {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
}

func TestRequests(t *testing.T) {
	o := start(t)
	client := find(t).Client
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	record(t, o.recorder, "/first?token=abc")
	var seen []string
	for r, err := range client.Watch(ctx, "shop") {
		if err != nil {
			t.Fatal(err)
		}
		if r.State != inspect.Done {
			continue
		}
		seen = append(seen, r.Path)
		if len(seen) == 1 {
			record(t, o.recorder, "/second")
			continue
		}
		break
	}
	if got := strings.Join(seen, " "); got != "/first?token=(hidden) /second" {
		t.Errorf("watched %q", got)
	}
	hidden, err := client.Request(t.Context(), "shop", 1, false)
	if err != nil || strings.Contains(hidden.Path, "abc") {
		t.Errorf("hidden: %s, %v", hidden.Path, err)
	}
	revealed, err := client.Request(t.Context(), "shop", 1, true)
	if err != nil || revealed.Path != "/first?token=abc" || string(revealed.Response.Body.Data) != "hello" {
		t.Errorf("revealed: %+v, %v", revealed, err)
	}
	again, err := client.Replay(t.Context(), "shop", 1, localapi.Edit{
		Method: http.MethodPut, Path: "/again", Header: []inspect.Field{{Name: "Host", Value: "x"}}, Body: []byte("new"),
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := client.Request(t.Context(), "shop", again, false)
	if err != nil || d.Method != http.MethodPut || d.Path != "/again" || d.ReplayOf != 1 ||
		len(d.Request.Header) != 2 || string(d.Request.Body.Data) != "new" { // Content-Length is the second
		t.Errorf("replayed: %+v, %v", d, err)
	}
	if command, err := client.Curl(t.Context(), "shop", 1, false); err != nil || !strings.Contains(command, "curl") {
		t.Errorf("curl: %q, %v", command, err)
	}
	archive, err := client.HAR(t.Context(), "shop", false)
	var har struct{ Log struct{ Entries []any } }
	if err != nil || json.Unmarshal(archive, &har) != nil || len(har.Log.Entries) != 3 {
		t.Errorf("archive: %.80s, %v", archive, err)
	}
}

// Another version's path, and a body without end.
func TestOddRequests(t *testing.T) {
	start(t)
	client := find(t).Client.HTTP()
	defer client.CloseIdleConnections()
	res, err := client.Get("http://gotunnel/v9/shares")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var e localapi.Error
	if json.NewDecoder(res.Body).Decode(&e) != nil || e.Code != localapi.CodeVersion {
		t.Errorf("another version: %s %+v", res.Status, e)
	}
	big := `{"password":"` + strings.Repeat("x", 17<<20) + `"}`
	req, _ := http.NewRequest(http.MethodPatch, "http://gotunnel/v1/shares/shop", strings.NewReader(big))
	if res, err := client.Do(req); err == nil { // or it was broken off
		defer res.Body.Close()
		if res.StatusCode != http.StatusBadRequest {
			t.Errorf("17 MiB: %s", res.Status)
		}
	}
}
