package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gotunnel/app/localapi"
)

// A program built with the race detector waits a second before it exits.
const raceVariable, raceOptions = "GORACE", "atexit_sleep_ms=0"

// TestMain makes this test binary gotunnel when it is called by that name.
func TestMain(m *testing.M) {
	os.Setenv(raceVariable, raceOptions)
	testscript.Main(m, map[string]func(){"gotunnel": main, "webapp": serveWebApp})
}

func TestScripts(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no interrupt to send to another process")
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv(raceVariable, raceOptions)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_RUNTIME_DIR", filepath.Join(env.WorkDir, "run"))
			env.Values[worldKey{}] = newWorld(t)
			env.Defer(func() { quitAgent(filepath.Join(env.WorkDir, "run", "gotunnel", "agent.sock")) })
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fails":        fails,
			"server":       serverCommand,
			"app":          appCommand,
			"fetch":        fetchCommand,
			"run":          runCommand,
			"await":        awaitCommand,
			"signal":       signalCommand,
			"ended":        endedCommand,
			"hangup":       hangupCommand,
			"await-status": awaitStatusCommand,
		},
	})
}

// quitAgent ends an agent that a script left behind.
func quitAgent(socket string) {
	client := localapi.NewClient(socket)
	defer client.Close()
	_ = client.Quit(context.Background()) // mostly there is none
}

// fails STATUS ARG...: gotunnel with these arguments exits with the status,
// after one sentence on stderr.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: fails STATUS ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("gotunnel", args[1:]...)
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		ts.Fatalf("gotunnel ended with %v, want status %d", err, want)
	}
	if exit.ExitCode() != want {
		ts.Fatalf("status %d, want %d", exit.ExitCode(), want)
	}
	text := ts.ReadFile("stderr")
	if !strings.HasPrefix(text, "gotunnel: ") || strings.Count(text, "\n") != 1 {
		ts.Fatalf("stderr is not one sentence: %q", text)
	}
}
