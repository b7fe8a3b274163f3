package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gotunnel/app/agent"
	"gotunnel/app/folders"
	"gotunnel/app/launch"
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
)

const agentLong = `Share in the background. "gotunnel share --detach" starts this by itself; it
shares again what it shared before, and goes on until "gotunnel quit".

Every share of it is shown and changed by the same commands as any other.`

func agentCommand() *cobra.Command {
	o := options{}
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Share in the background",
		Long:  agentLong,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.load(cmd.Flags()); err != nil {
				return err
			}
			return runAgent(cmd.Context(), &o, cmd.ErrOrStderr())
		},
	}
	o.bindServer(cmd.Flags())
	return cmd
}

func runAgent(ctx context.Context, o *options, log io.Writer) error {
	client, err := o.client(ctx)
	if err != nil {
		return err
	}
	folder, err := folders.State()
	if err != nil {
		return err
	}
	err = agent.Run(ctx, agent.Config{
		Client: client, Folder: folder, Logger: slog.New(slog.NewTextHandler(log, nil)),
		Explain: func(err error) localapi.Error {
			e := failedEvent(startFailure(o.Server, err))
			return localapi.Error{Code: e.Code, Message: e.Message}
		},
	})
	if err != nil {
		return failure{"agent", err.Error()}
	}
	return nil
}

func quitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "quit",
		Short: "End what is shared in the background",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, ok := localapi.DialAgent(cmd.Context())
			if !ok {
				return failure{"no_agent", "Nothing is shared in the background."}
			}
			defer client.Close()
			if err := client.Quit(cmd.Context()); err != nil {
				return asked(err)
			}
			if err := awaitEnd(cmd.Context()); err != nil {
				return err
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "Stopped. The links work again when the agent does.")
			return err
		},
	}
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

// detach has the agent share, and prints the links.
func detach(ctx context.Context, o *options, specs []sharing.Spec, made bool, p printer) error {
	client, err := reachAgent(ctx, o)
	if err != nil {
		return err
	}
	defer client.Close()
	for _, spec := range specs {
		if spec.Folder != "" {
			if spec.Folder, err = filepath.Abs(spec.Folder); err != nil {
				return failure{codeFolder, err.Error()}
			}
		}
		share, err := client.Start(ctx, spec.Wanted())
		if err != nil {
			return asked(err)
		}
		l := link{Name: share.Name, URL: share.URL, Target: share.Target, place: spec.Place()}
		if made {
			l.Password = spec.Policy.Password
		}
		if err := p.tell(detachedEvent(l)); err != nil {
			return err
		}
	}
	return nil
}

// reachAgent is the way to the agent, which is started if it does not run.
func reachAgent(ctx context.Context, o *options) (*localapi.Client, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, failure{"agent", err.Error()}
	}
	client, started, err := launch.Agent(ctx, self, o.environment())
	if err != nil {
		return nil, failure{"agent", err.Error()}
	}
	if started {
		return client, nil
	}
	return client, sameServer(ctx, client, o.Server)
}

// sameServer refuses an agent that shares through another server.
func sameServer(ctx context.Context, client *localapi.Client, server string) error {
	about, err := client.About(ctx)
	if err != nil {
		return asked(err)
	}
	if serverKey(about.Server) != serverKey(server) {
		return failure{"agent", fmt.Sprintf("The agent shares through %s and not through %s. To change that: gotunnel quit", about.Server, server)}
	}
	return nil
}
