package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
		initCommand(), serveCommand(), reloadCommand(), restartCommand(), pinCommand(),
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
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			before, err := findPredecessor()
			if err != nil {
				return failed(err)
			}
			defer func() { before.tell(err) }() // unless it was told before
			if err := s.load(cmd.Flags()); err != nil {
				return err
			}
			return serve(cmd.Context(), program{settings: s, before: before, again: readAgain}, cmd.ErrOrStderr())
		},
	}
	s.bindAll(cmd.Flags())
	complete(cmd)
	return cmd
}

// readAgain reads the settings that this process was started with anew.
func readAgain() (settings, error) {
	s := defaults()
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	s.bindAll(flags)
	if err := flags.Parse(os.Args[1:]); err != nil { // "serve" is no flag
		return s, err
	}
	return s, s.load(flags)
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
	_ = cmd.MarkFlagFilename("access-log-file")
	_ = cmd.RegisterFlagCompletionFunc("access-log", cobra.FixedCompletions([]string{"off", "common", "json"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("access-log-visitors", cobra.FixedCompletions([]string{"full", "network", "none"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("log-format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("log-level", cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp))
}
