package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestServeSaysHowToReachIt(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "data")
	p := gotunneld(t, "--data", data, "--domain", "Share.Example.COM.")
	ready := p.logged("listening")
	if ready.Domain != "share.example.com" {
		t.Errorf("domain %q is not canonical", ready.Domain)
	}
	if conn, err := net.Dial("tcp", ready.Addr); err != nil {
		t.Errorf("it does not listen where it says: %v", err)
	} else {
		conn.Close()
	}
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder is %v, %v; want mode 0700", info, err)
	}

	hint := p.logged("clients need the pin of this server's key")
	if want := "gotunnel share 3000 --server " + ready.Addr + " --pin " + hint.Pin; hint.Command != want {
		t.Errorf("command %q, want %q", hint.Command, want)
	}
	out, err := exec.CommandContext(t.Context(), "gotunneld", "pin", "--data", data).Output()
	if err != nil || string(out) != hint.Pin+"\n" {
		t.Errorf("gotunneld pin: %q, %v; the log says %q", out, err, hint.Pin)
	}

	p.signal(syscall.SIGTERM)
	if state, rest := p.wait(); !state.Success() {
		t.Errorf("%v:\n%s", state, rest)
	}
}

func TestServeWithPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	for _, flag := range []string{"--listen", "--http-listen", "--tls-listen", "--control-listen", "--admin-listen"} {
		t.Run(flag, func(t *testing.T) {
			state, text := gotunneld(t, flag, addr).wait()
			want := "gotunneld: port " + port + " is in use by another program: stop it or choose another with " + flag + "\n"
			if state.ExitCode() != 1 || text != want {
				t.Errorf("%v %q, want %q", state, text, want)
			}
		})
	}
}

func TestServeWithFileAndEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "gotunneld.toml")
	text := `domain = "file.example.com"
http_listen = ["127.0.0.1:0"]
admin_listen = "127.0.0.1:0"
hold = "1h"
tcp_ports = "20000-20001"
single = false
log_level = "error"
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOTUNNELD_LOG_LEVEL", "info")
	data := t.TempDir()
	p := gotunneld(t, "--config", file, "--data", data)
	operations := p.logged("operator's page")
	if r := p.logged("listening"); r.Domain != "file.example.com" {
		t.Errorf("domain %q is not the file's", r.Domain)
	}
	if status, body := get(t, operations.Addr, "/healthz", ""); status != http.StatusOK || body != "ok\n" {
		t.Errorf("health: %d %q", status, body)
	}
	token, err := os.ReadFile(filepath.Join(data, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, operations.Addr, "/metrics", ""); status != http.StatusUnauthorized {
		t.Errorf("metrics without the token: %d", status)
	}
	if _, body := get(t, operations.Addr, "/metrics", strings.TrimSpace(string(token))); !strings.Contains(body, `gotunneld_info{version="dev"} 1`) {
		t.Errorf("no version in the metrics:\n%s", body)
	}
}

// get asks the private address, with the token if there is one.
func get(t *testing.T, addr, path, token string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
