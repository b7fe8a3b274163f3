package server

import (
	"errors"
	"net"
	"path/filepath"

	"gotunnel/server/operator"
	"gotunnel/server/public"
	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Links are what people open with an invite; see [operator.Config].
type Links func(invite wire.Invite) (web, app string)

// Desk is what the operator can do with a running server. It may be used until
// Serve returns.
func (s *Server) Desk(links Links) *operator.Desk {
	return operator.New(operator.Config{
		Store: s.store, Names: s.registry, Live: live{s}, Links: links,
		Domain: s.cfg.Domain, Version: s.cfg.Version, Logger: s.cfg.Logger,
	})
}

// OpenDesk is a desk for the store of a server that is not running; the folder
// has to be there. Call closing when done with it. The error is [store.ErrLocked]
// when a server runs after all.
func OpenDesk(cfg Config, links Links) (desk *operator.Desk, closing func() error, err error) {
	if err := cfg.complete(); err != nil {
		return nil, nil, err
	}
	db, err := store.Open(StorePath(cfg.Data))
	if err != nil {
		return nil, nil, err
	}
	names, err := registry.New(registry.Config{Keeper: registry.KeepIn(db), Hold: cfg.Hold, Logger: cfg.Logger})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return operator.New(operator.Config{
		Store: db, Names: names, Links: links, Domain: cfg.Domain, Version: cfg.Version, Logger: cfg.Logger,
	}), db.Close, nil
}

// StorePath is the store's file in a data folder.
func StorePath(data string) string { return filepath.Join(data, storeFile) }

// live is what a desk sees of a running server.
type live struct{ *Server }

func (l live) EndToken(id string)        { l.hub.EndToken(id) }
func (l live) EndAccount(account string) { l.hub.EndAccount(account) }

func (l live) EndTunnel(name string) bool {
	return l.hub.EndName(name, wire.Error{
		Code: wire.CodeBlocked, Message: "'" + name + "' was stopped by the person who runs this server.",
	})
}

func (l live) Sessions() []operator.Session {
	var all []operator.Session
	for _, s := range l.hub.Sessions() {
		session := operator.Session{
			ID: s.ID, Account: s.Account, Token: s.Token, Device: s.Device, Client: s.Client, Since: s.Since,
			Addr: s.Addr.String(), Tunnels: []operator.Tunnel{},
		}
		for _, t := range s.Tunnels {
			session.Tunnels = append(session.Tunnels, operator.Tunnel{Name: t.Name, Kind: t.Kind, URL: t.URL})
		}
		all = append(all, session)
	}
	return all
}

func (l live) Traffic() operator.Traffic {
	stats := &l.public.Stats
	return operator.Traffic{
		Visitors: stats.Visitors.Load(), Open: stats.Open.Load(), Refused: stats.Refused.Load(),
		Up: stats.Up.Load(), Down: stats.Down.Load(),
	}
}

// Exposed is an address of this server that others can reach, or "".
func (s *Server) Exposed() string {
	for _, ln := range s.listeners {
		if addr, ok := ln.Addr().(*net.TCPAddr); !ok || !addr.IP.IsLoopback() {
			return ln.Addr().String()
		}
	}
	return ""
}

// Home is the address of the server's own pages, without a path.
func (s *Server) Home() string {
	tls := s.cfg.VisitorTLS != nil
	if tls {
		return home(s.cfg.Domain, tls, s.port(public.TLS))
	}
	return home(s.cfg.Domain, tls, s.port(public.HTTP))
}

// Home is [Server.Home] of a server that would run with this configuration.
func (c Config) Home() string {
	tls := c.VisitorTLS != nil
	list := c.HTTPListen
	if tls {
		list = c.TLSListen
	}
	addr := c.Listen
	if len(list) > 0 {
		addr = list[0]
	}
	_, port, _ := net.SplitHostPort(addr) // a bad one was refused before
	return home(c.Domain, tls, port)
}

func home(domain string, tls bool, port string) string {
	if tls {
		return "https://" + withPort(domain, port, "443")
	}
	return "http://" + withPort(domain, port, "80")
}
