package selfcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/pages"
)

// Each hop has its code, and a sentence that names it.
func TestEveryHopIsNamed(t *testing.T) {
	expired := &x509.Certificate{NotBefore: time.Unix(0, 0), NotAfter: time.Date(2020, 11, 3, 12, 0, 0, 0, time.UTC)}
	for name, tt := range map[string]struct {
		err        error
		offline    bool
		code, says string
	}{
		"no network":     {err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}, offline: true, code: localapi.CodeOffline, says: "You're offline."},
		"no route":       {err: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", unreachable)}, code: localapi.CodeOffline, says: "You're offline."},
		"no such name":   {err: &net.DNSError{Err: "no such host", IsNotFound: true}, code: localapi.CodeDNS, says: "DNS doesn't know shop.acme.dev."},
		"no DNS":         {err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}, code: localapi.CodeDNS, says: "DNS doesn't answer"},
		"refused":        {err: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", refusal)}, code: localapi.CodeServer, says: "Nothing answers at shop.acme.dev:8443."},
		"too late":       {err: context.DeadlineExceeded, code: localapi.CodeServer, says: "takes too long"},
		"a slow one":     {err: &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, code: localapi.CodeServer, says: "takes too long"},
		"an end":         {err: io.EOF, code: localapi.CodeServer, says: "broke off before it answered (EOF)"},
		"no TLS":         {err: tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, code: localapi.CodeServer, says: "broke off"},
		"an expired one": {err: &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Cert: expired, Reason: x509.Expired}}, code: localapi.CodeCertificate, says: "shop.acme.dev isn't valid (expired 3 Nov 2020)"},
	} {
		if p := explain("shop.acme.dev:8443", tt.err, !tt.offline); p.Code != tt.code || !strings.Contains(p.Message, tt.says) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func serve(t *testing.T, h http.Handler) (link string) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return strings.Replace(srv.URL, "127.0.0.1", "shop.localhost", 1)
}

// Only who has the key can answer, and only what was asked for is answered.
func TestOnlyTheShareAnswers(t *testing.T) {
	var asked, passed int
	app := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { passed++; w.WriteHeader(http.StatusTeapot) })
	own, other := New(), New()
	link := serve(t, own.Wrap(app, func(*http.Request) { asked++ }))
	if p := own.Open(t.Context(), link+"/page.html"); p != nil {
		t.Errorf("its own link: %+v", p)
	}
	if p := other.Open(t.Context(), link); p == nil || p.Code != localapi.CodeServer {
		t.Errorf("another share's link: %+v", p)
	}
	if asked != 2 || passed != 0 {
		t.Errorf("%d were asked, %d passed on", asked, passed)
	}
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/", nil),
		httptest.NewRequest(http.MethodPost, "/.well-known/gotunnel/check-abcdefghijklmnopqrstuvwxyz", nil),
		httptest.NewRequest(http.MethodGet, "/.well-known/gotunnel/check-", nil),
		httptest.NewRequest(http.MethodGet, "/.well-known/gotunnel/check-"+strings.Repeat("a", 27), nil),
	} {
		w := httptest.NewRecorder()
		if own.Wrap(app, nil).ServeHTTP(w, r); w.Code != http.StatusTeapot {
			t.Errorf("%s %s got %d", r.Method, r.URL, w.Code)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"a page of ours": func(w http.ResponseWriter, r *http.Request) { pages.Spent.Write(w, r) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/", http.StatusFound)
		},
		"without an end": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, endless{}) },
	} {
		if p := New().Open(t.Context(), serve(t, h)); p == nil || p.Code != localapi.CodeServer {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestKnock(t *testing.T) {
	link := serve(t, http.NotFoundHandler())
	if p := Knock(t.Context(), strings.Replace(link, "http", "tcp", 1)); p != nil {
		t.Errorf("somebody is there: %+v", p)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("over"))
	if p := Knock(ctx, link); p == nil {
		t.Error("after the end it went on")
	}
}
