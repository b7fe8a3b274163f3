package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
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

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv(raceVariable, raceOptions)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"fails": fails},
	})
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
