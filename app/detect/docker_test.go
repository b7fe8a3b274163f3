package detect

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const two = `[
 {"Names": ["/shop-web-1"], "Image": "registry.example/acme/shop:2", "Ports": [
  {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
  {"IP": "::", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
  {"PrivatePort": 443, "Type": "tcp"}]},
 {"Names": ["/store"], "Image": "postgres:17", "Ports": [{"IP": "127.0.0.1", "PrivatePort": 5432, "PublicPort": 15432, "Type": "tcp"}]},
 {"Names": ["/cache"], "Image": "acme/own", "Ports": [{"IP": "127.0.0.1", "PrivatePort": 6379, "PublicPort": 16379, "Type": "tcp"}]},
 {"Names": ["/dns"], "Image": "dns", "Ports": [{"IP": "0.0.0.0", "PrivatePort": 53, "PublicPort": 8053, "Type": "udp"}]},
 {"Names": [], "Image": "nameless", "Ports": [{"IP": "0.0.0.0", "PrivatePort": 1, "PublicPort": 8054, "Type": "tcp"}]}
]`

// docker is a Docker that gives one answer to the one question it knows.
func docker(t *testing.T, answer http.HandlerFunc) (socket string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "d.sock")
	ln, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containers/json", answer)
	srv := &http.Server{Handler: mux}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(ln) }()
	t.Cleanup(func() { srv.Close(); <-done })
	return socket
}

func TestContainers(t *testing.T) {
	socket := docker(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, two) })
	running := containers(t.Context(), socket, time.Minute)
	other := &process{pid: 4, name: "docker-proxy"}
	desktop := &process{pid: 5, name: "com.docker.backend", own: true, command: []string{"com.docker.backend"}}
	vite := &process{pid: 6, name: "node", own: true, command: []string{"node", "node_modules/.bin/vite"}}
	for _, c := range []struct {
		name   string
		port   int
		addr   string
		main   *process
		want   string
		hidden Reason
	}{
		{"unknown to the system", 8080, "0.0.0.0", nil, "shop-web-1 · Docker · 8080", ""},
		{"on the other family", 8080, "::", nil, "shop-web-1 · Docker · 8080", ""},
		{"root's", 8080, "0.0.0.0", other, "shop-web-1 · Docker · 8080", ""},
		{"Docker Desktop's", 8080, "0.0.0.0", desktop, "shop-web-1 · Docker · 8080", ""},
		{"an app at the same port of another address", 8080, "127.0.0.1", vite, "Vite · 8080", ""},
		{"a database by its image", 15432, "127.0.0.1", nil, "store · Docker · 15432", Database},
		{"a database by its port inside", 16379, "127.0.0.1", nil, "cache · Docker · 16379", Database},
		{"a port of UDP", 8053, "0.0.0.0", nil, "Port 8053", Somebody},
		{"a container without a name", 8054, "0.0.0.0", nil, "Port 8054", Somebody},
		{"not published", 443, "0.0.0.0", nil, "Port 443", Somebody},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := listener{port: c.port, addrs: []netip.Addr{netip.MustParseAddr(c.addr)}, main: c.main}
			a := describe(l, running, newDisk())
			a.hide(l, "linux")
			if a.Label() != c.want || a.Hidden != c.hidden {
				t.Errorf("got %q, hidden as %q; want %q, %q", a.Label(), a.Hidden, c.want, c.hidden)
			}
		})
	}
}

// Whatever is wrong with Docker, its containers have no names, and that is all.
func TestDockerFails(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"no access":    func(w http.ResponseWriter, _ *http.Request) { http.Error(w, two, http.StatusForbidden) },
		"no JSON":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"another JSON": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"message": "x"}`) },
		"silence":      func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"no end": func(w http.ResponseWriter, _ *http.Request) {
			_, err := io.WriteString(w, "[")
			for err == nil {
				_, err = io.WriteString(w, strings.Repeat(`{"Image": "x"},`, 1000))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if list := containers(t.Context(), docker(t, answer), dockerPatience); list != nil {
				t.Errorf("got %v", list)
			}
		})
	}
	if list := containers(t.Context(), filepath.Join(t.TempDir(), "none"), dockerPatience); list != nil {
		t.Errorf("got %v", list)
	}
}
