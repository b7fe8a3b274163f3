package admin_test

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/server/admin"
)

// socket serves on one and returns its path and a client for it.
func socket(t *testing.T, info admin.Info) (path string, client *http.Client) {
	t.Helper()
	path = filepath.Join(t.TempDir(), admin.SocketFile)
	listener, err := admin.ListenSocket(path)
	if err != nil {
		t.Fatal(err)
	}
	until(t, func(ctx context.Context) error { return admin.ServeSocket(ctx, listener, info) })
	return path, &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
}

func TestSocket(t *testing.T) {
	var log strings.Builder
	path, client := socket(t, admin.Info{Desk: newDesk(t, &log)})
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v", info, err)
	}
	json := map[string]string{"Content-Type": "application/json"}
	response, body := question{"POST", "http://gotunneld/v1/accounts", `{"name":"designer"}`, json}.ask(t, client)
	if response.StatusCode != http.StatusNoContent {
		t.Errorf("%s %s", response.Status, body)
	}
	if want := `who="` + admin.User(os.Getuid()) + `"`; !strings.Contains(log.String(), want) {
		t.Errorf("no %s in %s", want, &log)
	}
	for _, path := range []string{"/", "/metrics", "/healthz"} {
		if response, _ := (question{url: "http://gotunneld" + path}).ask(t, client); response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, response.Status)
		}
	}
	for key, value := range map[string]string{"Origin": "http://localhost:9000", "Sec-Fetch-Site": "none"} {
		q := question{url: "http://localhost:9000/v1/status", header: map[string]string{key: value}}
		if response, _ := q.ask(t, client); response.StatusCode != http.StatusForbidden {
			t.Errorf("a browser with %s: %s", key, response.Status)
		}
	}
}

func TestSocketThatIsInTheWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), admin.SocketFile)
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false) // as a server that was killed
	left.Close()
	again, err := admin.ListenSocket(path)
	if err != nil {
		t.Fatalf("over one that was left: %v", err)
	}
	next, err := admin.ListenSocket(path) // as a successor's, before the first one ends
	if err != nil {
		t.Fatalf("over one that is in use: %v", err)
	}
	again.Close()
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the successor's is gone: %v", err)
	}
	next.Close()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}

	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.ListenSocket(path); err == nil || !strings.Contains(err.Error(), "is in the way") {
		t.Errorf("over a file: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "mine" {
		t.Errorf("the file is %q, %v", data, err)
	}
	long := filepath.Join(t.TempDir(), strings.Repeat("x", 100))
	if _, err := admin.ListenSocket(long); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("with a long path: %v", err)
	}
}

func TestToken(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, admin.TokenFile)
	token, err := admin.Token(dir)
	if err != nil || len(token) < 52 {
		t.Fatalf("token of %d characters, %v", len(token), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != fs.FileMode(0o600) {
		t.Errorf("the file is %v, %v", info, err)
	}
	if again, err := admin.Token(dir); err != nil || again != token {
		t.Errorf("the second time %v, the same: %v", err, again == token)
	}
	if other, err := admin.Token(t.TempDir()); err != nil || other == token {
		t.Errorf("of another folder %v, the same: %v", err, other == token)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Token(dir); err == nil || !strings.Contains(err.Error(), "is open to everyone on this computer (mode 0644)") {
		t.Errorf("one that all may read: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Token(dir); err == nil || !strings.Contains(err.Error(), "is too short") {
		t.Errorf("an empty one: %v", err)
	}
}
