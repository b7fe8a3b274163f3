package conf

import (
	"fmt"
	"time"
)

// Duration is a time.Duration as a setting: "30s" or "168h" in all three
// places. It is a struct because a plain time.Duration, which TOML does not
// know, would take a bare 30 for nanoseconds. It is a [pflag.Value].
type Duration struct{ time.Duration }

// Set takes what time.ParseDuration takes.
func (d *Duration) Set(text string) error {
	v, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 30s, 5m or 168h", text)
	}
	d.Duration = v
	return nil
}

// UnmarshalText is Set, for the file.
func (d *Duration) UnmarshalText(text []byte) error { return d.Set(string(text)) }

// Type is the word for the value in a flag's help.
func (d *Duration) Type() string { return "duration" }
