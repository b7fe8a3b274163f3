package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"gotunnel/app/folders"
	"gotunnel/app/localapi"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
)

func logoutCommand() *cobra.Command {
	var server, config string
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Forget this computer's sign-in to a server",
		Long: `Forget this computer's sign-in to a server.

Whoever has a copy of it can still use it: ask the person who runs the server to
remove this computer, if that may be.`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return logout(cmd.Context(), server, config, cmd.OutOrStdout())
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().StringVar(&server, "server", "", "the `server` (by default that of the settings)")
	cmd.Flags().StringVar(&config, "config", "", "the `file` with settings (default "+settings.DefaultFile()+")")
	return cmd
}

func logout(ctx context.Context, server, config string, out io.Writer) error {
	if server = cmp.Or(server, os.Getenv("GOTUNNEL_SERVER")); server == "" {
		file, err := settings.Open(cmp.Or(config, os.Getenv("GOTUNNEL_CONFIG"), settings.DefaultFile()))
		if err != nil {
			return err
		}
		server = file.Get("server")
	}
	if server == "" {
		return errors.New("which server? Give it with --server share.example.com")
	}
	was, err := forget(ctx, server)
	if err != nil {
		return failure{signin.CodeSignIn, fmt.Sprintf("The sign-in to %s can't be forgotten. %v", server, err)}
	}
	if !was {
		_, err = fmt.Fprintf(out, "This computer was not signed in to %s.\n", server)
		return err
	}
	_, err = fmt.Fprintf(out, "Signed out of %s.\n", server)
	return err
}

// forget forgets the sign-in, and has an agent that uses it do so too.
func forget(ctx context.Context, server string) (was bool, err error) {
	if client, ok := localapi.DialAgent(ctx); ok {
		defer client.Close()
		about, err := client.About(ctx)
		if err == nil && signin.Key(about.Server) == signin.Key(server) {
			return true, asked(client.Logout(ctx))
		}
	}
	folder, err := folders.State()
	if err != nil {
		return false, err
	}
	return signin.Store{Folder: folder}.Forget(ctx, server)
}
