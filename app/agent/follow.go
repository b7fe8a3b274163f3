package agent

import (
	"context"
	"net"
	"strconv"
	"strings"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/upstream"
)

// identify takes note of which app is to be shared, so that it is known again,
// and refuses one that is risky.
func (a *Agent) identify(ctx context.Context, want *savedShare) error {
	port := portOf(want.Target)
	if port == 0 {
		return nil
	}
	apps, err := a.scanner.Scan(ctx)
	if err != nil {
		return nil //nolint:nilerr // it is shared by its port then
	}
	for _, app := range apps {
		if app.Port != port {
			continue
		}
		if app.Risk != "" && !want.Anyway {
			return localapi.Error{Code: localapi.CodeRisky, Message: app.Risk}
		}
		id := detect.Identify(app, apps)
		want.App = &id
	}
	return nil
}

// portOf is the port of a target on this computer; 0 for another one.
func portOf(target string) int {
	t, err := upstream.Parse(target)
	if err != nil {
		return 0
	}
	host, port, err := net.SplitHostPort(t.String())
	if err != nil {
		return 0
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return 0
	}
	n, _ := strconv.Atoi(port)
	return n
}

// withPort is the same target at another port of this computer.
func withPort(target string, app detect.App) string {
	if strings.HasPrefix(target, "https://") {
		return "https://" + app.Address().String()
	}
	return targetOf(app)
}
