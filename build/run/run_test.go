//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gotunnel/build/sample"
)

// TestMain lets this program stand in for gotunneld and gotunnel under their names.
// The real ones are run by "RUN_ONCE=1 make run".
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "gotunneld":
		standInServer()
	case "gotunnel":
		standInPerson()
	default:
		os.Exit(m.Run())
	}
}

func standInServer() {
	if os.Args[1] == "invite" {
		addr, _ := os.ReadFile(filepath.Join(os.Args[4], "addr"))
		fmt.Printf("Send this:\n  http://%s/i#x\n  gotunnel://%s/i#x\n", addr, addr)
		return
	}
	if os.Getenv("STAND_IN") == "server dies" {
		fmt.Fprintln(os.Stderr, "the disk is full")
		os.Exit(1)
	}
	listener, err := net.Listen("tcp", os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	handler := sample.Handler()
	if os.Getenv("STAND_IN") == "wrong page" {
		handler = http.NotFoundHandler()
	}
	_ = os.WriteFile(filepath.Join(os.Args[7], "addr"), []byte(os.Args[3]), 0o600)
	fmt.Fprintln(os.Stderr, "level=INFO msg=listening addr="+os.Args[3])
	go http.Serve(listener, handler) //nolint:errcheck // it ends with the process
	untilTerm()
}

// standInPerson is gotunnel: login, agent, and share --detach.
func standInPerson() {
	note := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "server")
	switch os.Args[1] {
	case "login":
		_ = os.MkdirAll(filepath.Dir(note), 0o700)
		server, _, _ := strings.Cut(strings.TrimPrefix(os.Args[2], "gotunnel://"), "/")
		_ = os.WriteFile(note, []byte(server), 0o600)
	case "agent":
		writePID()
		fmt.Fprintln(os.Stderr, `level=INFO msg="agent started"`)
		untilTerm()
	case "share":
		server, _ := os.ReadFile(note)
		_, port, _ := net.SplitHostPort(string(server))
		fmt.Println(`{"event":"connecting","server":"127.0.0.1"}`)
		fmt.Printf(`{"event":"detached","name":"hello","url":"http://hello.localhost:%s/"}`+"\n", port)
	}
}

// writePID tells the test which process to look for afterwards.
func writePID() {
	if file := os.Getenv("PID_FILE"); file != "" {
		_ = os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())), 0o600)
	}
}

func untilTerm() {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	<-term
}

func standIns(t *testing.T, behaviour string) string {
	t.Helper()
	t.Setenv("STAND_IN", behaviour)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for _, name := range []string{"gotunneld", "gotunnel"} {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestOnce(t *testing.T) {
	for _, test := range []struct{ name, behaviour, wantErr string }{
		{"the page comes", "", ""},
		{"another page comes", "wrong page", "404"},
		{"the server dies", "server dies", "the disk is full"},
	} {
		t.Run(test.name, func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			var out strings.Builder
			err := demo{bin: standIns(t, test.behaviour), once: true, out: &out}.run(t.Context())

			switch {
			case test.wantErr == "" && err != nil:
				t.Error(err)
			case test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)):
				t.Errorf("error %v, want one with %q", err, test.wantErr)
			}
			if ok := strings.HasPrefix(out.String(), "OK"); ok != (test.wantErr == "") {
				t.Errorf("it printed %q", out.String())
			}
			if left, _ := filepath.Glob(filepath.Join(temp, "gotunnel-run-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestMissingProgram(t *testing.T) {
	err := demo{bin: t.TempDir(), out: t.Output()}.run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "could not start gotunneld") {
		t.Errorf("error %v, want one that names gotunneld", err)
	}
}

func TestCancelEndsEveryProcess(t *testing.T) {
	t.Setenv("CI", "true") // no browser
	pidFile := filepath.Join(t.TempDir(), "pid")
	t.Setenv("PID_FILE", pidFile)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()

	// The link is announced when everything runs: that is the moment to press Ctrl-C.
	out := &lines{each: func(line string) {
		if strings.HasPrefix(line, "Press Ctrl-C") {
			cancel()
		}
	}}
	if err := (demo{bin: standIns(t, ""), out: out}).run(ctx); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(readPID(t, pidFile), 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("gotunnel still runs (%v)", err)
	}
}

func readPID(t *testing.T, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestServerAddr(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()

	addr, err := serverAddr(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if addr == taken.Addr().String() {
		t.Errorf("got %s, which is taken", addr)
	}
}
