// Sizes fails when a file or a Go function has grown too long to be read in one go:
//
//	go run ./build/sizes
//
// It looks at the source files that git knows or would add, from the folder it is
// started in. It does not judge what is in them, and it does not count data: test
// corpora, lock files, pictures and prose may be as long as they need to be.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	maxFileLines     = 400 // we aim at 150
	maxFunctionLines = 80  // we aim at 10
)

var sourceExtensions = []string{".go", ".sh", ".ts", ".js", ".svelte", ".css", ".html"}

func main() {
	names, err := sourceFiles()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	long := 0
	for _, name := range names {
		findings, err := check(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for _, finding := range findings {
			fmt.Println(finding)
		}
		long += len(findings)
	}
	if long > 0 {
		os.Exit(1)
	}
}

// sourceFiles lists what git tracks and what it would add. A file that is deleted
// but not yet committed is left out.
func sourceFiles() ([]string, error) {
	list, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	names := strings.Split(string(list), "\x00")
	return slices.DeleteFunc(names, func(name string) bool {
		_, err := os.Stat(name)
		return err != nil || !isSource(name)
	}), nil
}

func isSource(name string) bool {
	return slices.Contains(sourceExtensions, filepath.Ext(name)) &&
		!strings.Contains("/"+filepath.ToSlash(name), "/testdata/")
}

// check returns a sentence for each thing in the file that is too long.
func check(name string) ([]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var findings []string
	if lines := bytes.Count(text, []byte("\n")); lines > maxFileLines {
		findings = append(findings, fmt.Sprintf("%s: %d lines, more than %d", name, lines, maxFileLines))
	}
	if filepath.Ext(name) != ".go" {
		return findings, nil
	}
	functions, err := longFunctions(name, text)
	return append(findings, functions...), err
}

func longFunctions(name string, text []byte) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var findings []string
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		begin := files.Position(function.Pos()).Line
		lines := files.Position(function.End()).Line - begin + 1
		if lines > maxFunctionLines {
			findings = append(findings, fmt.Sprintf("%s:%d: %s has %d lines, more than %d",
				name, begin, function.Name.Name, lines, maxFunctionLines))
		}
	}
	return findings, nil
}
