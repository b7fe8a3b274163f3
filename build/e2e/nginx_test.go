package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// nginx with a certificate of its own, passed through: curl and openssl see
// that certificate and no other.
func TestPassthrough(t *testing.T) {
	t.Parallel()
	curl, openssl := need(t, "curl"), need(t, "openssl")
	s := serve(t)
	cert, key := certificate(t, "safe.localhost")
	live := s.share("--passthrough", "safe="+startNginx(t, cert, key))
	host, at := "safe.localhost:"+s.port(), s.addr
	if live.url != "https://"+host {
		t.Errorf("the link is %s, want https", live.url)
	}

	// curl trusts this certificate only, so that its success proves which it saw.
	got := call(t, curl, "--verbose", "--silent", "--noproxy", "*", "--cacert", cert, "--connect-to", "::"+at, "https://"+host+"/")
	if got.status != 0 || got.stdout != "Hello from nginx" || !strings.Contains(got.stderr, "the app's own") {
		t.Errorf("curl: status %d, %q\n%s", got.status, got.stdout, got.stderr)
	}

	shown := mustCall(t, openssl, "s_client", "-connect", at, "-servername", "safe.localhost", "-CAfile", cert, "-verify_return_error")
	file := filepath.Join(t.TempDir(), "shown.pem")
	if err := os.WriteFile(file, []byte(shown), 0o600); err != nil {
		t.Fatal(err)
	}
	if saw, has := fingerprint(t, openssl, file), fingerprint(t, openssl, cert); saw != has {
		t.Errorf("openssl saw %s, nginx has %s", saw, has)
	}
}

func fingerprint(t *testing.T, openssl, file string) string {
	t.Helper()
	return mustCall(t, openssl, "x509", "-in", file, "-noout", "-fingerprint", "-sha256")
}

const nginxConfig = `daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr info;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path body;
	proxy_temp_path proxy;
	fastcgi_temp_path fastcgi;
	uwsgi_temp_path uwsgi;
	scgi_temp_path scgi;
	server {
		listen 127.0.0.1:%s ssl;
		ssl_certificate %s;
		ssl_certificate_key %s;
		location / { return 200 "Hello from nginx"; }
	}
}
`

// startNginx returns the port.
func startNginx(t *testing.T, cert, key string) string {
	t.Helper()
	nginx := need(t, "nginx")
	port, folder := freePort(t), t.TempDir()
	config := fmt.Sprintf(nginxConfig, port, cert, key)
	if err := os.WriteFile(filepath.Join(folder, "nginx.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nginx, "-e", "stderr", "-p", folder, "-c", "nginx.conf")
	cmd.Env = environment(folder)
	start(t, cmd).await("start worker process ")
	return port
}
