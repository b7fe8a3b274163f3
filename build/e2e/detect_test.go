package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gotunnel/app/detect"
	"gotunnel/server/servertest/freeport"
)

// Three development servers are known by the names that people gave them.
func TestDetect(t *testing.T) {
	t.Parallel()
	var s detect.Scanner
	vite := startVite(t, npmApp(t, "vite"))
	_, next := startNext(t, npmApp(t, "next"))
	webpack := startWebpack(t, npmApp(t, "webpack"))
	for port, name := range map[string]string{vite: "e2e-vite · Vite", next: "e2e-next · Next", webpack: "e2e-webpack · webpack"} {
		a, _ := detected(t, &s, port)
		if want := name + " · " + port; a.Label() != want || a.Hidden != "" {
			t.Errorf("it is %q, hidden as %q, want %q", a.Label(), a.Hidden, want)
		}
	}
	a, _ := detected(t, &s, vite)
	page, err := s.Probe(t.Context(), a)
	if err != nil || page.Title != "Vite through a link" || page.Type != "image/svg+xml" {
		t.Errorf("Vite's page is %q with an icon of %q, %v", page.Title, page.Type, err)
	}
}

// A share follows Vite to the next port, and does not show the project that took
// the first.
func TestFollow(t *testing.T) {
	t.Parallel()
	shop, admin := twoProjects(t)
	first := freeport.Row(t, 2)
	port, following := strconv.Itoa(first), first+1
	vite := func(folder string) *process {
		return startNodeAt(t, folder, port, "Local:", "node_modules/vite/bin/vite.js", "--clearScreen", "false", "--host", "127.0.0.1")
	}
	var s detect.Scanner
	var id detect.Identity
	follow := func(want detect.State, at int, sentence string) {
		t.Helper()
		_, all := detected(t, &s, "")
		a, state := detect.Follow(id, all)
		if got := id.Sentence(a, state); state != want || a.Port != at || got != sentence {
			t.Errorf("it is %s at %d: %q", state, a.Port, got)
		}
	}

	p := vite(shop)
	a, all := detected(t, &s, port)
	id = detect.Identify(a, all)
	follow(detect.Same, first, "")
	p.stop()
	waiting := fmt.Sprintf("Waiting for port %d. The link goes live as soon as your app starts.", first)
	follow(detect.Gone, 0, waiting)

	vite(admin)
	follow(detect.Taken, first, fmt.Sprintf(
		"Port %d now belongs to 'admin-tools', not 'e2e-vite'. Sharing is paused so nothing else is shown by accident.", first))
	vite(shop)
	follow(detect.Moved, following, fmt.Sprintf("e2e-vite restarted on port %d. Your link still works.", following))
}

// twoProjects are the folders of two that are started in the same way.
func twoProjects(t *testing.T) (shop, admin string) {
	t.Helper()
	shop, admin = npmApp(t, "vite"), filepath.Join(t.TempDir(), "admin")
	if err := copyOver(admin, filepath.Join("testdata", "vite")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(shop, "node_modules"), filepath.Join(admin, "node_modules")); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(admin, "package.json"), "e2e-vite", "admin-tools")
	return shop, admin
}

// detected returns the app at a port, if one is named, and all.
func detected(t *testing.T, s *detect.Scanner, port string) (a detect.App, all []detect.App) {
	t.Helper()
	all, err := s.Scan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if strconv.Itoa(a.Port) == port {
			return a, all
		}
	}
	if port != "" {
		t.Fatalf("nothing listens at port %s", port)
	}
	return detect.App{}, all
}
