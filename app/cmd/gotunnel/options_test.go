package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// Every option is a key of the file, and the other way round.
func TestOptionsAreKeys(t *testing.T) {
	keys := map[string]bool{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[options]()) {
		if !field.Anonymous {
			keys[field.Tag.Get("toml")] = true
		}
	}
	flags := shareCommand().Flags()
	flags.VisitAll(func(f *pflag.Flag) {
		key := strings.ReplaceAll(f.Name, "-", "_")
		if f.Name == "config" {
			key = "-"
		}
		if !keys[key] {
			t.Errorf("--%s is no key of the file", f.Name)
		}
		delete(keys, key)
	})
	for key := range keys {
		t.Errorf("the key %q is no option", key)
	}
}
