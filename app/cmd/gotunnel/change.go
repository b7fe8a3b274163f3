package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/gateway/password"
)

// changeOptions are what a person wants to be different.
type changeOptions struct {
	share        string
	until        string
	extend       string
	password     bool
	passwordFile string
	noPassword   bool
}

func changeCommand() *cobra.Command {
	o := changeOptions{}
	cmd := &cobra.Command{
		Use:   "change",
		Short: "Change the end or the password of a share while it runs",
		Long: `Change the end or the password of a share while it runs.

A changed password signs every visitor out. "gotunnel link" shows it again.`,
		Example: `  gotunnel change --extend 1h
  gotunnel change --share shop --until 18:00 --password
  gotunnel change --no-password`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return runChange(cmd, o) },
	}
	shareFlag(cmd, &o.share)
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.until, "until", "", "`when` the share ends by itself: 1h, 7d, eod (end of day), 18:00, or stop (when you stop it)")
	flags.StringVar(&o.extend, "extend", "", "let it end that `much` later: 1h, 30m")
	flags.BoolVar(&o.password, "password", false, "ask visitors for a password, which is made up")
	flags.StringVar(&o.passwordFile, "password-file", "", "ask visitors for the password in a `file`, or - for standard input")
	flags.BoolVar(&o.noPassword, "no-password", false, "ask for no password any more")
	return cmd
}

// validate refuses options that don't go together.
func (o changeOptions) validate() error {
	ends, passwords := given(o.until != "", o.extend != ""), given(o.password, o.passwordFile != "", o.noPassword)
	switch {
	case ends+passwords == 0:
		return errors.New("change what? Give --until, --extend, --password, --password-file or --no-password")
	case ends > 1:
		return errors.New("--until and --extend don't go together: leave one of them out")
	case passwords > 1:
		return errors.New("--password, --password-file and --no-password don't go together: leave one of them")
	}
	return nil
}

// given counts options.
func given(options ...bool) (n int) {
	for _, is := range options {
		if is {
			n++
		}
	}
	return n
}

func runChange(cmd *cobra.Command, o changeOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	found, err := choose(cmd.Context(), o.share, true)
	if err != nil {
		return err
	}
	change, err := o.change(found.Share)
	if err != nil {
		return err
	}
	if err := found.Client.Change(cmd.Context(), found.Share.Name, change); err != nil {
		return asked(err)
	}
	return printChange(cmd.OutOrStdout(), found.Share, change)
}

func (o changeOptions) change(s localapi.Share) (c localapi.Change, err error) {
	switch {
	case o.until != "":
		until, err := ending.Parse(o.until, time.Now())
		if err != nil {
			return c, fmt.Errorf("--until: %w", err)
		}
		c.Until = &until
	case o.extend != "":
		until, err := later(s.Until, o.extend)
		if err != nil {
			return c, err
		}
		c.Until = &until
	}
	switch {
	case o.password:
		secret := password.Generate()
		c.Password = &secret
	case o.passwordFile != "":
		secret, err := passwordFrom(o.passwordFile)
		if err != nil {
			return c, err
		}
		c.Password = &secret
	case o.noPassword:
		c.Password = new(string)
	}
	return c, nil
}

// later adds to an end that there is.
func later(until time.Time, by string) (time.Time, error) {
	if until.IsZero() {
		return until, errors.New("this share does not end by itself: give it an end with --until")
	}
	d, err := time.ParseDuration(by)
	if err != nil || d <= 0 {
		return until, fmt.Errorf("--extend %s is not a time, such as 1h or 30m", by)
	}
	return until.Add(d), nil
}

// printChange says how it is now: with a new password, the two lines to send.
func printChange(out io.Writer, s localapi.Share, c localapi.Change) error {
	var lines []string
	if c.Until != nil {
		lines = append(lines, ending.Text(*c.Until, time.Now())+".")
	}
	switch {
	case c.Password == nil:
	case *c.Password == "":
		lines = append(lines, "Anyone with the link can open it.")
	default:
		lines = append(lines, "Visitors need the new password. To send:", password.CopyText(s.URL, *c.Password))
	}
	_, err := fmt.Fprintln(out, strings.Join(lines, "\n"))
	return err
}

func linkCommand() *cobra.Command {
	var share string
	cmd := &cobra.Command{
		Use:   "link",
		Short: "Print a share's link, and its password if there is one",
		Long: `Print a share's link and, below it, its password if there is one: two lines
that can be sent as they are.`,
		Example: `  gotunnel link | xclip -selection clipboard`,
		Args:    atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := choose(cmd.Context(), share, false)
			if err != nil {
				return err
			}
			secret, err := found.Client.Password(cmd.Context(), found.Share.Name)
			if err != nil {
				return asked(err)
			}
			text := found.Share.URL
			if secret != "" {
				text = password.CopyText(text, secret)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), text)
			return err
		},
	}
	shareFlag(cmd, &share)
	return cmd
}

func stopCommand() *cobra.Command {
	var share string
	cmd := &cobra.Command{
		Use:   "stop",
		Short: "Stop a share that another gotunnel runs",
		Args:  atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := choose(cmd.Context(), share, false)
			if err != nil {
				return err
			}
			if err := found.Client.Stop(cmd.Context(), found.Share.Name); err != nil {
				return asked(err)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "Stopped. The link no longer works.")
			return err
		},
	}
	shareFlag(cmd, &share)
	return cmd
}
