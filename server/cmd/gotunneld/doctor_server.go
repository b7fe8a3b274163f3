package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"time"

	"gotunnel/server/admin"
	"gotunnel/server/doctor"
	"gotunnel/server/operator"
)

// answerWait is how long a server that is well takes at most to answer.
const answerWait = 10 * time.Second

// askServer is what the server that runs says of itself; nil if none runs.
func askServer(ctx context.Context, s *settings) (*doctor.Running, error) {
	c, err := online(s)
	if c == nil || err != nil {
		return nil, err
	}
	defer c.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	var status operator.Status
	var tokens []operator.Token
	for path, answer := range map[string]any{"status": &status, "tokens": &tokens} {
		if err := c.order(ctx, http.MethodGet, path, nil, answer); err != nil {
			return nil, fmt.Errorf("%w: if it goes on like this, systemctl restart gotunneld", err)
		}
	}
	running := &doctor.Running{
		Version: status.Version, Domain: status.Domain, Books: doctor.Books{Accounts: len(status.Accounts)}, Files: filesOf(ctx, s.Data),
	}
	for _, a := range status.Accounts {
		running.Saw(a.Created)
	}
	for _, t := range tokens {
		running.Saw(t.Created, t.Seen)
	}
	return running, nil
}

// filesOf is how many files the server on a data folder may open; 0: not known.
func filesOf(ctx context.Context, data string) int {
	conn, err := new(net.Dialer).DialContext(ctx, "unix", filepath.Join(data, admin.SocketFile))
	if err != nil {
		return 0
	}
	defer conn.Close()
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return 0
	}
	return doctor.OpenFiles(unix)
}

// built is when the source of this program was last changed; zero: not known.
func built() (t time.Time) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return t
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			t, _ = time.Parse(time.RFC3339, s.Value)
		}
	}
	return t
}
