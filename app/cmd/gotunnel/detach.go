package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/app/signin"
)

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
				return failure{localapi.CodeFolder, err.Error()}
			}
		}
		share, err := client.Start(ctx, o.wanted(spec))
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
		return nil, asked(err)
	}
	if started {
		return client, nil
	}
	return client, sameServer(ctx, client, o)
}

// sameServer refuses an agent that shares through another server.
func sameServer(ctx context.Context, client *localapi.Client, o *options) error {
	about, err := client.About(ctx)
	if err != nil {
		return asked(err)
	}
	if about.Server == "" {
		return asked(client.UseServer(ctx, o.Server, o.Pin))
	}
	if signin.Key(about.Server) != signin.Key(o.Server) {
		return failure{"agent", fmt.Sprintf("The agent shares through %s and not through %s. To change that, sign in to the other one: gotunnel login", about.Server, o.Server)}
	}
	return nil
}

// wanted is what the agent is asked for.
func (o *options) wanted(spec sharing.Spec) localapi.NewShare {
	want := spec.Wanted()
	want.Anyway = o.Anyway
	return want
}
