//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// person is somebody whose programs keep what they keep in a folder of their own,
// so that your own Gotunnel is left alone.
type person struct {
	bin  string // folder with our programs
	home string
}

// environment is that of the person's programs.
func (p person) environment() []string {
	env := append(os.Environ(),
		"XDG_STATE_HOME="+filepath.Join(p.home, "state"), "XDG_CONFIG_HOME="+filepath.Join(p.home, "config"),
		"XDG_DATA_HOME="+filepath.Join(p.home, "data"), "XDG_RUNTIME_DIR="+filepath.Join(p.home, "run"))
	// Wayland's socket is in the folder that is another one now.
	if display, folder := os.Getenv("WAYLAND_DISPLAY"), os.Getenv("XDG_RUNTIME_DIR"); display != "" && !filepath.IsAbs(display) {
		env = append(env, "WAYLAND_DISPLAY="+filepath.Join(folder, display))
	}
	return env
}

// join has the server invite the person, who signs in.
func (p person) join(ctx context.Context, serverData string) error {
	if err := os.MkdirAll(filepath.Join(p.home, "run"), 0o700); err != nil {
		return err
	}
	invite, err := p.call(ctx, "gotunneld", "invite", "you", "--data", serverData)
	if err != nil {
		return err
	}
	for line := range strings.Lines(invite) {
		if link := strings.TrimSpace(line); strings.HasPrefix(link, "gotunnel://") {
			_, err := p.call(ctx, "gotunnel", "login", link, "--save-in-file")
			return err
		}
	}
	return fmt.Errorf("there is no invite in %q", invite)
}

// share has the agent share a port, and returns the link.
func (p person) share(ctx context.Context, port int) (link string, err error) {
	out, err := p.call(ctx, "gotunnel", "share", strconv.Itoa(port), "--name", "hello", "--detach", "--json")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(out) {
		var e struct{ URL string }
		if json.Unmarshal([]byte(line), &e) == nil && e.URL != "" {
			return e.URL, nil
		}
	}
	return "", fmt.Errorf("there is no link in %q", out)
}

// call runs a program to its end, and returns what it prints.
func (p person) call(ctx context.Context, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, program), args...)
	cmd.Env = p.environment()
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s %s: %w. It said:\n%s", program, args[0], err, exit.Stderr)
	}
	return string(out), err
}

// agent is a running "gotunnel agent".
type agent struct {
	*child
	ready chan struct{} // closed when it answers
}

func (p person) startAgent(ctx context.Context) (*agent, error) {
	c, cmd := prepare(ctx, filepath.Join(p.bin, "gotunnel"), "agent")
	cmd.Env = p.environment()
	a := &agent{child: c, ready: make(chan struct{})}
	a.watch(cmd, "agent started", a.ready)
	return a, a.launch(cmd)
}

func (p person) openWindow(ctx context.Context) (*child, error) {
	c, cmd := prepare(ctx, filepath.Join(p.bin, "gotunnel-desktop"))
	cmd.Env = p.environment()
	output := &lines{each: c.keep}
	cmd.Stdout, cmd.Stderr = output, output
	return c, c.launch(cmd)
}
