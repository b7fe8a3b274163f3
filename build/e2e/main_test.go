package e2e

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// programs is the folder with gotunneld and gotunnel.
var programs string

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("E2E") == "" {
		fmt.Println("The end-to-end tests run only with E2E=1.")
		return
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	temp, err := os.MkdirTemp("", "gotunnel-e2e-")
	if err == nil {
		defer os.RemoveAll(temp)
		programs, err = findPrograms(temp)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer closeBrowser()
	return waitTogether(m)
}

// waitTogether runs more tests at once than there are processors, since most of
// them mostly wait: one alone for a minute.
func waitTogether(m *testing.M) int {
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if !asked {
		_ = flag.Set("test.parallel", "6")
	}
	return m.Run()
}

// findPrograms returns GOTUNNEL_BIN, or builds the programs under temp.
func findPrograms(temp string) (string, error) {
	if bin := os.Getenv("GOTUNNEL_BIN"); bin != "" {
		if !filepath.IsAbs(bin) {
			return "", errors.New("GOTUNNEL_BIN must be an absolute path, because tests run in their package's folder")
		}
		return bin, nil
	}
	build := exec.Command("go", "build", "-o", temp, "gotunnel/server/cmd/gotunneld", "gotunnel/app/cmd/gotunnel")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as build/compile.sh does
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building gotunneld and gotunnel: %w\n%s", err, text)
	}
	return temp, nil
}
