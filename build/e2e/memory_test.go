package e2e

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"testing"
)

// mostMemory is a small part of what went through, and several times what each
// program needs for itself.
const mostMemory = 100 << 20

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// checkMemory fails the test if p ever held more than mostMemory. Only Linux
// tells the peak of a program that still runs.
func checkMemory(t *testing.T, p *process) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Logf("%s: memory is looked at on Linux only", p.name)
		return
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	match := peak.FindSubmatch(status)
	if match == nil {
		t.Fatalf("no peak in %s", status)
	}
	kilobytes, err := strconv.Atoi(string(match[1]))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s held %d MiB at most", p.name, kilobytes>>10)
	if kilobytes<<10 > mostMemory {
		t.Errorf("%s held %d MiB, want at most %d", p.name, kilobytes>>10, mostMemory>>20)
	}
}
