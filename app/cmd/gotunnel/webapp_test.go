package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"gotunnel/server/servertest/freeport"
)

// webApp is an app, in a process and a folder of its own, as real ones are: an
// agent knows it by them.
type webApp struct {
	addr  string
	cmd   *exec.Cmd
	stdin io.Closer // the end of which is the app's end
}

// serveWebApp is what "webapp NAME ADDRESS" runs: it says its name until the end
// of its input.
func serveWebApp() {
	name := os.Args[1]
	ln, err := net.Listen("tcp", os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go func() {
		_ = http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s serves %s to %s\n", name, r.URL.Path, r.Host)
		}))
	}()
	fmt.Println(ln.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// app start NAME: starts an app that says its name; $NAME is its port, which
// it keeps when it is started again.
// app port NAME: only finds a port.
// app stop NAME: stops it.
func appCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: app start|port|stop NAME")
	}
	w := worldOf(ts)
	name := args[1]
	a := w.apps[name]
	if a == nil {
		a = &webApp{addr: freeport.Address(w.t)}
		w.apps[name] = a
	}
	switch args[0] {
	case "stop":
		a.stop()
		return
	case "port":
	default:
		a.start(ts, name)
		ts.Defer(a.stop)
	}
	_, port, _ := net.SplitHostPort(a.addr)
	ts.Setenv(name, port)
}

func (a *webApp) start(ts *testscript.TestScript, name string) {
	path, err := exec.LookPath("webapp")
	ts.Check(err)
	folder := filepath.Join(ts.Getenv("WORK"), "apps", name)
	ts.Check(os.MkdirAll(folder, 0o700))
	a.cmd = exec.Command(path, name, a.addr)
	a.cmd.Dir = folder
	a.cmd.Env = []string{raceVariable + "=" + raceOptions, "PATH=" + ts.Getenv("PATH")}
	stdout, err := a.cmd.StdoutPipe()
	ts.Check(err)
	a.stdin, err = a.cmd.StdinPipe()
	ts.Check(err)
	ts.Check(a.cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	ts.Check(err)
	a.addr = strings.TrimSpace(line)
}

func (a *webApp) stop() {
	if a.cmd == nil {
		return
	}
	_ = a.stdin.Close()
	_ = a.cmd.Wait()
	a.cmd = nil
}
