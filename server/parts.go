package server

import (
	"gotunnel/server/control"
	"gotunnel/server/registry"
	"gotunnel/server/store"
)

// Store is the server's store, open until Serve returns. Who takes a token or an
// account out of it tells the [Server.Hub].
func (s *Server) Store() *store.Store { return s.store }

// Hub is the clients there are.
func (s *Server) Hub() *control.Hub { return s.hub }

// Registry is the names there are, which its methods also keep in the store.
func (s *Server) Registry() *registry.Registry { return s.registry }
