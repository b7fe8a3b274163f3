package e2e

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
)

// psql through a TCP share: a small answer, and one of some megabytes.
func TestPostgres(t *testing.T) {
	t.Parallel()
	psql := need(t, "psql")
	port := tcpServer(t).shareTCP(startPostgres(t))
	ask := func(query string) string {
		t.Helper()
		return mustCall(t, psql, "-h", "127.0.0.1", "-p", port, "-U", "sharer", "-d", "postgres", "-w", "-tA", "-c", query)
	}
	if got := ask("select 6 * 7"); got != "42" {
		t.Errorf("6 * 7 is %q", got)
	}
	text := ask("select repeat(md5(n::text), 100) from generate_series(1, 2000) n")
	if got, want := len(text), 2000*(32*100+1)-1; got != want {
		t.Errorf("a long answer has %d bytes, want %d", got, want)
	}
}

// startPostgres returns the port. PostgreSQL refuses to run as root, so it gets
// another user then, and a folder that that user can reach.
func startPostgres(t *testing.T) string {
	t.Helper()
	initdb, postgres := postgresProgram(t, "initdb"), postgresProgram(t, "postgres")
	folder, err := os.MkdirTemp("", "gotunnel-e2e-") //nolint:usetesting // only we may enter what TempDir makes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	as := notRoot(t, folder)

	port, data := freePort(t), filepath.Join(folder, "data")
	run := func(path string, args ...string) *process {
		cmd := exec.Command(path, args...)
		cmd.Dir, cmd.Env, cmd.SysProcAttr = folder, environment(folder), as()
		return start(t, cmd)
	}
	if p := run(initdb, "-D", data, "-U", "sharer", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8"); p.exit() != 0 {
		t.Fatalf("initdb: %s", p.out.tail(20))
	}
	db := run(postgres, "-D", data, "-h", "127.0.0.1", "-p", port, "-k", "", "-F")
	db.ends = syscall.SIGINT // without waiting for its clients
	db.await("database system is ready to accept connections")
	return port
}

// notRoot gives folder to the user that the returned attributes run a program as.
func notRoot(t *testing.T, folder string) func() *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return func() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, errUser := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, errGroup := strconv.ParseUint(nobody.Gid, 10, 32)
	if errUser != nil || errGroup != nil {
		t.Fatalf("the user nobody has no numbers: %+v", nobody)
	}
	if err := os.Chown(folder, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	return func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
}

// postgresProgram finds a program that Debian keeps out of PATH.
func postgresProgram(t *testing.T, name string) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // the pattern is right
	if len(found) == 0 {
		return need(t, name)
	}
	return slices.Max(found)
}
