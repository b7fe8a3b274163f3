package server_test

import (
	"crypto/tls"
	"testing"

	"gotunnel/server"
)

func TestHome(t *testing.T) {
	withTLS := &tls.Config{MinVersion: tls.VersionTLS12}
	tests := map[string]struct {
		config server.Config
		want   string
	}{
		"HTTP":                    {server.Config{Listen: "0.0.0.0:8080"}, "http://share.acme.dev:8080"},
		"HTTP at its own port":    {server.Config{Listen: "0.0.0.0:80"}, "http://share.acme.dev"},
		"TLS":                     {server.Config{Listen: "0.0.0.0:8443", VisitorTLS: withTLS}, "https://share.acme.dev:8443"},
		"TLS at its own port":     {server.Config{Listen: "[::]:443", VisitorTLS: withTLS}, "https://share.acme.dev"},
		"an address for visitors": {server.Config{Listen: "0.0.0.0:7000", HTTPListen: []string{"0.0.0.0:80"}}, "http://share.acme.dev"},
		"addresses for both, TLS": {server.Config{Listen: "0.0.0.0:7000", HTTPListen: []string{":80"}, TLSListen: []string{":443"}, VisitorTLS: withTLS}, "https://share.acme.dev"},
		"TLS only passed through": {server.Config{Listen: "0.0.0.0:7000", TLSListen: []string{":443"}}, "http://share.acme.dev:7000"},
	}
	for name, tt := range tests {
		tt.config.Domain = "share.acme.dev"
		if got := tt.config.Home(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
