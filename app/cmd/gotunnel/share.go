package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"gotunnel/app/explain"
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
)

// run is one run of "gotunnel share".
type run struct {
	options *options
	made    string // the password, if it was made up
	desk    *desk

	// For the Observer's methods, until every share is over.
	opened map[string]bool // links, in the browser
	left   int             // shares that are not over
	last   error           // why the server ended the last one
}

// share shares the apps until ctx ends, which is no error, or until it can't
// go on, which is a failure.
func share(ctx context.Context, o *options, apps []app, p printer) error {
	policy, made, err := o.policy()
	if err != nil {
		return err
	}
	specs := o.specs(apps, policy)
	if o.Detach {
		return detach(ctx, o, specs, made, p)
	}
	if err := o.checkRisk(ctx, specs); err != nil {
		return err
	}
	client, err := o.client(ctx)
	if err != nil {
		return err
	}
	r := &run{options: o, opened: map[string]bool{}, left: len(apps)}
	if made {
		r.made = policy.Password
	}
	return r.share(ctx, client, specs, p)
}

// client is the way to the server, with this computer's key and its right.
func (o *options) client(ctx context.Context) (*tunnelcore.Client, error) {
	key, err := deviceKey()
	if err != nil {
		return nil, failure{"device_key", err.Error()}
	}
	token, err := o.token(ctx)
	if err != nil {
		return nil, err
	}
	return newClient(key, o.Server, o.Pin, token), nil
}

// newClient is the way to a server.
func newClient(key [keySize]byte, server, pin, token string) *tunnelcore.Client {
	return &tunnelcore.Client{
		Server: server, Pin: pin, Key: key, Token: token, Name: "gotunnel " + version + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}
}

// specs are the apps as the options want them shared.
func (o *options) specs(apps []app, policy sharing.Policy) []sharing.Spec {
	var specs []sharing.Spec
	for _, a := range apps {
		a.tunnel.Move = o.Move
		specs = append(specs, sharing.Spec{
			Target: a.target, Folder: a.path, Tunnel: a.tunnel,
			Wait: o.Wait, Raw: o.Raw, NoInspect: o.NoInspect, Policy: policy,
		})
	}
	return specs
}

// share shares, then ends in this order: what other commands may ask; the
// shares, which frees their names; what is still to be printed.
func (r *run) share(ctx context.Context, client *tunnelcore.Client, specs []sharing.Spec, p printer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.desk = openDesk(p, func(err error) {
		cancel(failure{"output", "Sharing stopped because nobody takes its output: " + explain.Root(err).Error() + "."})
	})
	sharer := sharing.New(sharing.Config{Client: client, Observer: r, Unchecked: r.options.NoCheck})
	err := r.serve(ctx, sharer, specs)
	if broken, ok := errors.AsType[failure](context.Cause(ctx)); ok {
		err = broken
	}
	count := sharer.Close()
	r.desk.close()
	if err != nil {
		count = 0
	}
	_ = p.stopped(count) // there is no later
	return err
}

// serve shares until ctx ends, or every share has.
func (r *run) serve(ctx context.Context, sharer *sharing.Sharer, specs []sharing.Spec) error {
	defer r.listenLocally(ctx, sharer)()
	shares, err := sharer.Start(ctx, specs...)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return startFailure(r.options.Server, err)
	}
	defer r.watchVisitors(ctx, sharer)()
	return r.collect(ctx, shares)
}

// collect waits for all shares. One that the server ended leaves the others;
// the last one's reason is returned.
func (r *run) collect(ctx context.Context, shares []*sharing.Share) error {
	for _, one := range shares {
		select {
		case <-one.Done():
		case <-ctx.Done():
			return nil
		}
	}
	return r.last
}

// listenLocally lets other commands ask and change what is shared here, until
// stop, which waits for the end. Sharing works without, too.
func (r *run) listenLocally(ctx context.Context, owner localapi.Owner) (stop func()) {
	ln, err := localapi.Listen()
	if err != nil {
		r.desk.put(errorEvent{"local", fmt.Sprintf("gotunnel status and inspect won't see this: %v.", err)})
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { _ = localapi.Serve(ctx, ln, owner) }) // ln fails only when it is closed
	return func() { cancel(); wg.Wait() }
}
