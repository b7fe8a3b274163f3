package main

import "testing"

func TestDialable(t *testing.T) {
	tests := map[string]struct{ addr, domain, want string }{
		"loopback":              {"127.0.0.1:8080", "localhost", "127.0.0.1:8080"},
		"loopback, for a proxy": {"127.0.0.1:8080", "share.example.com", "127.0.0.1:8080"},
		"every IPv4 address":    {"0.0.0.0:8080", "share.example.com", "share.example.com:8080"},
		"every address":         {"[::]:443", "share.example.com", "share.example.com:443"},
		"every address, local":  {"[::]:8080", "localhost", "127.0.0.1:8080"},
		"below localhost":       {"0.0.0.0:8080", "share.localhost", "127.0.0.1:8080"},
		"one address":           {"192.0.2.1:8080", "share.example.com", "share.example.com:8080"},
		"one address, local":    {"192.0.2.1:8080", "localhost", "192.0.2.1:8080"},
		"IPv6 as domain":        {"[::]:8080", "2001:db8::1", "[2001:db8::1]:8080"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := dialable(tt.addr, tt.domain); got != tt.want {
				t.Errorf("dialable(%q, %q) = %q, want %q", tt.addr, tt.domain, got, tt.want)
			}
		})
	}
}
