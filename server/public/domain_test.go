package public_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"gotunnel/server"
	"gotunnel/server/servertest/fakedns"
	"gotunnel/server/store"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// own is a site at which designer may use shop.example.com, by its DNS.
func own(t *testing.T, options ...func(*server.Config)) (*site, *fakedns.Server) {
	t.Helper()
	dns := fakedns.Start(t)
	dns.Set("shop.example.com", "CNAME links.localhost")
	s := start(t, append(options, func(c *server.Config) { c.DNS = dns.Addr })...)
	s.Domain(t, "designer", "shop.example.com")
	return s, dns
}

func TestCustomDomain(t *testing.T) {
	s, _ := own(t)
	tunnel := listen(t, s.sharer(store.Limits{}), tunnelcore.TunnelConfig{Name: "Shop.Example.com."})
	_, port, _ := strings.Cut(s.Addr, ":")
	if want := "http://shop.example.com:" + port; tunnel.Name() != "shop.example.com" || tunnel.URL() != want {
		t.Errorf("%s at %s, want %s", tunnel.Name(), tunnel.URL(), want)
	}
	untouched(t, listen(t, s.sharer(store.Limits{}), tunnelcore.TunnelConfig{Name: "shop"}))

	v := s.visit()
	first := "GET /a HTTP/1.1\r\nHost: SHOP.example.com:" + port + "\r\n\r\n"
	v.send(first)
	a := app(t, tunnel)
	a.expect(first)
	a.send(response("own"))
	v.expect(response("own"))
	v.send(request("shop.localhost", "/secret"))
	if more := a.rest(); more != "" {
		t.Errorf("the app got %q", more)
	}
	a.Close()
	v.wantPage(http.StatusMisdirectedRequest)
	v.Close()

	for host, status := range map[string]int{
		"www.shop.example.com": 404, "example.com": 404, "shop.example.com.localhost": 404, "192.0.2.1": 404,
	} {
		v := s.visit()
		v.send(request(host, "/"))
		v.wantPage(status)
		v.Close()
	}
	v = s.visit()
	v.send(request("shop.example.com", "/robots.txt"))
	if _, body := v.answer(http.MethodGet); !strings.Contains(body, "Disallow: /") {
		t.Errorf("robots get %q", body)
	}
	v.Close()
	if err := s.Server.Server().Registry().Block("shop.example.com", "phishing"); err != nil {
		t.Fatal(err)
	}
	v = s.visit()
	v.send(request("shop.example.com", "/"))
	v.wantPage(http.StatusForbidden)
	v.Close()
	s.stopped()
}

func TestCustomDomainPassedThrough(t *testing.T) {
	s, _ := own(t)
	tunnel := listen(t, s.sharer(store.Limits{}), tunnelcore.TunnelConfig{Name: "shop.example.com", Kind: wire.TLS})
	tlsApp(t, tunnel)
	if want := "https://shop.example.com:"; !strings.HasPrefix(tunnel.URL(), want) {
		t.Errorf("URL %s, want %s…", tunnel.URL(), want)
	}
	v := s.visit()
	_, _, body := getTLS(t, v.Conn, &tls.Config{ServerName: "shop.example.com"}, "shop.example.com") //nolint:gosec // a test's
	v.Close()
	if !strings.HasPrefix(body, "shop.example.com ") {
		t.Errorf("the app saw %q", body)
	}
	v = s.visit()
	v.send(request("shop.example.com", "/a"))
	if resp, _ := v.answer(http.MethodGet); resp.Header.Get("Location") != tunnel.URL()+"/a" {
		t.Errorf("plain HTTP is sent to %q", resp.Header.Get("Location"))
	}
	v.Close()
	v = s.visit()
	v.send(clientHello(t, "other.example.com"))
	if got := v.gone(); got != unrecognizedName {
		t.Errorf("another domain's hello got %q", got)
	}
	v.Close()
	s.stopped()
}

// certificateFor is a certificate for hosts that nobody trusts.
func certificateFor(t *testing.T, hosts ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: hosts, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err = x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// TLS for a custom domain ends here with a certificate for it, and only then.
func TestCustomDomainsTLS(t *testing.T) {
	one := func(cert tls.Certificate) *tls.Config {
		return &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &cert, nil }} //nolint:gosec // a test's
	}
	for name, c := range map[string]struct {
		config *tls.Config
		scheme string
	}{
		"one for the domain": {one(certificateFor(t, "*.localhost", "shop.example.com")), "https"},
		"two": {&tls.Config{Certificates: []tls.Certificate{ //nolint:gosec // a test's
			certificateFor(t, "*.localhost"), certificateFor(t, "*.example.com"),
		}}, "https"},
		"none for it": {one(certificateFor(t, "*.localhost")), "http"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := own(t, func(cfg *server.Config) { cfg.VisitorTLS = c.config })
			tunnel := listen(t, s.sharer(store.Limits{}), tunnelcore.TunnelConfig{Name: "shop.example.com"})
			if !strings.HasPrefix(tunnel.URL(), c.scheme+"://shop.example.com:") {
				t.Errorf("URL %s", tunnel.URL())
			}
			if c.scheme == "http" {
				v := s.visit()
				v.send(clientHello(t, "shop.example.com"))
				if got := v.gone(); got != unrecognizedName {
					t.Errorf("the visitor got %q", got)
				}
				return
			}
			srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })}
			go func() { _ = srv.Serve(tunnel) }()
			defer srv.Close()
			state, resp, _ := getTLS(t, s.visit().Conn, &tls.Config{ServerName: "shop.example.com"}, "shop.example.com") //nolint:gosec // a test's
			if resp.StatusCode != http.StatusTeapot || state.PeerCertificates[0].VerifyHostname("shop.example.com") != nil {
				t.Errorf("%s, by a certificate for %v", resp.Status, state.PeerCertificates[0].DNSNames)
			}
		})
	}
}

func TestDomainsThatAreRefused(t *testing.T) {
	s, dns := own(t)
	s.Domain(t, "designer", "new.example.com")
	dns.Set("free.example.com", "CNAME localhost")
	for name, want := range map[string]wire.Error{
		"new.example.com":  {Code: wire.CodeDomain, Message: "new.example.com CNAME localhost"},
		"free.example.com": {Code: wire.CodeDomain, Message: "gotunneld domain add designer free.example.com"},
		"shop.localhost":   {Code: wire.CodeNameInvalid, Message: "Use the short name: shop."},
		"192.0.2.1":        {Code: wire.CodeNameInvalid, Message: "Use a host name of your own"},
	} {
		client := s.sharer(store.Limits{})
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		_, err := client.Listen(ctx, tunnelcore.TunnelConfig{Name: name})
		cancel()
		client.Close()
		got, ok := errors.AsType[wire.Error](err)
		if !ok || got.Code != want.Code || !strings.Contains(got.Message, want.Message) {
			t.Errorf("%s: %+v, want %+v", name, err, want)
		}
	}
}

// The domain comes back by itself after a restart, though DNS is gone by then.
func TestACustomDomainIsKept(t *testing.T) {
	s, dns := own(t)
	tunnel := listen(t, s.sharer(store.Limits{}), tunnelcore.TunnelConfig{Name: "shop.example.com"})
	dns.Break(true)
	s.Stop()
	s.Config.Metrics = metrics.NewSet()
	s.Run()
	v := s.visit()
	v.send(request("shop.example.com", "/")) // it waits for the client
	a := app(t, tunnel)
	a.expect(request("shop.example.com", "/"))
	a.send(response("back"))
	a.Close()
	v.expect(response("back"))
}
