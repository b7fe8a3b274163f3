package conf

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// variable is the environment variable of a flag.
func variable(prefix, flag string) string {
	return prefix + "_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readEnv sets the flags that the command line left alone.
func readEnv(flags *pflag.FlagSet, prefix string) error {
	var first error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || !isSetting(f) || first != nil {
			return
		}
		name := variable(prefix, f.Name)
		text := os.Getenv(name)
		if text == "" {
			return
		}
		// By the value, not by flags.Set, which would mark it as given.
		if err := f.Value.Set(text); err != nil {
			first = fmt.Errorf("%s in the environment: %w", name, plainError(f.Value.Type(), text, err))
		}
	})
	return first
}

// isSetting leaves out what every command has: a machine may well have a
// variable GOTUNNEL_VERSION that means something else.
func isSetting(f *pflag.Flag) bool {
	return f.Name != "help" && f.Name != "version"
}

// plainError leaves a value's own error as it is, and says what the types
// behind a strconv error take.
func plainError(kind, text string, err error) error {
	if _, ok := errors.AsType[*strconv.NumError](err); !ok {
		return err
	}
	if words, ok := kinds[kind]; ok {
		kind = words
	}
	return fmt.Errorf("%q doesn't fit here, which takes %s", text, kind)
}
