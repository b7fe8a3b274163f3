package conf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/pflag"
)

// configFlag is the flag that names the file.
const configFlag = "config"

// findFile is the file to read, or "" for none.
func findFile(flags *pflag.FlagSet, prefix, defaultFile string) (string, error) {
	if f := flags.Lookup(configFlag); f != nil {
		if f.Changed {
			return f.Value.String(), nil
		}
		if named := os.Getenv(variable(prefix, configFlag)); named != "" {
			return named, nil
		}
	}
	if defaultFile == "" {
		return "", nil
	}
	_, err := os.Stat(defaultFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("the settings can't be read: %w", err)
	}
	return defaultFile, nil
}

// readFile decodes the file into the struct, where it overwrites what it names.
func readFile(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("the settings can't be read: %w", err)
	}
	decoder := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s line %w", file, explain(err, text, into))
	}
	return nil
}

// explain makes "LINE: KEY: why" of the decoder's error.
func explain(err error, text []byte, into any) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		first := unknown.Errors[0]
		line, _ := first.Position()
		return fmt.Errorf("%d: there is no setting %q", line, strings.Join(first.Key(), "."))
	}
	bad, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		line, key := locate(text, into, err)
		return fmt.Errorf("%d: %s: %w", line, key, err)
	}
	line, _ := bad.Position()
	why := plainly(strings.TrimPrefix(bad.Error(), "toml: "))
	if key := strings.Join(bad.Key(), "."); key != "" {
		why = key + ": " + why
	}
	return fmt.Errorf("%d: %s", line, why)
}

// locate finds an error for which the decoder gives no place, as it does for a
// number where a type of ours takes text: the line is the last of the shortest
// text that has the same error.
func locate(text []byte, into any, err error) (line int, key string) {
	var read []byte
	for l := range bytes.Lines(text) {
		line++
		read = append(read, l...)
		if e := toml.Unmarshal(read, into); e != nil && e.Error() == err.Error() {
			name, _, _ := strings.Cut(string(l), "=")
			return line, strings.TrimSpace(name)
		}
	}
	return line, ""
}

// kinds are the types of settings as people write them.
var kinds = map[string]string{
	"bool":     "true or false",
	"int":      "a number",
	"string":   "text in quotes",
	"[]string": `a list, such as ["a", "b"]`,
}

// plainly turns the decoder's message about a value of the wrong type, which
// spells out the Go struct, into one that says what was expected.
func plainly(why string) string {
	found, rest, ok := strings.Cut(why, " into struct field ")
	if !ok {
		return why
	}
	kind := rest[strings.LastIndex(rest, " ")+1:]
	if words, ok := kinds[kind]; ok {
		kind = words
	}
	return strings.Replace(found, "cannot decode TOML ", "a TOML ", 1) + " doesn't fit here, which takes " + kind
}
