package sample

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestPages(t *testing.T) {
	server := httptest.NewServer(Handler())
	defer server.Close()

	for _, test := range []struct {
		name, path, kind, contains string
	}{
		{"front page", "/", "text/html", "served from your computer"},
		{"any other path", "/any/path", "text/html", "served from your computer"},
		{"a path that looks like a file", "/index.html.bak", "text/html", "served from your computer"},
		{"style", "/static/style.css", "text/css", "prefers-color-scheme"},
		{"script", "/static/page.js", "text/javascript", "EventSource"},
		{"icon", "/static/icon.svg", "image/svg+xml", "<svg"},
	} {
		t.Run(test.name, func(t *testing.T) {
			response, err := server.Client().Get(server.URL + test.path)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != http.StatusOK {
				t.Errorf("status %d, want 200", response.StatusCode)
			}
			if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, test.kind) {
				t.Errorf("Content-Type %q, want %q", kind, test.kind)
			}
			if !strings.Contains(string(body), test.contains) {
				t.Errorf("the body lacks %q:\n%s", test.contains, body)
			}
			// The page has to look right on a computer that is offline.
			if strings.Contains(strings.ReplaceAll(string(body), "http://www.w3.org/2000/svg", ""), "://") {
				t.Errorf("%s refers to another server", test.path)
			}
		})
	}
}

func TestClockStreams(t *testing.T) {
	server := httptest.NewServer(Handler())
	defer server.Close()

	// Each first event arrives while its response, and those before it, are still open.
	for want := 1; want <= 3; want++ {
		response, err := server.Client().Get(server.URL + "/clock")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if got := firstEvent(t, response.Body).Watching; got != want {
			t.Errorf("%d watching, want %d", got, want)
		}
	}
}

type event struct {
	Time     string
	Watching int
}

func firstEvent(t *testing.T, stream io.Reader) event {
	t.Helper()
	line, err := bufio.NewReader(stream).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	data, found := strings.CutPrefix(line, "data: ")
	if !found {
		t.Fatalf("%q is no event", line)
	}
	var e event
	if err := json.Unmarshal([]byte(data), &e); err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse(time.TimeOnly, e.Time); err != nil {
		t.Error(err)
	}
	return e
}
