package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// relays is two haproxy processes in a row, which do what any tunnel must do
// at least: visitor, A, B, app.
type relays struct {
	app   *app
	front map[string]string // A's address by mode
	a, b  *process
	mid   *delay // between A and B, or nil
}

// The configurations. bigGlobal and bigDefaults let a relay move as much at
// once as it can and leave the moving to the kernel: pipes of 1 MiB are the
// most that the kernel gives without privileges (pipe-max-size).
const (
	bigGlobal   = "  tune.bufsize 65536\n  tune.pipesize 1048576\n"
	bigDefaults = "  option splice-request\n  option splice-response\n"
	timeouts    = "  timeout connect 5s\n  timeout client 1h\n  timeout server 1h\n"
)

// relayModes are the ways in which the app listens.
var relayModes = []string{modePlain, modeHello, modeTLS}

// startRelays starts both. With a delay above zero, the link between them is
// that far.
func startRelays(ctx context.Context, b *bench, opt pathOptions) (_ *relays, err error) {
	program, err := findHaproxy()
	if err != nil {
		return nil, err
	}
	r := &relays{app: b.app}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	var back map[string]string
	if r.b, back, err = startRelay(ctx, program, b.dir, opt.big, b.app.Addrs); err != nil {
		return nil, err
	}
	if opt.delay > 0 {
		if r.mid, err = startDelay(opt.delay, back[modePlain]); err != nil {
			return nil, err
		}
		back[modePlain] = r.mid.addr()
	}
	r.a, r.front, err = startRelay(ctx, program, b.dir, opt.big, back)
	return r, err
}

// startRelay starts one haproxy that relays to each of the addresses, and
// returns its own for each.
func startRelay(ctx context.Context, program, dir string, big bool, to map[string]string) (*process, map[string]string, error) {
	front := map[string]string{}
	for _, mode := range relayModes {
		addr, err := freeAddr()
		if err != nil {
			return nil, nil, err
		}
		front[mode] = addr
	}
	file, err := writeTemp(dir, "relay-*.cfg", relayConfig(big, front, to))
	if err != nil {
		return nil, nil, err
	}
	p, err := start(ctx, spec{name: "haproxy", path: program, args: []string{"-db", "-f", file}})
	if err != nil {
		return nil, nil, err
	}
	for _, addr := range front {
		if err := awaitDial(ctx, addr); err != nil {
			p.stop()
			return nil, nil, fmt.Errorf("haproxy does not listen: %w\n%s", err, p.out)
		}
	}
	return p, front, nil
}

func relayConfig(big bool, front, to map[string]string) string {
	var c strings.Builder
	c.WriteString("global\n")
	if big {
		c.WriteString(bigGlobal)
	}
	c.WriteString("defaults\n  mode tcp\n" + timeouts)
	if big {
		c.WriteString(bigDefaults)
	}
	for _, mode := range relayModes {
		fmt.Fprintf(&c, "listen %s\n  bind %s\n  server next %s\n", mode, front[mode], to[mode])
	}
	return c.String()
}

// findHaproxy also looks where Debian puts it, which is not on everyone's PATH.
func findHaproxy() (string, error) {
	for _, name := range []string{"haproxy", "/usr/sbin/haproxy"} {
		if file, err := exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", fmt.Errorf("%w: haproxy is not installed; Debian has it as the package haproxy", errMissing)
}

func writeTemp(dir, pattern, text string) (string, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return "", err
	}
	defer f.Close()
	_, err = f.WriteString(text)
	return filepath.Clean(f.Name()), err
}

func (r *relays) target(_ context.Context, mode string) (endpoint, error) {
	return r.app.endpoint(r.front[modes[mode]], "localhost", mode), nil
}

func (r *relays) ends() (server, client []*process) {
	return []*process{r.a}, []*process{r.b}
}

func (r *relays) close() {
	r.a.stop()
	r.b.stop()
	r.mid.close()
}
