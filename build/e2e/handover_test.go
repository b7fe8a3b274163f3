package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/coder/websocket"
)

// serveForRestarts is serve for a server that is restarted: each process goes on with the
// log of the one before.
func serveForRestarts(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, domain: "localhost", home: home(t)}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(programs, "gotunneld"), "serve", "--listen", "127.0.0.1:0", "--data", s.data())
	cmd.Env = environment(s.home)
	cmd.Stdout, cmd.Stderr = w, w
	s.process = start(t, cmd)
	w.Close()
	log, logged := newLines(), make(chan struct{})
	go func() {
		defer close(logged)
		_, _ = io.Copy(&splitter{to: log}, r) // until the last process has ended
		log.end()
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // all of them are of one group
		<-logged
		if t.Failed() {
			t.Logf("The last lines of the servers:\n%s", log.tail(60))
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	line, _ := log.at(ctx, 0)
	match := listening.FindStringSubmatch(line)
	if match == nil {
		t.Fatalf("no address in %q", line)
	}
	s.addr = match[1]
	return s
}

func (s *server) restart() {
	s.t.Helper()
	if got := call(s.t, filepath.Join(programs, "gotunneld"), "restart", "--data", s.data()); got.status != 0 {
		s.t.Fatalf("gotunneld restart: status %d\n%s", got.status, got.stderr)
	}
}

// The server is restarted five times under visitors, each of whom opens a new
// connection: all of them get the page, and none is refused or cut off.
func TestRestartsRefuseNobody(t *testing.T) {
	t.Parallel()
	const restarts, visits, atOnce = 5, 2000, 8
	s := serveForRestarts(t)
	names, shares := shareMany(t, s, 4, 2)

	var made atomic.Int64
	var slow atomic.Int64
	restarted := make(chan struct{})
	var wg sync.WaitGroup
	for i := range atOnce {
		client := visitor(s)
		client.Transport.(*http.Transport).DisableKeepAlives = true
		name := names[i%len(names)]
		wg.Go(func() {
			for !closed(restarted) || made.Load() < visits {
				made.Add(1)
				a, err := open(t.Context(), client, s.url(name))
				switch {
				case err != nil:
					t.Errorf("a visitor got %v", err)
				case a.status == http.StatusServiceUnavailable:
					slow.Add(1)
				case a.status != http.StatusOK || a.body != name:
					t.Errorf("a visitor of %s got %d %.100q", name, a.status, a.body)
				}
			}
		})
	}
	for i := range restarts {
		for made.Load() < int64(visits*(i+1)/(restarts+1)) && !t.Failed() {
			mustOpen(t, visitor(s), s.url(names[0]))
		}
		s.restart()
		for _, c := range shares {
			c.next("reconnecting")
			c.next("live")
		}
	}
	close(restarted)
	wg.Wait()
	t.Logf("%d visits, of which %d got the page that reloads itself", made.Load(), slow.Load())
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// What visitors have open goes on through a restart, to its end.
func TestRestartFinishesWhatIsOpen(t *testing.T) {
	t.Parallel()
	s, rest := serveForRestarts(t), make(chan struct{})
	mux := http.NewServeMux()
	mux.Handle("/echo", echo(t))
	mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "first half, ")
		_ = http.NewResponseController(w).Flush() // the visitor tells if it failed
		<-rest
		fmt.Fprint(w, "second half")
	})
	c := s.share("open=" + portOf(t, app(t, mux)))
	resp, err := visitor(s).Get(s.url("open") + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	socket, answer, err := websocket.Dial(t.Context(), s.url("open")+"/echo", &websocket.DialOptions{HTTPClient: visitor(s)})
	if err != nil {
		t.Fatalf("%v, %v", answer, err)
	}
	defer func() { _ = socket.CloseNow() }()
	talk := func(text string) {
		t.Helper()
		if err := socket.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
			t.Fatalf("saying %q: %v", text, err)
		}
		if _, got, err := socket.Read(t.Context()); err != nil || string(got) != text {
			t.Fatalf("said %q, heard %q, %v", text, got, err)
		}
	}
	talk("before")
	s.restart()
	c.next("reconnecting")
	c.next("live")
	talk("after")
	if err := socket.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
	close(rest)
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "first half, second half" {
		t.Errorf("the download is %q (%v)", body, err)
	}
	if status := s.exit(); status != 0 {
		t.Errorf("the first process has exit status %d, want 0", status)
	}
	if text := string(mustRead(t, filepath.Join(s.data(), "gotunneld.pid"))); strings.TrimSpace(text) == fmt.Sprint(s.cmd.Process.Pid) {
		t.Error("nobody followed")
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
