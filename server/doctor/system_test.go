package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gotunnel/server"
)

// timedatectl puts a program of that name before all others, or with an empty
// script puts none anywhere.
func timedatectl(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if script == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "timedatectl"), []byte("#!/bin/sh\n"+script), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
}

func TestClock(t *testing.T) {
	timedatectl(t, `[ "$*" = "show -p NTPSynchronized --value" ] && echo yes`)
	now := time.Now()
	for name, c := range map[string]struct {
		built, newest time.Time
		want          string
	}{
		"right":           {now.Add(-time.Hour), now.Add(-time.Minute), "ok is after what is known to be past"},
		"nothing known":   {time.Time{}, time.Time{}, "ok is after what is known to be past"},
		"before the code": {now.Add(time.Hour), time.Time{}, "fix this program was made on"},
		"before a record": {time.Time{}, now.Add(time.Hour), "fix the store has a record of"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Patient{Built: c.built}
			check(t, p.clock(t.Context(), now, &Books{Newest: c.newest}), c.want, "ok kept by NTP")
		})
	}
	check(t, Patient{}.clock(t.Context(), now, nil), "ok ", "ok ")
}

func TestSynced(t *testing.T) {
	for script, want := range map[string]string{
		"echo yes": "ok kept by NTP", "echo no": "fix timedatectl set-ntp true",
		"echo yes; exit 1": "unknown not known", "echo": "unknown not known", "": "unknown not known",
	} {
		t.Run(script, func(t *testing.T) {
			timedatectl(t, script)
			check(t, []Finding{synced(t.Context())}, want)
		})
	}
}

func TestFiles(t *testing.T) {
	check(t, Patient{}.files(), "unknown when one runs")
	for files, want := range map[int]string{
		0: "unknown can't be found out", 1024: "fix LimitNOFILE=262144", 2499: "fix room for 999 connections",
		2500: "ok room for 1000 connections", 262144: "ok may open 262144",
	} {
		check(t, Patient{Running: &Running{Files: files}}.files(), want)
	}
}

func TestVersions(t *testing.T) {
	p := Patient{Config: server.Config{Version: "gotunneld 2", Domain: testDomain}}
	check(t, p.versions(), "ok gotunneld 2, "+runtime.Version()+", on ")
	if runtime.GOOS == "linux" && !strings.HasPrefix(kernel(), "Linux ") {
		t.Errorf("kernel %q", kernel())
	}
	p.Running = &Running{Version: "gotunneld 2", Domain: testDomain}
	check(t, p.versions(), "ok ")
	p.Running.Version = "gotunneld 1"
	check(t, p.versions(), "ok ", "fix gotunneld 1 runs, and this is gotunneld 2: ")
	p.Running = &Running{Version: "gotunneld 2", Domain: "localhost"}
	check(t, p.versions(), "ok ", "fix the server runs for localhost")
}
