package main

import (
	"github.com/spf13/cobra"
)

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:                "gotunneld",
		Short:              "The Gotunnel server",
		Version:            version,
		SilenceErrors:      true, // main prints them
		SilenceUsage:       true,
		DisableSuggestions: true, // an error is one sentence
	}
	root.SetVersionTemplate("gotunneld {{.Version}}\n")
	root.AddCommand(
		serveCommand(), pinCommand(),
		inviteCommand(), accountCommand(), tokenCommand(), nameCommand(), domainCommand(),
		statusCommand(), doctorCommand(), adminCommand(), backupCommand(), restoreCommand(),
	)
	return root
}

func serveCommand() *cobra.Command {
	s := defaults()
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the server",
		Example: `  gotunneld serve
  gotunneld serve --listen 0.0.0.0:8080 --domain share.example.com
  gotunneld serve --config /etc/gotunnel/gotunneld.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.load(cmd.Flags()); err != nil {
				return err
			}
			return serve(cmd.Context(), s, cmd.ErrOrStderr())
		},
	}
	s.bindKeys(cmd.Flags())
	s.bindPlaces(cmd.Flags())
	s.bindRest(cmd.Flags())
	complete(cmd)
	return cmd
}

func pinCommand() *cobra.Command {
	s := defaults()
	cmd := &cobra.Command{
		Use:   "pin",
		Short: "Print the key pin that clients know this server by",
		Long: `Print the key pin that clients know this server by, for gotunnel's --pin.
The server makes its key when it first runs; this command never does.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.load(cmd.Flags()); err != nil {
				return err
			}
			return printPin(cmd.OutOrStdout(), s)
		},
	}
	s.bindKeys(cmd.Flags())
	complete(cmd)
	return cmd
}

// complete tells the shell which flags take files. A flag that the command does
// not have is an error that does not matter.
func complete(cmd *cobra.Command) {
	_ = cmd.MarkFlagFilename("config", "toml")
	_ = cmd.MarkFlagDirname("data")
	_ = cmd.MarkFlagFilename("tls-cert")
	_ = cmd.MarkFlagFilename("tls-key")
	_ = cmd.RegisterFlagCompletionFunc("log-format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("log-level", cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp))
}
