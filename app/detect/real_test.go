package detect_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"gotunnel/app/detect"
	"gotunnel/server/servertest/freeport"
)

// scan returns the app at a port.
func scan(t *testing.T, s *detect.Scanner, port int) detect.App {
	t.Helper()
	apps, err := s.Scan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.DeleteFunc(slices.Clone(apps), func(a detect.App) bool { return a.Port != port })
	if len(at) != 1 {
		t.Fatalf("%d apps at port %d, want one: %+v", len(at), port, at)
	}
	return at[0]
}

// folder makes one with files in it.
func folder(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for file, text := range files {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func check(t *testing.T, a detect.App, name string, hidden detect.Reason) {
	t.Helper()
	if a.Name() != name || a.Hidden != hidden {
		t.Errorf("it is %q, hidden as %q, want %q, %q: %+v", a.Name(), a.Hidden, name, hidden, a)
	}
}

func TestPython(t *testing.T) {
	cmd := exec.Command(need(t, "/usr/bin/python3", "python3"), "-u", "-m", "http.server", "0")
	cmd.Dir = folder(t, "brand-deck", map[string]string{"index.html": "<title>Brand deck</title>"})
	port := start(t, cmd, `port (\d+)`)
	s := detect.Patient()
	a := scan(t, s, port)
	check(t, a, "brand-deck · http.server", "")
	if a.PID != cmd.Process.Pid || a.Started.IsZero() || a.Process != "python" || len(a.Command) != 5 || a.Folder != cmd.Dir {
		t.Errorf("got %+v", a)
	}
	if page, err := s.Probe(t.Context(), a); err != nil || page.Title != "Brand deck" {
		t.Errorf("its page is %+v, %v", page, err)
	}
	if a, state := detect.Follow(detect.Identify(a, nil), []detect.App{scan(t, s, port)}); state != detect.Same {
		t.Errorf("it is %s: %+v", state, a)
	}
}

// A Go program, with a name of its own and at all addresses of both families.
func TestGo(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		t.Skip("it starts a program")
	}
	binary, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "till") // by its own name it is a test
	if err := os.WriteFile(program, binary, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Dir, cmd.Env = folder(t, "till", map[string]string{"go.mod": "module example.com/acme/cash-desk\n"}), []string{insideVariable + "=:0"}
	port := start(t, cmd, `listening at .*:(\d+)`)
	s := detect.Patient()
	a := scan(t, s, port)
	check(t, a, "cash-desk · Go", "")
	if page, err := s.Probe(t.Context(), a); err != nil || page.Title != "From Go" {
		t.Errorf("its page is %+v, %v", page, err)
	}
}

func TestSixOnly(t *testing.T) {
	cmd := exec.Command(need(t, "node"), "-e", `
		const s = require("http").createServer((q, r) => r.end("<title>Six</title>"));
		s.listen(process.argv[1], "::1", () => console.log("port " + s.address().port));`, strconv.Itoa(freeport.Take(t)))
	cmd.Dir = folder(t, "six", map[string]string{"package.json": `{"name": "@acme/six", "dependencies": {"express": "5"}}`})
	port := start(t, cmd, `port (\d+)`)
	s := detect.Patient()
	a := scan(t, s, port)
	check(t, a, "six · Express", "")
	if !slices.Equal(a.Addrs, []netip.Addr{netip.IPv6Loopback()}) {
		t.Errorf("it listens at %v", a.Addrs)
	}
	if page, err := s.Probe(t.Context(), a); err != nil || page.Title != "Six" {
		t.Errorf("its page is %+v, %v", page, err)
	}
}

// The workers of one program share a port.
func TestWorkers(t *testing.T) {
	dir := folder(t, "crowd", map[string]string{"server.js": `
		const cluster = require("cluster");
		if (cluster.isPrimary) {
			for (let i = 0; i < 3; i++) cluster.fork();
			let ready = 0;
			cluster.on("listening", (w, at) => { if (++ready === 3) console.log("port " + at.port); });
		} else require("http").createServer((q, r) => r.end()).listen(0, "127.0.0.1");`})
	cmd := exec.Command(need(t, "node"), "server.js")
	cmd.Dir = dir
	port := start(t, cmd, `port (\d+)`)
	s := detect.Patient()
	if a := scan(t, s, port); a.PID != cmd.Process.Pid {
		t.Errorf("it is the process %d, want %d", a.PID, cmd.Process.Pid)
	}
}

// A debugger is known by its command line, and the app beside it is not one.
func TestDebugger(t *testing.T) {
	inspector := freeport.Take(t)
	cmd := exec.Command(need(t, "node"), fmt.Sprintf("--inspect=127.0.0.1:%d", inspector), "-e", `
		const s = require("http").createServer((q, r) => r.end());
		s.listen(0, "127.0.0.1", () => console.log("port " + s.address().port));`)
	cmd.Dir = folder(t, "shop", nil)
	port := start(t, cmd, `^port (\d+)`)
	s := detect.Patient()
	check(t, scan(t, s, port), "shop · Node", "")
	a := scan(t, s, inspector)
	check(t, a, "shop · Node", detect.Debugger)
	if want := fmt.Sprintf("Port %d is a debugger. Anyone with the link could run code on this computer.", inspector); a.Risk != want {
		t.Errorf("it warns: %q", a.Risk)
	}
	if _, err := s.Probe(t.Context(), a); !errors.Is(err, detect.ErrHidden) {
		t.Errorf("a debugger was asked: %v", err)
	}
}

func TestRedis(t *testing.T) {
	port := freeport.Take(t)
	cmd := exec.Command(need(t, "redis-server"), "--bind", "127.0.0.1", "--port", fmt.Sprint(port), "--save", "", "--appendonly", "no")
	cmd.Dir = folder(t, "shop", nil)
	start(t, cmd, `(\d+):M .*Ready to accept connections`)
	s := detect.Patient()
	check(t, scan(t, s, port), "shop", detect.Database)
}

// What no list should have can only be told by asking it.
func TestNoWebApp(t *testing.T) {
	cmd := exec.Command(need(t, "node"), "-e", `
		const s = require("net").createServer(c => c.end("220 mail\r\n"));
		s.listen(0, "127.0.0.1", () => console.log("port " + s.address().port));`)
	cmd.Dir = folder(t, "post", nil)
	port := start(t, cmd, `port (\d+)`)
	s := detect.Patient()
	a := scan(t, s, port)
	check(t, a, "post · Node", "")
	if _, err := s.Probe(t.Context(), a); !errors.Is(err, detect.ErrNotHTTP) {
		t.Errorf("got %v", err)
	}
	check(t, scan(t, s, port), "post · Node", detect.NotHTTP)
}
