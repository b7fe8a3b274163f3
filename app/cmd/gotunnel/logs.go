package main

import (
	"context"
	"fmt"
	"io"
	"time"

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
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, ok := localapi.DialAgent(cmd.Context())
			if !ok {
				return failure{"no_agent", "Nothing is shared in the background."}
			}
			defer client.Close()
			return printLog(cmd.Context(), client, follow, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "go on, until Ctrl-C")
	return cmd
}

// logPause is how long no line has to come until all that are kept have come.
const logPause = 200 * time.Millisecond

func printLog(ctx context.Context, client *localapi.Client, follow bool, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var quiet *time.Timer
	if !follow {
		quiet = time.AfterFunc(logPause, cancel)
		defer quiet.Stop()
	}
	for line, err := range client.Log(ctx) {
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return asked(err)
		}
		if quiet != nil {
			quiet.Reset(logPause)
		}
		if _, err := fmt.Fprintln(out, printable(line)); err != nil {
			return err
		}
	}
	return nil
}
