package detect_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// insideVariable has the copy of this test that is a server know so.
const insideVariable = "DETECT_TEST_LISTEN"

func TestMain(m *testing.M) {
	addr := os.Getenv(insideVariable)
	if addr == "" {
		os.Exit(m.Run())
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("listening at", ln.Addr())
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<title>From Go</title>") })
	fmt.Println(http.Serve(ln, page)) //nolint:gosec // a test's own
}

// need returns the path of a program, or skips the test.
func need(t *testing.T, names ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a program")
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip(names[0] + " is not installed here; build/setup/packages.txt says what it is called")
	return ""
}

// start runs cmd until the test ends, and returns the port in the line of its
// output that line matches.
func start(t *testing.T, cmd *exec.Cmd, line string) (port int) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if cmd.Env == nil {
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	pattern, found := regexp.MustCompile(line), make(chan string, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(found)
		said, ready := "", false
		for lines := bufio.NewScanner(r); lines.Scan(); {
			said += lines.Text() + "\n"
			if m := pattern.FindStringSubmatch(lines.Text()); m != nil && !ready {
				ready = true
				found <- m[1]
			}
		}
		if !ready {
			t.Logf("%s said:\n%s", cmd.Path, said)
		}
	})
	t.Cleanup(func() {
		if cmd.Process.Signal(syscall.SIGTERM) != nil { // which has a program end its workers
			_ = cmd.Process.Kill()
		}
		_ = cmd.Wait()
		r.Close()
		wg.Wait()
	})
	port, err = strconv.Atoi(<-found)
	if err != nil {
		t.Fatalf("%s did not become ready", cmd.Path)
	}
	return port
}
