// Package sharing shares apps and folders by way of one server:
//
//	s := sharing.New(sharing.Config{Client: client, Observer: o})
//	defer s.Close()
//	shares, err := s.Start(ctx, sharing.Spec{Target: target, Tunnel: tunnelcore.TunnelConfig{Name: "shop"}})
//	<-shares[0].Done()
//
// A share goes on until it is stopped, ends by itself, or the server ends it. A
// Sharer is a localapi.Owner, so that other programs can look at its shares and
// change them.
//
// It keeps nothing on disk and prints nothing: what happens is told to an
// Observer.
package sharing
