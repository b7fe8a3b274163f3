package window

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gotunnel/app/browser"
	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// bridge is one over an agent that runs.
func bridge(t *testing.T) (*Bridge, *fakeAgent, *fakeShell) {
	t.Helper()
	ownRuntime(t)
	a := newFakeAgent()
	a.serve(t)
	w, s, _ := openFake(t, localapi.View{})
	return w.bridge, a, s
}

func TestShare(t *testing.T) {
	b, a, _ := bridge(t)
	got, err := b.Share(localapi.NewShare{Target: "3000", Name: "shop"})
	if err != nil || got.Name != "shop" || got.Target != "3000" || got.State != localapi.Live {
		t.Errorf("shared %+v, %v", got, err)
	}
	risky := localapi.Error{Code: localapi.CodeRisky, Message: "Port 9229 is a debugger."}
	a.refuses = risky
	_, err = b.Share(localapi.NewShare{Target: "9229"})
	if got := plain(err); got.Code != risky.Code || got.Message != risky.Message {
		t.Errorf("what is risky: %+v", plain(err))
	}
}

// Every error comes to the page as JSON, with a code and a sentence: Wails makes
// text of anything else.
func TestErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		code string
	}{
		"the agent's":    {localapi.Error{Code: "port", Message: "x"}, "port"},
		"too late":       {context.DeadlineExceeded, localapi.CodeFailed},
		"nobody there":   {&net.OpError{Op: "dial", Err: errors.New("no such file")}, "agent"},
		"something else": {browser.ErrNotWeb, localapi.CodeFailed},
	} {
		text, ok := formatted(tt.err).(string)
		var got localapi.Error
		if !ok || json.Unmarshal([]byte(text), &got) != nil || got.Code != tt.code || got.Message == "" {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestIcon(t *testing.T) {
	b, _, _ := bridge(t)
	for id, want := range map[string]string{
		"good": "data:image/svg+xml;base64,PHN2Zy8+", "evil": "", "page": "", "none": "",
	} {
		if got := b.Icon(id); got != want {
			t.Errorf("%s: %q", id, got)
		}
	}
}

func TestMakePassword(t *testing.T) {
	if got := new(Bridge).MakePassword(); strings.Count(got, "-") != 2 {
		t.Errorf("made %q", got)
	}
}

func TestOpenIsForTheWeb(t *testing.T) {
	if err := new(Bridge).Open("file:///etc/passwd"); !errors.Is(err, browser.ErrNotWeb) {
		t.Errorf("a file: %v", err)
	}
}

// record sends requests to an app through the recorder.
func record(t *testing.T, r *inspect.Recorder, paths ...string) {
	t.Helper()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }))
	defer app.Close()
	dial := r.Tap(func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", app.Listener.Addr().String())
	})
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
	}}
	defer client.CloseIdleConnections()
	for _, path := range paths {
		res, err := client.Get("http://app" + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
}

// awaitRequests gathers "requests" events until there are that many answered
// requests.
func awaitRequests(t *testing.T, s *fakeShell, want int) {
	t.Helper()
	done := map[int]bool{}
	for len(done) < want {
		e := receive(t, s.events, "requests")
		if e.name != "requests" {
			continue
		}
		news := e.data.(RequestBatch)
		seen := map[int]bool{}
		for _, r := range news.Requests {
			if news.Share != "shop" || seen[r.ID] {
				t.Errorf("told %+v", news)
			}
			seen[r.ID], done[r.ID] = true, done[r.ID] || r.State == inspect.Done
			if !done[r.ID] {
				delete(done, r.ID)
			}
		}
	}
}

func TestWatchRequests(t *testing.T) {
	b, a, s := bridge(t)
	record(t, a.recorder, "/1", "/2", "/3")
	b.WatchRequests("docs") // nothing of that name
	b.WatchRequests("shop")
	awaitRequests(t, s, 3)
	record(t, a.recorder, "/4")
	awaitRequests(t, s, 1)
	b.StopWatching()
	b.watch.wg.Wait()
	record(t, a.recorder, "/5")
	if len(s.events) != 0 {
		t.Errorf("told %+v after the end", <-s.events)
	}
}

func TestSaveHAR(t *testing.T) {
	b, a, s := bridge(t)
	record(t, a.recorder, "/1")
	b.WatchRequests("shop")
	awaitRequests(t, s, 1)
	s.saveTo = filepath.Join(t.TempDir(), "shop.har")
	path, err := b.SaveHAR("shop", false, "Save")
	if err != nil || path != s.saveTo {
		t.Fatalf("saved as %q, %v", path, err)
	}
	var har struct{ Log struct{ Entries []any } }
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &har) != nil || len(har.Log.Entries) != 1 {
		t.Errorf("saved %.80s, %v", data, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("others may read it: %v", err)
	}
	s.saveTo = ""
	if path, err := b.SaveHAR("shop", false, "Save"); path != "" || err != nil {
		t.Errorf("thought better of it: %q, %v", path, err)
	}
	s.saveTo = t.TempDir() // a folder
	want := "The requests can't be saved as " + s.saveTo + " (file exists). Choose another place."
	if path, err := b.SaveHAR("shop", false, "Save"); path != "" || err == nil || plain(err).Message != want {
		t.Errorf("saved as %q, %v", path, err)
	}
}
