package main

import (
	"crypto/tls"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/server/certs"
	"gotunnel/tunnelcore/wire"
)

// A backup that breaks off leaves no file that looks like one.
func TestBackupThatBreaksOff(t *testing.T) {
	c := &clerk{out: io.Discard, Client: http.Client{Transport: inProcess{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half of it")
		panic(http.ErrAbortHandler)
	})}}}
	path := filepath.Join(t.TempDir(), "backup")
	if err := c.backupFile(t.Context(), path); err == nil || !strings.Contains(err.Error(), "the backup is not whole") || status(err) != 1 {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is there: %v", err)
	}
}

// A handler that says nothing has said that all is well.
func TestInProcessWithoutAnAnswer(t *testing.T) {
	c := &clerk{Client: http.Client{Transport: inProcess{http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}}}
	response, err := c.ask(t.Context(), http.MethodGet, "status", nil)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%+v, %v", response, err)
	}
	if body, err := io.ReadAll(response.Body); err != nil || len(body) != 0 {
		t.Errorf("body %q, %v", body, err)
	}
}

func TestLinks(t *testing.T) {
	own, err := certs.Self(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	vouched, err := certs.Load(issue(t))
	if err != nil {
		t.Fatal(err)
	}
	code := wire.NewInvite()
	fragment, pinned := "/i#"+code.Reveal(), "/i#"+code.Reveal()+"."+certs.Pin(own)
	tests := map[string]struct {
		home, client string
		cert         tls.Certificate
		web, app     string
	}{
		"a certificate that is trusted": {
			"https://share.acme.dev", "share.acme.dev:443", vouched,
			"https://share.acme.dev" + fragment, "gotunnel://share.acme.dev" + fragment,
		},
		"one of its own": {
			"http://share.acme.dev:8080", "share.acme.dev:8080", own,
			"http://share.acme.dev:8080" + pinned, "gotunnel://share.acme.dev:8080" + pinned,
		},
		"on this computer": {
			"http://localhost:8080", "127.0.0.1:8080", own,
			"http://localhost:8080" + pinned, "gotunnel://127.0.0.1:8080" + pinned,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			web, app := links(tt.home, tt.client, tt.cert)(code)
			if web != tt.web || app != tt.app {
				t.Errorf("links %s and %s,\nwant %s and %s", web, app, tt.web, tt.app)
			}
			if link, err := wire.ParseInviteLink(app); err != nil || link.Code != code {
				t.Errorf("the client reads %v, %v", link, err)
			}
		})
	}
}
