// Package conf reads a program's settings, each of which is a flag, an
// environment variable and a key of a TOML file:
//
//	type settings struct {
//		Listen []string      `toml:"listen"`
//		Ports  string        `toml:"tcp_ports"`
//		Drain  conf.Duration `toml:"drain"`
//	}
//
//	s := settings{Drain: conf.Duration{Duration: 30 * time.Second}} // the defaults
//	flags.StringSliceVar(&s.Listen, "listen", s.Listen, "...")
//	flags.StringVar(&s.Ports, "tcp-ports", s.Ports, "...")
//	flags.Var(&s.Drain, "drain", "...")
//	flags.String("config", "", "...") // optional: names the file
//
//	// once the flags are parsed, for example in a cobra command's RunE:
//	err := conf.Load(cmd.Flags(), "GOTUNNELD", "/etc/gotunneld.toml", &s)
//	err = s.validate()
//
// What is given in more places is taken from the flag, else the environment
// (GOTUNNELD_TCP_PORTS), else the file (tcp_ports), else the default.
//
// It does not check what the values mean: that is the program's validate. It
// watches nothing, writes no file, and takes nothing from anywhere else.
package conf

import "github.com/spf13/pflag"

// Load completes into, the struct that flags are bound to and that were parsed
// already. Give every field of into a toml tag: the flag's name with _ for -,
// or "-" for what does not belong in a file.
//
// A flag called config, or the environment variable prefix_CONFIG, names a
// file that must exist; without either, defaultFile is read if there is one.
// A variable that is empty counts as not set. A flag's [pflag.Value] must
// accept its own String, or be a [pflag.SliceValue].
//
// Errors are sentences that name the file with line and key, or the variable.
func Load(flags *pflag.FlagSet, prefix, defaultFile string, into any) error {
	given := givenFlags(flags)
	file, err := findFile(flags, prefix, defaultFile)
	if err != nil {
		return err
	}
	if file != "" {
		if err := readFile(file, into); err != nil {
			return err
		}
	}
	if err := readEnv(flags, prefix); err != nil {
		return err
	}
	return given.restore()
}

// given is what the command line said, kept while the other layers are
// written to the same variables.
type given []setting

type setting struct {
	value pflag.Value
	text  string
	list  []string // of a pflag.SliceValue
}

func givenFlags(flags *pflag.FlagSet) given {
	var g given
	flags.Visit(func(f *pflag.Flag) {
		s := setting{value: f.Value, text: f.Value.String()}
		if v, ok := f.Value.(pflag.SliceValue); ok {
			s.list = append(s.list, v.GetSlice()...)
		}
		g = append(g, s)
	})
	return g
}

func (g given) restore() error {
	for _, s := range g {
		if err := s.restore(); err != nil {
			return err
		}
	}
	return nil
}

func (s setting) restore() error {
	if v, ok := s.value.(pflag.SliceValue); ok {
		return v.Replace(s.list)
	}
	return s.value.Set(s.text)
}
