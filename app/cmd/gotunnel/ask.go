package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// maxSecret is the longest token or invite that is read, in bytes.
const maxSecret = 1024

// readInvite is the invite that was given, or that a person pastes, unseen.
func readInvite(ctx context.Context, args []string) (string, error) {
	switch {
	case len(args) == 1 && args[0] != "-":
		return args[0], nil
	case len(args) == 1, !isTerminal(os.Stdin):
		return readFile("-", maxSecret)
	}
	return ask(ctx, "Paste your invite (it is not shown): ", func(fd int) (string, error) {
		text, err := term.ReadPassword(fd)
		fmt.Fprintln(os.Stderr)
		return string(text), err
	})
}

// confirm asks a question that takes yes or no; no is the default.
func confirm(ctx context.Context, question string) (bool, error) {
	answer, err := ask(ctx, question+" [y/N] ", func(int) (string, error) {
		return bufio.NewReader(os.Stdin).ReadString('\n')
	})
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", err
}

// ask reads an answer from the terminal until ctx ends, and leaves the terminal
// as it was.
func ask(ctx context.Context, question string, read func(fd int) (string, error)) (string, error) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(os.Stderr, question)
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() { // ends with the program if nobody answers
		text, err := read(fd)
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return "", cmp.Or[error](term.Restore(fd, state), failure{"interrupted", "Nothing was done."})
	}
}
