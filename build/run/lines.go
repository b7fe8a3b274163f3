//go:build unix

package main

import "strings"

// lines is a writer that hands every complete line to a function.
type lines struct {
	each func(string)
	rest string
}

func (l *lines) Write(p []byte) (int, error) {
	text := l.rest + string(p)
	for {
		line, after, found := strings.Cut(text, "\n")
		if !found {
			l.rest = text
			return len(p), nil
		}
		l.each(line)
		text = after
	}
}
