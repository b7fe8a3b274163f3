package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gotunnel/tunnelcore/wire"
)

// writeFile writes a file whole.
func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What can change does while visitors are there, and what can't is named.
func TestReload(t *testing.T) {
	next, _ := systemd(t)
	config := filepath.Join(t.TempDir(), "gotunneld.toml")
	writeFile(t, config, "log_level = \"info\"\n")
	data := t.TempDir()
	p := gotunneld(t, "--config", config, "--data", data)
	if got := next(); got != "READY=1" {
		t.Fatalf("systemd was told %q", got)
	}
	addr := p.logged("listening").Addr
	pin := p.logged("clients need the pin of this server's key").Pin
	s := share(t, addr, pin, "")
	visitor, app := s.visit(t, "shop.localhost")
	say(t, app, firstHalf)
	expect(t, visitor, firstHalf)

	writeFile(t, config, "log_level = \"warn\"\nfirst_visit = true\ndomain = \"example.com\"\nhttp_listen = [\":0\"]\nhold = \"1h\"\n")
	out, text, status := command(t, "reload", "--config", config, "--data", data)
	if status != 0 || !strings.Contains(out, "reads its settings again") {
		t.Fatalf("reload: %q %q, status %d", out, text, status)
	}
	if got := next(); !strings.HasPrefix(got, "RELOADING=1\nMONOTONIC_USEC=") {
		t.Errorf("systemd was told %q, want RELOADING=1", got)
	}
	if got := next(); got != "READY=1" {
		t.Errorf("systemd was told %q after that, want READY=1", got)
	}
	for _, want := range []string{"http_listen", "domain"} {
		if r := p.logged("a setting needs a restart to change"); r.Key != want || r.Level != "WARN" {
			t.Errorf("the log names %s as %s, want %s", r.Key, r.Level, want)
		}
	}
	mustSee(t, addr, ": first-visit\r\n")

	say(t, app, secondHalf)
	expect(t, visitor, secondHalf)
	visitor.Close()
	app.Close()
	shareKind(t, addr, pin, "", "another", wire.HTTP) // clients are there still
}

// A log that was moved away goes on in a new file, as logrotate wants it.
func TestReloadOpensTheAccessLogAgain(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "access.log")
	data := t.TempDir()
	p := gotunneld(t, "--data", data, "--access-log", "common", "--access-log-file", file)
	p.logged("listening")
	if err := os.Rename(file, file+".1"); err != nil {
		t.Fatal(err)
	}
	if _, text, status := command(t, "reload", "--data", data); status != 0 {
		t.Fatalf("reload: %q, status %d", text, status)
	}
	p.logged("settings read again")
	if _, err := os.Stat(file); err != nil {
		t.Errorf("there is no new file: %v", err)
	}
}

// mustSee opens the share called shop as a browser does.
func mustSee(t *testing.T, addr, want string) {
	t.Helper()
	conn := dial(t, addr)
	say(t, conn, "GET / HTTP/1.1\r\nHost: shop.localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
	if got := readAll(t, conn); !strings.Contains(got, want) {
		t.Errorf("a browser gets no %q:\n%s", want, got)
	}
}

// Settings that can't be right change nothing, whatever else is in them.
func TestReloadOfABrokenFile(t *testing.T) {
	for name, text := range map[string]string{
		"no TOML":                 "first_visit = true\nhold =",
		"no such key":             "first_visit = true\nhald = \"1h\"\n",
		"a value that can't be":   "first_visit = true\nhold = \"-1h\"\n",
		"a port that needs one":   "first_visit = true\nhttp_listen = [\"nowhere\"]\n",
		"half of two":             "first_visit = true\ntls_key = \"/none\"\n",
		"there is no file at all": "",
	} {
		t.Run(name, func(t *testing.T) {
			config := filepath.Join(t.TempDir(), "gotunneld.toml")
			writeFile(t, config, "first_visit = false\n")
			p := gotunneld(t, "--config", config)
			addr := p.logged("listening").Addr
			s := share(t, addr, p.logged("clients need the pin of this server's key").Pin, "")
			if text == "" {
				if err := os.Remove(config); err != nil {
					t.Fatal(err)
				}
			} else {
				writeFile(t, config, text)
			}
			p.signal(syscall.SIGHUP)
			if r := p.logged("the settings can't be read again, all stay as they were"); r.Level != "ERROR" || r.Err == "" {
				t.Errorf("it is logged as %s: %s", r.Level, r.Err)
			}
			visitor, _ := s.visit(t, "shop.localhost") // and no page in between
			visitor.Close()
		})
	}
}

func TestWhatChangesAtOnce(t *testing.T) {
	old := defaults()
	old.TCPPorts, old.LogLevel = "20000-20009", "info"
	tests := map[string]struct {
		change           func(*settings)
		changed, waiting []string
	}{
		"nothing":              {func(*settings) {}, nil, nil},
		"an empty list":        {func(s *settings) { s.HTTPListen = []string{} }, nil, nil},
		"another file":         {func(s *settings) { s.Config = "other" }, nil, nil},
		"the level":            {func(s *settings) { s.LogLevel = "debug" }, []string{"log_level"}, nil},
		"the hold":             {func(s *settings) { s.Hold.Duration++ }, []string{"hold"}, nil},
		"against abuse":        {func(s *settings) { s.Report, s.MaxAddresses = "a@b.example", 5 }, []string{"report", "max_addresses"}, nil},
		"more ports":           {func(s *settings) { s.TCPPorts = "19999-20010" }, []string{"tcp_ports"}, nil},
		"fewer ports":          {func(s *settings) { s.TCPPorts = "20000-20008" }, nil, []string{"tcp_ports"}},
		"no ports":             {func(s *settings) { s.TCPPorts = "" }, nil, []string{"tcp_ports"}},
		"where it listens":     {func(s *settings) { s.Listen, s.ControlListen = ":1", ":2" }, nil, []string{"listen", "control_listen"}},
		"its certificate":      {func(s *settings) { s.TLSCert, s.TLSKey = "c", "k" }, nil, []string{"tls_cert", "tls_key"}},
		"its folder and level": {func(s *settings) { s.Data, s.LogLevel = "/d", "warn" }, []string{"log_level"}, []string{"data"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			now, next := old, old
			tt.change(&next)
			changed, waiting := now.adopt(next)
			if !slices.Equal(changed, tt.changed) || !slices.Equal(waiting, tt.waiting) {
				t.Errorf("changed %q, waiting %q; want %q, %q", changed, waiting, tt.changed, tt.waiting)
			}
			if changed, again := now.adopt(next); len(changed) != 0 || !slices.Equal(again, tt.waiting) {
				t.Errorf("the second time changed %q, waiting %q", changed, again)
			}
		})
	}
	if grows("", "20000-20001") {
		t.Error("ports where there were none need a restart")
	}
}
