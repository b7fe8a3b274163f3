package main

import (
	"cmp"
	"context"
	"errors"
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
	if err := cmp.Or(p.tell(connectingEvent{o.Server}), p.settle()); err != nil {
		return err
	}
	err = detachAll(ctx, client, o, specs, made, p)
	sayProblem(ctx, client, os.Stderr)
	return cmp.Or(err, p.stopped(0))
}

func detachAll(ctx context.Context, client *localapi.Client, o *options, specs []sharing.Spec, made bool, p printer) error {
	for _, spec := range specs {
		share, err := o.start(ctx, client, spec)
		if err != nil {
			return err
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

// start has the agent share one thing. It is the agent that looks whether that is
// risky; the question is asked here, where the person is.
func (o *options) start(ctx context.Context, client *localapi.Client, spec sharing.Spec) (share localapi.Share, err error) {
	if spec.Folder != "" {
		if spec.Folder, err = filepath.Abs(spec.Folder); err != nil {
			return share, failure{localapi.CodeFolder, err.Error()}
		}
	}
	want := spec.Wanted()
	want.Anyway = o.Anyway
	share, err = client.Start(ctx, want)
	if e, ok := errors.AsType[localapi.Error](err); ok && e.Code == localapi.CodeRisky {
		if err := askRisk(ctx, e.Message); err != nil {
			return share, err
		}
		want.Anyway = true
		share, err = client.Start(ctx, want)
	}
	if share.Note != "" {
		fmt.Fprintln(os.Stderr, printable(share.Note))
	}
	switch e, ok := errors.AsType[localapi.Error](err); {
	case ok:
		return share, startFailure(o.Server, e)
	case err != nil && ctx.Err() != nil:
		return share, failure{"interrupted", "Nothing was shared."}
	}
	return share, asked(err)
}
