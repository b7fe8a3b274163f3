package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// order is a command that a clerk carries out.
type order struct {
	use, short, long, example string
	args                      cobra.PositionalArgs
	needs                     need
	flags                     func(flags *pflag.FlagSet, s *settings) // of its own
	run                       func(ctx context.Context, c *clerk, args []string) error
}

func (o order) command() *cobra.Command {
	s := defaults()
	var asJSON bool
	cmd := &cobra.Command{Use: o.use, Short: o.short, Long: o.long, Example: o.example, Args: o.args}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := s.load(cmd.Flags()); err != nil {
			return err
		}
		c, err := newClerk(&s, o.needs)
		if err != nil {
			return err
		}
		c.out, c.json, c.data = cmd.OutOrStdout(), asJSON, s.Data
		return errors.Join(o.run(cmd.Context(), c, args), c.close())
	}
	cmd.Flags().SortFlags = false
	if o.flags != nil {
		o.flags(cmd.Flags(), &s)
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs")
	s.bindKeys(cmd.Flags())
	complete(cmd)
	return cmd
}

// group is a command that only has others.
func group(use, short string, orders ...order) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return fmt.Errorf("say what to do: %s --help lists it", cmd.CommandPath())
	}}
	for _, o := range orders {
		cmd.AddCommand(o.command())
	}
	return cmd
}

// table prints rows under a head, in columns; or what to say when there are none.
func (c *clerk) table(head string, rows []string, none string) {
	if len(rows) == 0 {
		c.say("%s", none)
		return
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, head)
	for _, row := range rows {
		fmt.Fprintln(w, row)
	}
	_ = w.Flush()
}

// isTerminal tells whether a person sees what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
