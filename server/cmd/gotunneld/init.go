package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// initOptions are the flags of init besides those that answer a question.
type initOptions struct {
	file       string
	yes, force bool
}

func initCommand() *cobra.Command {
	o := initOptions{file: defaultConfig()}
	a := &answers{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Ask five questions and write the file with settings",
		Long: `Ask five questions and write the file with settings. A flag answers its
question; --yes takes the default of the others, for scripts.`,
		Example: `  gotunneld init
  gotunneld init --yes --domain share.example.com --config /etc/gotunnel/gotunneld.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return initialize(cmd, o, a) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.file, "config", o.file, "`file` to write")
	for _, q := range a.questions() {
		flags.String(q.flag, "", q.usage)
	}
	flags.BoolVarP(&o.yes, "yes", "y", false, "ask nothing")
	flags.BoolVar(&o.force, "force", false, "write over a file that is there, which is kept with .old after its name")
	complete(cmd)
	return cmd
}

// defaultConfig is where systemd's unit looks for the file when root asks, else
// in the user's folder for such files.
func defaultConfig() string {
	if os.Geteuid() == 0 {
		return "/etc/gotunnel/gotunneld.toml"
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "gotunneld.toml"
	}
	return filepath.Join(dir, "gotunnel", "gotunneld.toml")
}

func initialize(cmd *cobra.Command, o initOptions, a *answers) error {
	if o.file == "" {
		return errors.New("--config is empty: give the file to write")
	}
	if _, err := os.Lstat(o.file); err == nil && !o.force {
		return errThere(o.file)
	}
	ask, err := asker(cmd, o.yes)
	if err != nil {
		return err
	}
	if err := a.complete(cmd.Flags(), ask); err != nil {
		return err
	}
	if err := writeConfig(o.file, a.file(), o.force); err != nil {
		return failed(err)
	}
	return failed(a.sayNext(cmd.OutOrStdout(), o.file))
}

func errThere(file string) error {
	return fmt.Errorf("%s is there already: add --force to write over it, or give another file with --config", file)
}

// asker asks on the terminal, or with yes takes every default.
func asker(cmd *cobra.Command, yes bool) (func(q question) error, error) {
	if yes {
		return func(q question) error { return q.take(q.fallback()) }, nil
	}
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, errors.New("there is no terminal to ask on: add --yes, and flags such as --domain for what is not to be the default")
	}
	p := &prompter{ctx: cmd.Context(), lines: readLines(in), out: cmd.ErrOrStderr()}
	return p.ask, nil
}

// sayNext tells what to do with the file.
func (a *answers) sayNext(w io.Writer, file string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Wrote %s.\n\n", file)
	if !isLocal(a.domain) {
		fmt.Fprintf(&b, "Let DNS lead here, with the address of this computer:\n"+
			"  %-*s  A  %s\n  %-*s  A  %s\n\n",
			len(a.domain)+3, a.domain+".", ownAddress(), len(a.domain)+3, "*."+a.domain+".", ownAddress())
	}
	config := " --config " + shellQuote(file)
	fmt.Fprintf(&b, "Then:\n"+
		"  gotunneld invite NAME%[1]s   # lets a person share; without anybody the server does not start\n"+
		"  gotunneld serve%[1]s\n"+
		"  gotunneld doctor%[1]s        # what is not right yet, and how to mend it\n\n"+
		"To keep it running with systemd, take build/systemd/gotunneld.service, then:\n"+
		"  systemctl enable --now gotunneld\n", config)
	_, err := io.WriteString(w, b.String())
	return err
}

// shellQuote is path as a shell reads it.
func shellQuote(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
