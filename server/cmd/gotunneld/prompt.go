package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
)

// errNotAnswered ends init with nothing done.
var errNotAnswered = errors.New("not all questions were answered, so nothing was written")

// prompter asks a person.
type prompter struct {
	ctx   context.Context //nolint:containedctx // it lives as long as the command
	lines <-chan string   // closed at the end of the input
	out   io.Writer
}

// readLines reads on until the program ends: nothing else can end a read of a
// terminal.
func readLines(in *os.File) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(in); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	return lines
}

// ask asks until the answer can be taken; an empty one is the default.
func (p *prompter) ask(q question) error {
	for {
		fmt.Fprintf(p.out, "%s\n  [%s] ", q.text, q.fallback())
		answer, err := p.answer()
		if err != nil {
			return err
		}
		if answer == "" {
			answer = q.fallback()
		}
		if err = printed(answer); err == nil {
			err = q.take(answer)
		}
		if err == nil {
			return nil
		}
		fmt.Fprintf(p.out, "  That can't be: %v.\n", err)
	}
}

func (p *prompter) answer() (string, error) {
	select {
	case line, ok := <-p.lines:
		if !ok {
			return "", errNotAnswered
		}
		return strings.TrimSpace(line), nil
	case <-p.ctx.Done():
		return "", errNotAnswered
	}
}

// printed refuses what keys such as the arrows leave in an answer.
func printed(text string) error {
	for _, r := range text {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return fmt.Errorf("%q has characters that can't be printed", text)
		}
	}
	return nil
}
