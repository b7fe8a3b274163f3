package e2e

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cgi"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// git clone and git push over HTTP, with git's own server program behind the
// link. The push is big enough to be sent in chunks.
func TestGit(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	bare := clone{t, need(t, "git"), filepath.Join(folder, "repo.git")}
	bare.in(folder, "init", "--quiet", "--bare", "--initial-branch=main", "repo.git")
	bare.run("config", "http.receivepack", "true") // anyone may push
	first, second := bare, bare
	first.folder, second.folder = filepath.Join(folder, "first"), filepath.Join(folder, "second")
	first.in(folder, "clone", "--quiet", bare.folder, "first")
	first.commit(1)
	first.run("push", "--quiet", "origin", "HEAD:main")

	s := serve(t)
	s.share("code=" + portOf(t, app(t, gathered(&cgi.Handler{
		Path: filepath.Join(bare.run("--exec-path"), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + folder, "GIT_HTTP_EXPORT_ALL=1"},
	}))))

	second.in(folder, "clone", "--quiet", s.url("code")+"/repo.git", "second")
	second.run("fsck", "--strict")
	if got, want := second.run("rev-parse", "HEAD"), first.run("rev-parse", "HEAD"); got != want {
		t.Errorf("the clone has commit %s, want %s", got, want)
	}
	second.commit(2)
	second.run("push", "--quiet", "origin", "main")
	if got, want := bare.run("rev-parse", "main"), second.run("rev-parse", "HEAD"); got != want {
		t.Errorf("after the push there is commit %s, want %s", got, want)
	}
}

// gathered gives h the length of what comes in chunks, without which net/http/cgi
// takes nothing.
func gathered(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength < 0 {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			r.Body, r.ContentLength, r.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
		}
		h.ServeHTTP(w, r)
	})
}

// clone is a git repository.
type clone struct {
	t           *testing.T
	git, folder string
}

func (c clone) run(args ...string) string {
	c.t.Helper()
	return c.in(c.folder, args...)
}

// in runs git in a folder, with nobody's settings.
func (c clone) in(folder string, args ...string) string {
	c.t.Helper()
	cmd := exec.Command(c.git, args...)
	cmd.Dir, cmd.Env = folder, environment(home(c.t), "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0")
	got := callCommand(c.t, cmd)
	if got.status != 0 {
		c.t.Fatalf("git %v: status %d\n%s", args, got.status, got.stderr)
	}
	return got.stdout
}

// commit adds 3 MB that can't be compressed.
func (c clone) commit(seed byte) {
	c.t.Helper()
	noise := make([]byte, 3<<20)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(noise) // it does not fail
	if err := os.WriteFile(filepath.Join(c.folder, "noise"), noise, 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.run("add", "noise")
	c.run("-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "Noise")
}
