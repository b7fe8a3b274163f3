//go:build unix

package detect_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"gotunnel/app/detect"
	"gotunnel/server/servertest/freeport"
)

const nginxConfig = `daemon off;
pid nginx.pid;
worker_processes 2;
error_log stderr notice;
events { worker_connections 16; }
http {
	access_log off;
	client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
	server { listen 127.0.0.1:%d; }
}
`

// nginx, as this user's own and as somebody else's.
func TestNginx(t *testing.T) {
	nginx := need(t, "nginx", "/usr/sbin/nginx")
	for _, c := range []struct {
		name   string
		uid    uint32
		want   string
		hidden detect.Reason
	}{
		{"own", uint32(os.Getuid()), "site · nginx", ""},
		{"another user's", 65533, "nginx", detect.Somebody},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.uid != uint32(os.Getuid()) && os.Getuid() != 0 {
				t.Skip("needs root to become somebody else")
			}
			top, err := os.MkdirTemp("", "detect-") //nolint:usetesting // only we may enter what TempDir makes
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.RemoveAll(top) })
			dir, port := filepath.Join(top, "site"), freeport.Take(t)
			for _, err := range []error{
				os.Chmod(top, 0o755), os.Mkdir(dir, 0o755),
				os.WriteFile(filepath.Join(dir, "nginx.conf"), fmt.Appendf(nil, nginxConfig, port), 0o644),
				os.Chown(dir, int(c.uid), -1),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(nginx, "-e", "stderr", "-p", dir, "-c", "nginx.conf")
			cmd.Dir = dir
			if os.Getuid() == 0 {
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: c.uid, Gid: c.uid}}
			}
			start(t, cmd, `(?:start worker process )(\d+)`)
			var s detect.Scanner
			a := scan(t, &s, port)
			check(t, a, c.want, c.hidden)
			if c.hidden != "" && (a.Command != nil || a.Folder != "") {
				t.Errorf("it tells of another user's program: %+v", a)
			}
			if c.hidden == "" && a.PID != cmd.Process.Pid {
				t.Errorf("it is the process %d, want %d", a.PID, cmd.Process.Pid)
			}
		})
	}
}
