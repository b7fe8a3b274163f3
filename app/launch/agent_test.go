package launch_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// The test program is the agent, too: "PROGRAM agent" is what Agent starts.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "agent" {
		os.Exit(runAgent())
	}
	os.Exit(m.Run())
}

// agent answers who it is, until it is told to quit.
type agent struct {
	localapi.Agent
	quit func()
}

func (a agent) About() localapi.About { return localapi.About{PID: os.Getpid()} }
func (a agent) Quit()                 { a.quit() }

// runAgent is an agent of which there can be one; or one that fails, when the
// test wants that.
func runAgent() int {
	if text := os.Getenv("FAIL"); text != "" {
		fmt.Fprintln(os.Stderr, text)
		return 7
	}
	// As the real one, but with a file for the lock.
	lock, err := os.OpenFile(os.Getenv("XDG_RUNTIME_DIR")+"/lock", os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 1
	}
	defer lock.Close()
	ln, err := localapi.ListenAgent()
	if err != nil {
		return 1
	}
	ctx, cancel := context.WithCancel(context.Background())
	if localapi.Serve(ctx, ln, agent{quit: cancel}) != nil {
		return 1
	}
	return 0
}

func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("AppData", t.TempDir()) // the same on Windows
	return self
}

// Of many who need an agent at once, each reaches the same one.
func TestAgentIsOne(t *testing.T) {
	self := program(t)
	pids := make([]int, 8)
	var wg sync.WaitGroup
	for i := range pids {
		wg.Go(func() {
			client, _, err := launch.Agent(t.Context(), self, os.Environ())
			if err != nil {
				t.Errorf("%d: %v", i, err)
				return
			}
			defer client.Close()
			about, err := client.About(t.Context())
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
			pids[i] = about.PID
		})
	}
	wg.Wait()
	for i, pid := range pids {
		if pid == 0 || pid != pids[0] {
			t.Errorf("%d reached %d, and 0 %d", i, pid, pids[0])
		}
	}
	client, started, err := launch.Agent(t.Context(), self, os.Environ())
	if err != nil || started {
		t.Fatalf("one runs: started %v, %v", started, err)
	}
	defer client.Close()
	process, err := os.FindProcess(pids[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Quit(t.Context()); err != nil {
		t.Error(err)
	}
	_, _ = process.Wait() // what it has open can't be removed; another one may wait for it, too
}

func TestAgentThatFails(t *testing.T) {
	self := program(t)
	_, _, err := launch.Agent(t.Context(), self, append(os.Environ(), "FAIL=no disk"))
	if err == nil || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), launch.AgentLog()) {
		t.Errorf("it says %v", err)
	}
	if said, err := os.ReadFile(launch.AgentLog()); string(said) != "no disk\n" {
		t.Errorf("the log has %q, %v", said, err)
	}
}

func TestNoProgram(t *testing.T) {
	program(t)
	if _, _, err := launch.Agent(t.Context(), "/nowhere/gotunnel", nil); err == nil || !strings.Contains(err.Error(), "can't be started") {
		t.Errorf("it says %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if path, err := launch.AgentProgram(); err == nil {
		t.Errorf("found %s", path)
	}
}
