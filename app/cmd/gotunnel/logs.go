package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gotunnel/app/localapi"
)

func logsCommand() *cobra.Command {
	var follow bool
	cmd := &cobra.Command{
		Use:   "logs",
		Short: "Show what the agent did lately",
		Long: `Show what the agent did lately, a line for each thing. There is nothing in it of
visitors, and no secret.`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := runningAgent(cmd.Context())
			if err != nil {
				return err
			}
			defer client.Close()
			return printLog(cmd.Context(), client, follow, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "go on, until Ctrl-C")
	return cmd
}

func printLog(ctx context.Context, client *localapi.Client, follow bool, out io.Writer) error {
	for line, err := range client.Log(ctx, follow) {
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return asked(err)
		}
		if _, err := fmt.Fprintln(out, printable(line)); err != nil {
			return err
		}
	}
	return nil
}
