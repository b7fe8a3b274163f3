package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"gotunnel/server"
	"gotunnel/server/abuse"
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
	c.Abuse = abuse.Config{Addresses: s.DailyVisitors, FirstVisit: s.FirstVisit}
	if c.Abuse.Report, err = reportLink(s.Report); err != nil {
		return c, fmt.Errorf("--report is %w", err)
	}
	return c, firstOf(s.checkAddresses, s.checkFiles, s.checkRest)
}

func firstOf(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
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
	if s.MetricsListen != "" {
		list = append(list, place{"--metrics-listen", s.MetricsListen})
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

// reportLink is what text says as a URL: a mail address may stand alone.
func reportLink(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	address := strings.TrimPrefix(text, "mailto:")
	if mail, err := mail.ParseAddress(address); err == nil && mail.Address == address {
		return (&url.URL{Scheme: "mailto", Opaque: address}).String(), nil
	}
	if u, err := url.Parse(text); err == nil && u.Scheme == "https" && u.Host != "" {
		return u.String(), nil
	}
	return "", fmt.Errorf("%q: give a mail address, such as abuse@example.com, or a link that begins with https://", text)
}

func (s *settings) checkRest() error {
	if s.DailyVisitors < 0 {
		return fmt.Errorf("--daily-visitors is %d: give a number above 0, or 0 for any number", s.DailyVisitors)
	}
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
