package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// visitNobody asks the server for a name that nobody has.
func visitNobody(t *testing.T, addr string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, "http://"+addr+"/page?q=secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "none.localhost"
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

func TestAccessLogInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "access.log")
	p := gotunneld(t, "--access-log", "json", "--access-log-file", file, "--access-log-visitors", "full")
	visitNobody(t, p.logged("listening").Addr)
	p.signal(syscall.SIGTERM)
	p.wait()
	var line struct {
		Visitor, Name, Path string
		Status              int
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &line)
	}
	if err != nil || line.Visitor != "127.0.0.1" || line.Name != "none" || line.Path != "/page" || line.Status != http.StatusNotFound {
		t.Errorf("%s: %v", text, err)
	}
}

// After logrotate has moved the file away, SIGHUP has the server go on in a new
// one.
func TestAccessLogIsReopened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "access.log")
	p := gotunneld(t, "--access-log", "json", "--access-log-file", file)
	addr := p.logged("listening").Addr
	if err := os.Rename(file, file+".1"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	p.logged("settings read again")
	visitNobody(t, addr)
	p.signal(syscall.SIGTERM)
	p.wait()
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), `"/page"`) {
		t.Errorf("the new file has %q, %v", text, err)
	}
}

func TestAccessLogOnStandardOutput(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Args = append([]string{"gotunneld"}, serveArgs(t, []string{"--access-log", "common"})...)
	var out bytes.Buffer
	cmd.Stdout = &out
	p := launch(t, cmd)
	visitNobody(t, p.logged("listening").Addr)
	p.signal(syscall.SIGTERM)
	p.wait()
	if got := out.String(); !strings.HasPrefix(got, "127.0.0.0 - - [") || !strings.Contains(got, `"GET /page HTTP/1.1" 404 `) {
		t.Errorf("standard output has %q", got)
	}
}

func TestAccessLogThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "none", "access.log")
	state, text := gotunneld(t, "--access-log", "common", "--access-log-file", file).wait()
	if state.ExitCode() != 1 || !strings.Contains(text, "open the access log: open "+file) {
		t.Errorf("%v %q", state, text)
	}
}
