//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gotunnel/tunnelcore/wire"
)

// restartable runs a copy of the program, which can be replaced, with the data
// folder. The test's end kills whoever serves then.
func restartable(t *testing.T, args ...string) (p *process, program, data string) {
	t.Helper()
	dir := t.TempDir()
	program, data = filepath.Join(dir, "gotunneld"), filepath.Join(dir, "data")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	copyProgram(t, self, program)
	cmd := exec.Command(program, serveArgs(t, append(args, "--data", data))...)
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	p = launch(t, cmd)
	t.Cleanup(func() {
		if pid, _, err := runningServer(data); err == nil && pid != p.cmd.Process.Pid {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return p, program, data
}

// copyProgram puts a program at a path, as an upgrade does.
func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Link(from, to+".new"); err != nil {
		text, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(to+".new", text, 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(to+".new", to); err != nil {
		t.Fatal(err)
	}
}

// replaceProgram has the next start run a shell script.
func replaceProgram(t *testing.T, program, script string) {
	t.Helper()
	if err := os.WriteFile(program+".new", []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(program+".new", program); err != nil {
		t.Fatal(err)
	}
}

// ended waits for the first process alone: its successor goes on with its log.
func (p *process) ended() (state *os.ProcessState) {
	p.t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		state, _ = p.cmd.Process.Wait() // unlike that of cmd, it leaves the log open
	}()
	select {
	case <-done:
	case <-time.After(patience):
		p.t.Fatalf("still running after %v", patience)
	}
	return state
}

func command(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "gotunneld", args...)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	_ = cmd.Run() // its status says
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

func TestRestart(t *testing.T) {
	p, _, data := restartable(t, "--admin-listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0")
	operations := p.logged("operator's page").Addr
	addr := p.logged("listening").Addr
	s := share(t, addr, p.logged("clients need the pin of this server's key").Pin, "")
	visitor, app := s.visit(t, "shop.localhost")
	say(t, app, firstHalf)
	expect(t, visitor, firstHalf)

	first := p.cmd.Process.Pid
	out, text, status := command(t, "restart", "--data", data)
	second, _, err := runningServer(data)
	if err != nil || second == first || status != 0 || !strings.Contains(out, "serves in place of") {
		t.Fatalf("restart: %q %q, status %d; process %d then %d, %v", out, text, status, first, second, err)
	}
	if r := p.logged("operator's page"); r.Addr != operations {
		t.Errorf("health is at %s, and was at %s", r.Addr, operations)
	}
	if r := p.logged("listening"); r.Addr != addr {
		t.Errorf("the successor listens on %s, want %s", r.Addr, addr)
	}
	await(t, s.drain, "word to the client that it should come back")
	answersAlone(t, operations)
	// The name is kept for the client, and a stranger gets no page of "free".
	again := share(t, addr, s.pin, "")

	say(t, app, secondHalf) // the first process finishes what it began
	expect(t, visitor, secondHalf)
	if err := app.Close(); err != nil {
		t.Error(err)
	}
	visitor.Close()
	if state := p.ended(); !state.Success() {
		t.Errorf("the first process: %v", state)
	}
	visitor, app = again.visit(t, "shop.localhost")
	say(t, app, firstHalf+secondHalf)
	expect(t, visitor, firstHalf+secondHalf)

	if err := syscall.Kill(second, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	app.Close()
	if _, rest := p.wait(); strings.Contains(rest, `"ERROR"`) || strings.Contains(rest, `"WARN"`) {
		t.Errorf("the log has\n%s", rest)
	}
}

// answersAlone waits until only one server, which is well, answers there; two
// would take turns, and one of them is stopping.
func answersAlone(t *testing.T, addr string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	began := time.Now()
	for well := 0; well < 200; well++ {
		response, err := client.Get("http://" + addr + "/healthz")
		if err == nil {
			response.Body.Close()
		}
		if err != nil || response.StatusCode != http.StatusOK {
			well = 0
		}
		if time.Since(began) > patience {
			t.Fatalf("health is answered with %v, %v", response, err)
		}
	}
}

// Whatever is wrong with the program that is to follow, the old one serves on,
// and whoever asked is told.
func TestRestartFails(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "gotunneld.toml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("")
	p, program, data := restartable(t, "--config", config)
	addr := p.logged("listening").Addr
	pin := p.logged("clients need the pin of this server's key").Pin

	tests := []struct{ name, script, config, want string }{
		{"it can't be run", "", "", "no such file or directory"},
		{"it ends", "exit 3", "", "it ended before it served (exit status 3)"},
		{"it says why", `n=$((LISTEN_FDS+4)); echo "failed: too old" >/dev/fd/$n`, "", "too old"},
		{"it speaks something else", `n=$((LISTEN_FDS+4)); echo hello >/dev/fd/$n; cat`, "", `it said "hello" in place of "prepared"`},
		{"it ends with the store in its hands", `
n=$((LISTEN_FDS+4)) m=$((LISTEN_FDS+3))
echo prepared >/dev/fd/$n
read line </dev/fd/$m
echo "failed: $line it was" >/dev/fd/$n`, "", "open it was"},
		{"its settings", "program", `listem = "x"`, `there is no setting "listem"`},
	}
	var names []string
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			switch tt.script {
			case "":
				if err := os.Rename(program, program+".away"); err != nil {
					t.Fatal(err)
				}
			case "program":
				copyProgram(t, program+".away", program)
			default:
				replaceProgram(t, program, tt.script)
			}
			write(tt.config)
			out, text, status := command(t, "restart", "--data", data)
			if status != 1 || out != "" || !strings.Contains(text, "not restarted, and goes on as before: ") || !strings.Contains(text, tt.want) {
				t.Errorf("restart: %q %q, status %d; want %q", out, text, status, tt.want)
			}
			if r := p.logged("not restarted, the server goes on as before"); r.Level != "ERROR" {
				t.Errorf("it is logged as %s", r.Level)
			}
			// The store is back, so a name can be had, and visitors come.
			name := fmt.Sprint("name-", len(names))
			names = append(names, name)
			visitor, app := shareKind(t, addr, pin, "", name, wire.HTTP).visit(t, name+".localhost")
			say(t, app, firstHalf+secondHalf)
			expect(t, visitor, firstHalf+secondHalf)
		})
	}
	write("")
	copyProgram(t, program+".away", program)
	if out, text, status := command(t, "restart", "--data", data); status != 0 {
		t.Errorf("a restart after those: %q %q, status %d", out, text, status)
	}
}

func TestStopWhileRestarting(t *testing.T) {
	p, program, _ := restartable(t)
	p.logged("listening")
	replaceProgram(t, program, "exec sleep 1000")
	p.signal(syscall.SIGUSR2)
	p.logged("restarting")
	p.signal(syscall.SIGTERM)
	if state, rest := p.wait(); !state.Success() { // waits for both, which have the log open
		t.Errorf("%v:\n%s", state, rest)
	}
}

func TestSuccessorThatTakesTooLong(t *testing.T) {
	program := filepath.Join(t.TempDir(), "gotunneld")
	replaceProgram(t, program, "exec sleep 1000")
	next, err := startSuccessor(program, nil)
	if err != nil {
		t.Fatal(err)
	}
	late := errors.New("too late")
	ctx, cancel := context.WithTimeoutCause(t.Context(), time.Millisecond, late)
	defer cancel()
	if err := next.await(ctx, sayPrepared); !errors.Is(err, late) {
		t.Errorf("waited, and got %v", err)
	}
	next.kill()
	if next.cmd.ProcessState.Success() {
		t.Error("it ended by itself")
	}
}

func TestNobodyToRestart(t *testing.T) {
	data := t.TempDir()
	for _, do := range []string{"restart", "reload"} {
		_, text, status := command(t, do, "--data", data)
		if want := "gotunneld: no gotunneld runs with the data folder " + data + ": start it"; status != 1 || !strings.HasPrefix(text, want) {
			t.Errorf("%s: %q, status %d; want %q", do, text, status, want)
		}
		// A crashed server leaves its number behind, which may be anybody's now.
		if err := os.WriteFile(filepath.Join(data, pidFileName), []byte("1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A socket that nobody asks for any more is closed.
func TestRestartWithOtherAddresses(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "gotunneld.toml")
	spare, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	old, other := spare.Addr().String(), ""
	if more, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		other = more.Addr().String()
		more.Close()
	}
	spare.Close()
	set := func(addr string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(`http_listen = ["`+addr+`"]`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set(old)
	p, _, data := restartable(t, "--config", config)
	p.logged("listening")
	set(other)
	if _, text, status := command(t, "restart", "--data", data); status != 0 {
		t.Fatalf("restart: %q, status %d", text, status)
	}
	p.ended()
	conn, err := net.Dial("tcp", other)
	if err != nil {
		t.Fatalf("the new address: %v", err)
	}
	conn.Close()
	if conn, err := net.Dial("tcp", old); err == nil {
		conn.Close()
		t.Error("the old address still takes connections")
	}
}

// Systemd is told of the process that serves now, and never that its service
// stops.
func TestRestartUnderSystemd(t *testing.T) {
	next, path := systemd(t)
	p, _, data := restartable(t)
	if got := next(); got != "READY=1" {
		t.Fatalf("systemd was told %q first, want READY=1", got)
	}
	p.logged("listening")
	p.signal(syscall.SIGUSR2)
	got := next()
	p.ended()
	pid, _, err := runningServer(data)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("MAINPID=%d\nREADY=1", pid); got != want {
		t.Errorf("systemd was told %q, want %q", got, want)
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if got := next(); got != "STOPPING=1" {
		t.Errorf("systemd was told %q after the restart, want STOPPING=1 of the successor", got)
	}
	if _, rest := p.wait(); strings.Contains(rest, "could not tell systemd") {
		t.Errorf("the log has\n%s", rest)
	}
	end, err := net.Dial("unixgram", path)
	if err != nil {
		t.Fatal(err)
	}
	defer end.Close()
	say(t, end, "the end")
	if got := next(); got != "the end" {
		t.Errorf("systemd was told %q too", got)
	}
}

// The port of a share stays open, and its visitors wait until the client is back.
func TestRestartKeepsPorts(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	p, _, data := restartable(t, "--tcp-ports", port)
	addr := p.logged("listening").Addr
	pin := p.logged("clients need the pin of this server's key").Pin
	shareKind(t, addr, pin, "", "db", wire.TCP)
	if _, text, status := command(t, "restart", "--data", data); status != 0 {
		t.Fatalf("restart: %q, status %d", text, status)
	}
	p.ended()
	visitor, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatalf("a visitor while the client is away: %v", err)
	}
	defer visitor.Close()
	say(t, visitor, "hello")
	again := shareKind(t, addr, pin, "", "db", wire.TCP)
	expect(t, await(t, again.streams, "visitor at the app"), "hello")
}
