package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// domain is under which the links live. Names under localhost need no DNS.
const domain = "localhost"

// The packages that are built when the binaries are not there.
var programs = map[string]string{
	"gotunneld": "gotunnel/server/cmd/gotunneld",
	"gotunnel":  "gotunnel/app/cmd/gotunnel",
}

// tunnel is the path through Gotunnel: one server, and one client for each
// mode, started when it is first asked for.
type tunnel struct {
	b      *bench
	bin    string
	home   string // what the programs keep goes here
	addr   string // the server's
	dial   string // where clients find the server: addr, or mid
	mid    *delay // between client and server, or nil
	server *process
	shares map[string]*process // by mode
	many   []*process
}

// startTunnel starts a server on data of its own. With a delay above zero,
// clients are that far from it, and visitors are not.
func startTunnel(ctx context.Context, b *bench, opt pathOptions) (_ *tunnel, err error) {
	bin, err := b.programs(ctx)
	if err != nil {
		return nil, err
	}
	t := &tunnel{b: b, bin: bin, shares: map[string]*process{}}
	defer func() {
		if err != nil {
			t.close()
		}
	}()
	if t.home, err = os.MkdirTemp(b.dir, "home-"); err != nil {
		return nil, err
	}
	if t.addr, err = freeAddr(); err != nil {
		return nil, err
	}
	if t.dial = t.addr; opt.delay > 0 {
		if t.mid, err = startDelay(opt.delay, t.addr); err != nil {
			return nil, err
		}
		t.dial = t.mid.addr()
	}
	return t, t.startServer(ctx)
}

// startServer starts the server on its address and data, also again after its
// end.
func (t *tunnel) startServer(ctx context.Context) (err error) {
	t.server, err = start(ctx, spec{
		name:  "gotunneld",
		path:  filepath.Join(t.bin, "gotunneld"),
		args:  []string{"serve", "--listen", t.addr, "--domain", domain, "--data", filepath.Join(t.home, "server")},
		env:   t.env(),
		ready: func(line string) bool { return strings.Contains(line, "listening") },
	})
	return err
}

// env keeps the programs away from the settings, the credentials and the agent
// of whoever runs the bench.
func (t *tunnel) env() []string {
	var env []string
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"} {
		env = append(env, name+"="+t.home)
	}
	return env
}

// shareArgs is how the app's listener for each mode is shared.
func shareArgs(mode, port string) []string {
	switch mode {
	case modeGateway:
		return []string{"share", port}
	case modeUninspected:
		return []string{"share", port, "--no-inspect"}
	case modePlain:
		return []string{"share", port, "--raw"}
	default:
		return []string{"share", "--passthrough", port}
	}
}

// shareSpec is how to share the app's listener for mode under a name.
func (t *tunnel) shareSpec(mode, name string) (spec, error) {
	_, port, err := net.SplitHostPort(t.b.app.Addrs[modes[mode]])
	if err != nil {
		return spec{}, err
	}
	args := append(shareArgs(mode, port), "--server", t.dial, "--name", name, "--json")
	return spec{
		name:  "gotunnel " + strings.Join(args, " "),
		path:  filepath.Join(t.bin, "gotunnel"),
		args:  args,
		env:   t.env(),
		ready: isLive,
	}, nil
}

// isLive reports whether a line of the client's output says that the link
// works. Other lines, logs among them, are none.
func isLive(line string) bool {
	var event struct {
		Event string `json:"event"`
	}
	return json.Unmarshal([]byte(line), &event) == nil && event.Event == "live"
}

func (t *tunnel) target(ctx context.Context, mode string) (endpoint, error) {
	name := "bench-" + mode
	to := t.b.app.endpoint(t.addr, name+"."+domain, mode)
	if t.shares[mode] != nil {
		return to, nil
	}
	s, err := t.shareSpec(mode, name)
	if err != nil {
		return to, err
	}
	p, err := start(ctx, s)
	if err == nil {
		t.shares[mode] = p
	}
	return to, err
}

// manyAtOnce is how many clients start at the same time: enough to be quick,
// few enough that each is live well before startTimeout on two cores.
const manyAtOnce = 10

// shareMany shares the app n more times, each with a client of its own, as
// people do.
func (t *tunnel) shareMany(ctx context.Context, n int) error {
	for len(t.many) < n {
		first := len(t.many)
		for i := first; i < min(first+manyAtOnce, n); i++ {
			s, err := t.shareSpec(modePlain, fmt.Sprintf("bench-%d", i))
			if err != nil {
				return err
			}
			p, err := begin(ctx, s)
			if err != nil {
				return err
			}
			t.many = append(t.many, p)
		}
		for _, p := range t.many[first:] {
			if err := p.await(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tunnel) ends() (server, client []*process) {
	for _, p := range t.shares {
		client = append(client, p)
	}
	return []*process{t.server}, client
}

func (t *tunnel) close() {
	stopAll(t.many)
	_, clients := t.ends()
	stopAll(clients)
	t.server.stop()
	t.mid.close()
}

// findPrograms returns a folder with both binaries: bin, or when one is not
// there, a new one under dir into which they were built.
func findPrograms(ctx context.Context, bin, dir string) (string, error) {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return "", err
	}
	if hasPrograms(bin) {
		return bin, nil
	}
	out := filepath.Join(dir, "bin")
	for name, pkg := range programs {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(out, name), pkg)
		if text, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w: no %s in %s, and building it failed: %w\n%s", errMissing, name, bin, err, text)
		}
	}
	return out, nil
}

// describe says which binaries were measured, so that old ones are noticed.
func describe(bin string) string {
	info, err := os.Stat(filepath.Join(bin, "gotunneld"))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("gotunneld in %s, built %s", bin, info.ModTime().Format(time.DateTime))
}

func hasPrograms(bin string) bool {
	for name := range programs {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			return false
		}
	}
	return true
}
