package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

func quitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "quit",
		Short: "End what is shared in the background",
		Args:  atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := runningAgent(cmd.Context())
			if err != nil {
				return err
			}
			defer client.Close()
			if err := client.Quit(cmd.Context()); err != nil {
				return asked(err)
			}
			if err := awaitEnd(cmd.Context()); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "Stopped. The links work again when the agent does.")
			return err
		},
	}
}

// runningAgent is the way to the agent; it is an error if none runs. The caller
// closes it.
func runningAgent(ctx context.Context) (*localapi.Client, error) {
	client, ok := localapi.DialAgent(ctx)
	if !ok {
		return nil, failure{"no_agent", "Nothing is shared in the background."}
	}
	return client, nil
}

// awaitEnd waits until no agent answers.
func awaitEnd(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, launch.Wait)
	defer cancel()
	tick := time.NewTicker(launch.LookOften)
	defer tick.Stop()
	for {
		client, ok := localapi.DialAgent(ctx)
		if !ok {
			return nil
		}
		client.Close()
		select {
		case <-ctx.Done():
			return failure{"agent", "The agent does not end. What it says is in " + launch.AgentLog() + "."}
		case <-tick.C:
		}
	}
}
