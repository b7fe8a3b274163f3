package certs

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"testing"
)

func TestMissing(t *testing.T) {
	for name, tt := range map[string]struct{ names, want []string }{
		"both":           {[]string{"share.acme.dev", "*.share.acme.dev"}, nil},
		"in capitals":    {[]string{"SHARE.acme.dev", "*.Share.Acme.dev"}, nil},
		"no wildcard":    {[]string{"share.acme.dev"}, []string{"*.share.acme.dev"}},
		"only the names": {[]string{"*.share.acme.dev"}, []string{"share.acme.dev"}},
		"another's":      {[]string{"*.acme.dev", "acme.dev"}, []string{"*.share.acme.dev"}},
		"none":           {nil, []string{"share.acme.dev", "*.share.acme.dev"}},
	} {
		t.Run(name, func(t *testing.T) {
			cert := tls.Certificate{Leaf: &x509.Certificate{DNSNames: tt.names}}
			if got := Missing(cert, "share.acme.dev"); !slices.Equal(got, tt.want) {
				t.Errorf("missing %q, want %q", got, tt.want)
			}
		})
	}
}
