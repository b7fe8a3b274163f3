// Package operator is what the person who runs a server can do with it:
//
//	desk := operator.New(operator.Config{Store: s, Names: registry, Live: live})
//	ctx = operator.As(ctx, "unix user anna/1000")
//	err := desk.AddAccount(ctx, operator.NewAccount{Name: "designer"})
//	invite, err := desk.Invite(ctx, "designer")
//
// It does the same with and without a running server, which it tells of what
// concerns the sessions that there are. Each change is one line in the log, with
// who made it and without secrets; secrets are returned once, where they are
// made, and the store has only their hashes.
//
// It does not ask who may do all this: package admin does, and its own caller.
package operator

import (
	"context"
	"log/slog"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Config says what a desk works on. Store and Names are required.
type Config struct {
	Store *store.Store
	Names Names
	// Live is the running server; nil: there is none.
	Live Live
	// Links are what people open with an invite: web in a browser, app in the
	// client. Nil: invites have none.
	Links func(invite wire.Invite) (web, app string)
	// Domain, Version and Page, the address of the operator's page, are shown in
	// [Status].
	Domain, Version, Page string
	// Logger gets each change; nil: nobody does.
	Logger *slog.Logger
}

// Names is the table of names, which package registry has. Its changes are on
// disk when a method returns.
type Names interface {
	// Reserve gives a name to an account for good; whoever else had it loses it.
	Reserve(name, account string) error
	// Release frees a name, whoever has it.
	Release(name string) error
	// Block ends a name's tunnel, keeps it from being bound and its visitors out.
	Block(name, reason string) error
	// Unblock undoes Block.
	Unblock(name string) error
}

// Live is what a running server does at once. What it is told of is in the store
// before.
type Live interface {
	// EndToken ends the sessions that came with a token.
	EndToken(id string)
	// EndAccount ends the sessions of an account.
	EndAccount(account string)
	// EndTunnel ends a live name's tunnel, and reports whether there was one.
	EndTunnel(name string) bool
	// Sessions are the clients that there are.
	Sessions() []Session
	// Traffic is what visitors did since the start.
	Traffic() Traffic
}

// Desk is where the operator's orders are carried out. Its methods may be called
// at once. They return an [Error] for what cannot be done as it was asked.
type Desk struct{ Config }

// New returns a desk.
func New(cfg Config) *Desk {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Desk{cfg}
}

type whoKey struct{}

// As says in whose name things are done with ctx, for the log.
func As(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, whoKey{}, who)
}

// did logs a change.
func (d *Desk) did(ctx context.Context, what string, about ...slog.Attr) {
	who, _ := ctx.Value(whoKey{}).(string)
	attrs := append([]slog.Attr{slog.String("did", what), slog.String("who", who)}, about...)
	d.Logger.LogAttrs(ctx, slog.LevelInfo, "operator", attrs...)
}

// sessions are those that there are; none without a server.
func (d *Desk) sessions() []Session {
	if d.Live == nil {
		return nil
	}
	return d.Live.Sessions()
}
