package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

func logoutCommand() *cobra.Command {
	var server, config string
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Forget this computer's sign-in to a server",
		Long: `Forget this computer's sign-in to a server.

Whoever has a copy of it can still use it: ask the person who runs the server to
remove this computer, if that may be.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return logout(cmd.Context(), server, config, cmd.OutOrStdout())
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().StringVar(&server, "server", "", "the `server` (by default that of the settings)")
	cmd.Flags().StringVar(&config, "config", "", "the `file` with settings (default "+defaultConfig()+")")
	return cmd
}

func logout(ctx context.Context, server, config string, out io.Writer) error {
	if server = cmp.Or(server, os.Getenv("GOTUNNEL_SERVER")); server == "" {
		settings, err := openSettings(cmp.Or(config, os.Getenv("GOTUNNEL_CONFIG"), defaultConfig()))
		if err != nil {
			return err
		}
		server = settings.get("server")
	}
	if server == "" {
		return errors.New("which server? Give it with --server share.example.com")
	}
	was, err := removeSignIn(ctx, server)
	if err != nil {
		return failure{codeSignIn, fmt.Sprintf("The sign-in to %s can't be forgotten: %v", server, err)}
	}
	if !was {
		_, err = fmt.Fprintf(out, "This computer was not signed in to %s.\n", server)
		return err
	}
	_, err = fmt.Fprintf(out, "Signed out of %s.\n", server)
	return err
}
