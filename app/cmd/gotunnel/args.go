package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"gotunnel/tunnelcore/upstream"
)

// atMost takes so many arguments. The library's own errors are for who wrote it.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) <= n:
			return nil
		case cmd.Flags().Lookup("share") != nil && n == 0:
			return fmt.Errorf("%s takes no %q: say which share with --share %[2]s", cmd.CommandPath(), args[n])
		}
		return fmt.Errorf("%s takes no %q: see %[1]s --help", cmd.CommandPath(), args[n])
	}
}

// oneRequest takes the number of one.
func oneRequest(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("which request? Give its number: gotunnel inspect --list shows them")
	}
	return atMost(1)(cmd, args)
}

// aCommand takes nothing: what a person wrote is no command.
func aCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no command %q", args[0])
	if like := root.SuggestionsFor(args[0]); len(like) > 0 {
		return errors.New(text + ": did you mean " + strings.Join(like, " or ") + "?")
	}
	if _, err := upstream.Parse(args[0]); err == nil || isPath(args[0]) {
		return errors.New(text + ": to share that, write gotunnel share " + args[0])
	}
	return errors.New(text + ": gotunnel --help shows those that there are")
}

// flagError tells what is no command from one that has no such option.
func flagError(cmd *cobra.Command, err error) error {
	if !cmd.HasParent() && cmd.Flags().NArg() > 0 {
		return aCommand(cmd, cmd.Flags().Args())
	}
	return err
}

// optionsText is the options of a command, as wide as the terminal is.
func optionsText(flags *pflag.FlagSet) string {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		width = 0 // it is no terminal: lines may be of any length
	}
	if f := flags.Lookup("password"); f != nil { // what its default is called is for us
		defer func(was string) { f.NoOptDefVal = was }(f.NoOptDefVal)
		f.NoOptDefVal = ""
	}
	return flags.FlagUsagesWrapped(width)
}
