package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// limit is a limit of an account as people write it: a number, "none" or
// "default"; of bytes also 500MB or 10GB.
type limit struct {
	value   int64
	isBytes bool
}

const (
	noLimit      = "none"
	defaultLimit = "default"
)

// units of bytes, the longest first.
var units = []struct {
	name string
	size int64
}{{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}

// Set implements [pflag.Value].
func (l *limit) Set(text string) error {
	text = strings.TrimSpace(text)
	switch text {
	case noLimit:
		l.value = -1
		return nil
	case defaultLimit:
		l.value = 0
		return nil
	}
	number, size := text, int64(1)
	for _, unit := range units {
		rest, ok := cutSuffixFold(text, unit.name)
		if l.isBytes && ok {
			number, size = strings.TrimSpace(rest), unit.size
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 32) // times a TB it still fits
	if err != nil || n < 1 || n > maxNumber {
		return l.wrong(text)
	}
	l.value = n * size
	return nil
}

// maxNumber times the largest unit fits into 63 bits.
const maxNumber = 9_000_000

func (l *limit) wrong(text string) error {
	if l.isBytes {
		return fmt.Errorf("%q is not a limit such as 500MB, 10GB, none or default", text)
	}
	return fmt.Errorf("%q is not a limit: give a number above 0, none or default", text)
}

func cutSuffixFold(s, suffix string) (string, bool) {
	at := len(s) - len(suffix)
	if at < 0 || !strings.EqualFold(s[at:], suffix) {
		return s, false
	}
	return s[:at], true
}

// String implements [pflag.Value].
func (l *limit) String() string {
	switch {
	case l.value == 0:
		return defaultLimit
	case l.value < 0:
		return noLimit
	}
	if !l.isBytes {
		return strconv.FormatInt(l.value, 10)
	}
	for _, unit := range units {
		if l.value%unit.size == 0 {
			return strconv.FormatInt(l.value/unit.size, 10) + unit.name
		}
	}
	return ""
}

// Type implements [pflag.Value].
func (l *limit) Type() string { return "limit" }

var _ pflag.Value = (*limit)(nil)
