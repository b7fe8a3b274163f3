package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/netip"

	"gotunnel/server"
	"gotunnel/server/certs"
)

// greet logs what the operator needs to know once the server is ready. Scripts
// wait for "listening", so only the first line says it.
func greet(log *slog.Logger, addr net.Addr, c server.Config, cert tls.Certificate) {
	log.Info("listening", "addr", addr, "domain", c.Domain)
	if certs.SelfSigned(cert) {
		pin := certs.Pin(cert)
		log.Info("clients need the pin of this server's key", "pin", pin,
			"command", "gotunnel share 3000 --server "+dialable(addr.String(), c.Domain)+" --pin "+pin)
	}
}

// dialable is the server's address as a client gives it: an address that holds
// for every network is no address to connect to, and a name outlives numbers.
func dialable(addr, domain string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || isLoopback(host) {
		return addr
	}
	switch {
	case !isLocal(domain):
		return net.JoinHostPort(domain, port)
	case isUnspecified(host):
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

func isUnspecified(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.Unmap().IsUnspecified()
}
