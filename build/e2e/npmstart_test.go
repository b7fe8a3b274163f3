package e2e

import (
	"os/exec"
	"testing"
)

func startVite(t *testing.T, folder string) (port string) {
	t.Helper()
	_, port = startNode(t, folder, "Local:", "node_modules/vite/bin/vite.js", "--clearScreen", "false", "--strictPort")
	return port
}

// startWebpack starts a server that listens on every address of this computer,
// as one without settings does: told of a host, it would tell its pages.
func startWebpack(t *testing.T, folder string) (port string) {
	t.Helper()
	_, port = startNode(t, folder, "compiled successfully", "node_modules/webpack/bin/webpack.js", "serve", "--mode", "development")
	return port
}

func startNext(t *testing.T, folder string) (next *process, port string) {
	t.Helper()
	return startNode(t, folder, "Ready in", "node_modules/next/dist/bin/next", "dev", "--hostname", "127.0.0.1")
}

func startStorybook(t *testing.T, folder string) (port string) {
	t.Helper()
	_, port = startNode(t, folder, "Storybook ready!", "node_modules/storybook/dist/bin/dispatcher.js", "dev",
		"--host", "127.0.0.1", "--ci", "--no-version-updates")
	return port
}

// startNode runs a program of an npm app, which takes a port, until its output
// has the words in ready. It asks nobody on the internet anything.
func startNode(t *testing.T, folder, ready string, args ...string) (p *process, port string) {
	t.Helper()
	port = freePort(t)
	return startNodeAt(t, folder, port, ready, args...), port
}

func startNodeAt(t *testing.T, folder, port, ready string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(need(t, "node"), append(args, "--port", port)...)
	cmd.Dir, cmd.Env = folder, environment(home(t), "NEXT_TELEMETRY_DISABLED=1", "STORYBOOK_DISABLE_TELEMETRY=1")
	p := start(t, cmd)
	p.await(ready)
	return p
}
