package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"gotunnel/server"
	"gotunnel/tunnelcore/wire"
)

// config checks all settings, without touching anything yet, and is what they
// say to the server. The first that cannot be right is the error.
func (s *settings) config() (server.Config, error) {
	c := server.Config{
		Listen:        s.Listen,
		HTTPListen:    s.HTTPListen,
		TLSListen:     s.TLSListen,
		ControlListen: s.ControlListen,
		Data:          s.Data,
		Single:        s.Single,
		Hold:          s.Hold.Duration,
		Version:       "gotunneld " + version,
	}
	var err error
	if c.Domain, err = s.domain(); err != nil {
		return c, err
	}
	if err := c.TCPPorts.UnmarshalText([]byte(s.TCPPorts)); err != nil {
		return c, fmt.Errorf("--tcp-ports is %q: %w", s.TCPPorts, err)
	}
	if c.DNS, err = resolver(s.DNS); err != nil {
		return c, err
	}
	if c.Abuse, err = s.abuse(); err != nil {
		return c, err
	}
	return c, firstOf(s.checkAddresses, s.checkFiles, s.checkAccessLog, s.checkRest)
}

func firstOf(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// resolver is a resolver's address with its port.
func resolver(s string) (string, error) {
	const usual = 53 // RFC 1035 section 4.2
	if addr, err := netip.ParseAddr(s); err == nil {
		return netip.AddrPortFrom(addr, usual).String(), nil
	}
	if _, err := netip.ParseAddrPort(s); err != nil && s != "" {
		return "", fmt.Errorf("--dns is %q: give the IP address of a resolver, such as 192.0.2.53 or 127.0.0.1:5353", s)
	}
	return s, nil
}

// domain is the canonical one. Names go under it, so it is no IP address; when
// there are no names, it may be one.
func (s *settings) domain() (string, error) {
	host, err := wire.CanonicalHost(s.Domain)
	if err != nil || strings.Contains(s.Domain, ":") {
		return "", fmt.Errorf("--domain is %q: give a host name, such as share.example.com", s.Domain)
	}
	if _, err := netip.ParseAddr(host); err == nil && !s.Single {
		return "", fmt.Errorf("--domain is %q, and nothing can be named under an IP address: "+
			"give a host name, or add --single to share one thing only", s.Domain)
	}
	return host, nil
}

// place is an address with the flag that it is from.
type place struct{ flag, addr string }

func (s *settings) places() []place {
	list := []place{{"--listen", s.Listen}}
	for _, addr := range s.HTTPListen {
		list = append(list, place{"--http-listen", addr})
	}
	for _, addr := range s.TLSListen {
		list = append(list, place{"--tls-listen", addr})
	}
	if s.ControlListen != "" {
		list = append(list, place{"--control-listen", s.ControlListen})
	}
	if s.AdminListen != "" {
		list = append(list, place{"--admin-listen", s.AdminListen})
	}
	return list
}

func (s *settings) checkAddresses() error {
	for _, p := range s.places() {
		_, port, err := net.SplitHostPort(p.addr)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		if err != nil {
			return fmt.Errorf("%s is %q: give HOST:PORT, such as 127.0.0.1:8080", p.flag, p.addr)
		}
	}
	return nil
}

func (s *settings) checkFiles() error {
	switch {
	case s.Data == "":
		return errors.New("--data is empty: give a folder")
	case s.TLSCert != "" && s.TLSKey == "":
		return errors.New("--tls-cert has no key with it: give the key's file with --tls-key")
	case s.TLSCert == "" && s.TLSKey != "":
		return errors.New("--tls-key has no certificate with it: give the certificate's file with --tls-cert")
	}
	return nil
}

func (s *settings) checkRest() error {
	if s.Hold.Duration <= 0 {
		return fmt.Errorf("--hold is %v: give a time above 0, such as 168h", s.Hold)
	}
	if s.LogFormat != "text" && s.LogFormat != "json" {
		return fmt.Errorf("--log-format is %q: give text or json", s.LogFormat)
	}
	if new(slog.Level).UnmarshalText([]byte(s.LogLevel)) != nil {
		return fmt.Errorf("--log-level is %q: give debug, info, warn or error", s.LogLevel)
	}
	return nil
}
