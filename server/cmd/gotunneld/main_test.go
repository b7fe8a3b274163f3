package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// A program built with the race detector waits a second before it exits.
const raceVariable, raceOptions = "GORACE", "atexit_sleep_ms=0"

// TestMain makes this test binary gotunneld when it is called by that name.
func TestMain(m *testing.M) {
	os.Setenv(raceVariable, raceOptions)
	testscript.Main(m, map[string]func(){"gotunneld": main})
}

func TestScripts(t *testing.T) { testscript.Run(t, scripts("testdata", false)) }

// What an operator does is the same whether a server runs on the data folder or
// not.
func TestOperatorScripts(t *testing.T) {
	for name, running := range map[string]bool{"running": true, "not running": false} {
		t.Run(name, func(t *testing.T) { testscript.Run(t, scripts("testdata/operator", running)) })
	}
}

func scripts(folder string, running bool) testscript.Params {
	return testscript.Params{
		Dir: folder,
		Setup: func(env *testscript.Env) error {
			env.Setenv(raceVariable, raceOptions)
			if folder == "testdata" {
				return nil
			}
			env.Setenv("GOTUNNELD_DATA", filepath.Join(env.WorkDir, "data"))
			if !running {
				return nil
			}
			return startServer(env)
		},
		Condition: func(what string) (bool, error) {
			if what != "running" {
				return false, errors.New("no such condition")
			}
			return running, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"fails": fails, "stop": stop, "tokenid": tokenID},
	}
}

// serverKey is where a script's server is in its values.
type serverKey struct{}

// startServer starts one on the script's data folder, which the script's end
// stops, and waits until it is ready.
func startServer(env *testscript.Env) error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(path)
	cmd.Args = []string{"gotunneld", "serve", "--admin-listen", "127.0.0.1:0", "--log-format", "json"}
	cmd.Env = append(append(os.Environ(), "GOTUNNELD_LISTEN=127.0.0.1:0"), env.Vars...)
	stderr, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	end := sync.OnceFunc(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, stderr)
		_ = cmd.Wait()
	})
	env.Values[serverKey{}] = end
	env.Defer(end)
	log := bufio.NewReader(stderr)
	for {
		line, err := log.ReadString('\n')
		if err != nil {
			return fmt.Errorf("the server ended: %w", err)
		}
		if strings.Contains(line, `"msg":"listening"`) {
			return nil
		}
	}
}

// stop stops the server, as SIGINT does.
func stop(ts *testscript.TestScript, _ bool, _ []string) {
	end, ok := ts.Value(serverKey{}).(func())
	if !ok {
		ts.Fatalf("there is no server")
	}
	end()
}

// tokenID sets TOKEN to the id of the first token in the list that was printed.
func tokenID(ts *testscript.TestScript, _ bool, _ []string) {
	_, rest, ok := strings.Cut(ts.ReadFile("stdout"), `"id": "`)
	id, _, _ := strings.Cut(rest, `"`)
	if !ok {
		ts.Fatalf("no id in the output")
	}
	ts.Setenv("TOKEN", id)
}

// fails STATUS ARG...: gotunneld with these arguments exits with the status,
// after one sentence on stderr and nothing on stdout.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: fails STATUS ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("gotunneld", args[1:]...)
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		ts.Fatalf("gotunneld ended with %v, want status %d", err, want)
	}
	if exit.ExitCode() != want {
		ts.Fatalf("status %d, want %d", exit.ExitCode(), want)
	}
	text := ts.ReadFile("stderr")
	if !strings.HasPrefix(text, "gotunneld: ") || strings.Count(text, "\n") != 1 {
		ts.Fatalf("stderr is not one sentence: %q", text)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("stdout has %q", out)
	}
}
