package agent

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"gotunnel/app/explain"
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/app/signin"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// connection is the way to one server, and what is shared through it.
type connection struct {
	server, pin string
	ctx         context.Context // ends when another takes its place
	cancel      context.CancelFunc
	wg          sync.WaitGroup // of shares that are being started
	ready       chan struct{}  // closed when sharer or failed is set

	sharer *sharing.Sharer
	failed error // why there is no sharer

	news   news   // of the client
	logged string // of them lately; for the observer

	over bool // guarded by Agent.mu: the ends of its shares mean nothing any more
}

// connect goes to a server without waiting for it, and shares what is kept, unless
// the agent is ending. The caller holds serverMu, and there is no other connection.
func (a *Agent) connect(server, pin string) error {
	// It does not end with the agent's: disconnect ends it, in the right order.
	ctx, cancel := context.WithCancel(context.WithoutCancel(a.ctx))
	c := &connection{server: server, pin: pin, ctx: ctx, cancel: cancel, ready: make(chan struct{})}
	c.news.there = make(chan struct{}, 1)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closing {
		cancel()
		return errClosing
	}
	a.conn = c
	a.link = localapi.Server{Address: server, State: localapi.Connecting, Since: time.Now(), Here: a.here != nil && a.here.addr == server}
	for _, k := range a.kept {
		k.problem = nil
	}
	kept := slices.Clone(a.kept)
	a.changed.tell()
	c.wg.Go(func() { a.open(c, kept) })
	return nil
}

// open signs in, which may have to wait for a person who unlocks the password
// store.
func (a *Agent) open(c *connection, kept []*keptShare) {
	token, err := a.token(c.ctx, c.server)
	if err != nil {
		c.failed = err
		close(c.ready)
		a.setLink(c, localapi.Server{State: localapi.Refused, Problem: a.explain(c, err)})
		return
	}
	client := a.NewClient(c.server, c.pin, token)
	client.WaitForServer = true
	c.sharer = sharing.New(sharing.Config{Client: client, Observer: observer{a, c}, Unchecked: a.Unchecked})
	close(c.ready)
	c.wg.Go(func() { c.news.tell(c.ctx, func(s tunnelcore.Status) { a.linked(c, s) }) })
	client.Connect()
	for _, k := range kept {
		c.wg.Go(func() { _, _ = a.start(c.ctx, c, k) }) // the problem is kept, and told
	}
}

// token is the one for a server: of this run, or one that is kept.
func (a *Agent) token(ctx context.Context, server string) (string, error) {
	a.mu.Lock()
	token, ok := a.tokens[signin.Key(server)]
	a.mu.Unlock()
	if ok {
		return token, nil
	}
	return a.Token(ctx, server)
}

// disconnect ends the connection and what is shared by it; the server keeps the
// names. Afterwards there is no connection.
func (a *Agent) disconnect() {
	a.mu.Lock()
	c := a.conn
	a.conn = nil
	if c == nil {
		a.mu.Unlock()
		return
	}
	c.over = true
	for _, k := range a.kept {
		if k.share != nil {
			a.names.keep(c.server, k.share.Name(), time.Now()) // held from now on
		}
	}
	a.mu.Unlock()
	a.save()
	c.cancel()
	c.wg.Wait()
	if c.sharer != nil {
		c.sharer.Leave()
	}
}

// explain says what is in the way of a connection.
func (a *Agent) explain(c *connection, err error) *localapi.Error {
	e := explain.Error(c.server, err)
	if e.Code == explain.CodeInternal && errors.Is(err, context.DeadlineExceeded) {
		e = localapi.Error{Code: explain.CodeUnreachable, Message: "Can't reach " + c.server + " at the moment. Try again when it is connected."}
	}
	return &e
}

// setLink takes note of how the connection is.
func (a *Agent) setLink(c *connection, now localapi.Server) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.over {
		return
	}
	now.Address, now.Here = a.link.Address, a.link.Here
	now.Since = a.link.Since
	if now.State != a.link.State {
		now.Since = time.Now()
	}
	if now.Domain == "" {
		now.Account, now.Domain = a.link.Account, a.link.Domain
	}
	a.link = now
	a.changed.tell()
}

// linked is what the state of a client means to people.
func (a *Agent) linked(c *connection, s tunnelcore.Status) {
	now := localapi.Server{RetryAt: s.RetryAt}
	if s.Err != nil {
		now.Problem = a.explain(c, s.Err)
	}
	switch s.State {
	case tunnelcore.Connecting:
		now.State = localapi.Connecting
	case tunnelcore.Connected:
		now.State, now.Account, now.Domain = localapi.Connected, s.Account, s.Domain
	case tunnelcore.Reconnecting:
		now.State = localapi.Unreached
		if now.Problem != nil && now.Problem.Code == explain.CodeOffline {
			now.State = localapi.Offline
		}
	case tunnelcore.Closed:
		if s.Err == nil {
			return
		}
		now.State = localapi.Refused
	}
	a.setLink(c, now)
}

// current is the connection, once it is signed in.
func (a *Agent) current(ctx context.Context) (*connection, error) {
	a.mu.Lock()
	c := a.conn
	a.mu.Unlock()
	if c == nil {
		return nil, errNoServer
	}
	select {
	case <-c.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c.failed != nil {
		return nil, *a.explain(c, c.failed)
	}
	return c, nil
}

var errNoServer = localapi.Error{
	Code: localapi.CodeNoServer, Message: "This computer is not signed in to a server yet. Sign in with an invite.",
}

// isNameTaken tells that a link can't have the name that was asked for.
func isNameTaken(code string) bool {
	return slices.Contains([]wire.Code{wire.CodeNameTaken, wire.CodeNameElsewhere, wire.CodeNameReserved, wire.CodeBlocked}, wire.Code(code))
}
