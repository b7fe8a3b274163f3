package public_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"gotunnel/server"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// Visitors of a name that the operator blocked are told, and get nowhere.
func TestABlockedName(t *testing.T) {
	s := start(t, func(c *server.Config) { c.TCPPorts = server.PortRange{First: 20000, Last: 29999} })
	s.shop()
	db := s.share(tunnelcore.TunnelConfig{Name: "db", Kind: wire.TCP})
	registry := s.Server.Server().Registry()
	for _, name := range []string{"shop", "db", "never-shared"} {
		if err := registry.Block(name, "phishing"); err != nil {
			t.Fatal(err)
		}
	}
	<-db.Done() // its client was told
	client := s.Client()
	for _, name := range []string{"shop", "never-shared"} {
		res, err := client.Get("http://" + name + ".localhost/")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", name, res.Status)
		}
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(db.URL(), "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if n, err := conn.Read(make([]byte, 1)); err == nil {
		t.Errorf("the blocked port says %d bytes", n)
	}
	if err := registry.Unblock("never-shared"); err != nil {
		t.Fatal(err)
	}
	if res, err := client.Get("http://never-shared.localhost/"); err != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("after Unblock: %v, %v", res, err)
	} else {
		res.Body.Close()
	}
}
