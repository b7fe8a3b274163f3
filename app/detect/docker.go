package detect

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// dockerPatience is what a list of apps waits for Docker.
	dockerPatience = time.Second
	// maxContainers is some hundred containers, at 2 to 8 KiB each.
	maxContainers = 2 << 20
)

// container is what Docker tells of one.
type container struct {
	Names []string
	Image string
	Ports []struct {
		IP          string
		PrivatePort int
		PublicPort  int
		Type        string
	}
}

// containers asks Docker what runs, and waits for so long. Where there is no Docker,
// or none that this person may ask, nothing does.
func containers(ctx context.Context, socket string, patience time.Duration) []container {
	if socket == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
		DisableKeepAlives: true,
	}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/containers/json", http.NoBody)
	if err != nil {
		return nil
	}
	answer, err := transport.RoundTrip(req)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	var list []container
	if answer.StatusCode != http.StatusOK || json.NewDecoder(io.LimitReader(answer.Body, maxContainers)).Decode(&list) != nil {
		return nil
	}
	return list
}

// dockerSocket is the first that there is: the one that Docker's own programs
// would use, the system's, the person's, Podman's. Windows has none.
func dockerSocket() string {
	home, _ := os.UserHomeDir()
	runtimeDir := os.Getenv("XDG_RUNTIME_DIR")
	fromEnv, _ := strings.CutPrefix(os.Getenv("DOCKER_HOST"), "unix://")
	for _, path := range []string{
		fromEnv, "/var/run/docker.sock", filepath.Join(runtimeDir, "docker.sock"),
		filepath.Join(home, ".docker", "run", "docker.sock"), filepath.Join(runtimeDir, "podman", "podman.sock"),
	} {
		if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
			return path
		}
	}
	return ""
}

// publish names the container that listens at an app's port.
func (a *App) publish(list []container) {
	for _, c := range list {
		for _, p := range c.Ports {
			ip, err := netip.ParseAddr(p.IP)
			if p.Type != "tcp" || p.PublicPort != a.Port || len(c.Names) == 0 || err == nil && !slices.Contains(a.Addrs, ip) {
				continue
			}
			image, _, _ := strings.Cut(base(c.Image), ":")
			a.Container = tidy(strings.TrimPrefix(c.Names[0], "/"))
			a.Project, a.Framework = a.Container, "Docker"
			a.image, a.inside = image, p.PrivatePort
			return
		}
	}
}
