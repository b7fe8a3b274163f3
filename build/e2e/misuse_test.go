package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What people get wrong: one sentence says what, and the program fails.
func TestMisuse(t *testing.T) {
	t.Parallel()
	s := serve(t)
	port, closed := portOf(t, app(t, says("app"))), freePort(t)
	s.share("taken=" + port)
	file := filepath.Join(t.TempDir(), "settings.toml")
	if err := os.WriteFile(file, []byte("# settings\nnonsense = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := "sha256:" + strings.Repeat("A", 43)

	tests := []struct {
		name    string
		command string // space between the arguments
		status  int
		says    string
	}{
		{"port not listening", "gotunnel share " + closed + " --server " + s.addr, 1, "Nothing is listening on port " + closed},
		{"server not reachable", "gotunnel share " + port + " --server 127.0.0.1:" + closed, 1, "Can't reach 127.0.0.1:" + closed},
		{"not a server of ours", "gotunnel share " + port + " --server 127.0.0.1:" + port, 1, "isn't a Gotunnel server"},
		{"wrong pin", "gotunnel share " + port + " --server " + s.addr + " --pin " + other, 1, "another key"},
		{"damaged pin", "gotunnel share " + port + " --server " + s.addr + " --pin sha256:short", 2, "--pin"},
		{"name taken", "gotunnel share taken=" + port + " --server " + s.addr, 1, "taken"},
		{"bad name", "gotunnel share " + port + " --name no_good --server " + s.addr, 2, `"no_good" is not a name`},
		{"bad port", "gotunnel share 70000 --server " + s.addr, 2, "70000"},
		{"no folder there", "gotunnel share ./public --server " + s.addr, 1, "can't open ./public"},
		{"folder of everything", "gotunnel share / --server " + s.addr, 1, "Choose a smaller folder"},
		{"bytes of a folder", "gotunnel share --raw . --server " + s.addr, 2, "leave --raw out"},
		{"bytes with a password", "gotunnel share --raw " + port + " --password --server " + s.addr, 2, "--password can't be kept"},
		{"no target", "gotunnel share --server " + s.addr, 2, "share what?"},
		{"no server", "gotunnel share " + port, 2, "which server?"},
		{"two targets with one name", "gotunnel share a=" + port + " a=" + port + " --server " + s.addr, 2, "two targets"},
		{"no TCP ports", "gotunnel share --tcp " + port + " --server " + s.addr, 1, "no ports for TCP"},
		{"no https there", "gotunnel share https://localhost:" + port + " --server " + s.addr, 1, "https"},
		{"client's settings", "gotunnel share " + port + " --config " + file, 2, file + " line 2"},
		{"client's flag", "gotunnel share " + port + " --nonsense", 2, "--nonsense"},
		{"client's command", "gotunnel shear " + port, 2, "shear"},
		{"port in use", "gotunneld serve --data data --listen " + s.addr, 1, "port " + s.port() + " is in use"},
		{"server's settings", "gotunneld serve --config " + file, 2, file + " line 2"},
		{"server's settings missing", "gotunneld serve --config " + file + ".no", 2, file + ".no"},
		{"server's flag", "gotunneld serve --nonsense", 2, "--nonsense"},
		{"server's domain", "gotunneld serve --domain 192.0.2.1", 2, "--domain"},
		{"server's address", "gotunneld serve --listen 8080", 2, "--listen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			args := strings.Fields(test.command)
			cmd := exec.Command(filepath.Join(programs, args[0]), args[1:]...)
			folder := home(t)
			cmd.Dir, cmd.Env = folder, environment(folder)
			got := callCommand(t, cmd)
			t.Logf("%s\n%s", test.command, got.stderr)
			if got.status != test.status || !strings.Contains(got.stderr, test.says) {
				t.Errorf("status %d, want %d and %q", got.status, test.status, test.says)
			}
			checkSentence(t, got)
		})
	}
}

// checkSentence fails the test unless a program that failed said why in one
// line for people, and nothing else but what it was about to do.
func checkSentence(t *testing.T, got result) {
	t.Helper()
	if got.stdout != "" && (!strings.HasPrefix(got.stdout, "Connecting to ") || strings.Contains(got.stdout, "\n")) {
		t.Errorf("it printed %q", got.stdout)
	}
	if strings.Count(got.stderr, "\n") > 0 || strings.Contains(got.stderr, "goroutine ") || len(got.stderr) < 20 {
		t.Errorf("this is not one sentence: %q", got.stderr)
	}
}
