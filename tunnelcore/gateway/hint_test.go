package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"gotunnel/tunnelcore/gateway"
)

func TestHints(t *testing.T) {
	var told []gateway.Hint
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", strings.ReplaceAll(r.Header.Get("To"), "OWN", r.Host))
		w.WriteHeader(http.StatusFound)
	}), func(p *gateway.Proxy) {
		p.OnHint = func(h gateway.Hint) { told = append(told, h) }
	}, nil)
	own := "http://" + s.own
	for _, test := range []struct {
		name, to string
		want     gateway.Hint // zero: none
	}{
		{"own path", "/login", gateway.Hint{}},
		{"own origin", "http://OWN/login", gateway.Hint{}},
		{"another site", "https://id.example/?client=1&to=https%3A%2F%2Fshop.example", gateway.Hint{}},
		{"the link, after sign-in", "https://id.example/?redirect_uri=http%3A%2F%2F" + linkHost, gateway.Hint{}},
		{"another site's path", "https://id.example/http://localhost:3000", gateway.Hint{}},
		{
			"sign-in", "https://id.example/authorize?a=%zz&redirect_uri=http%3A%2F%2FOWN%2Fcallback&state=x",
			gateway.Hint{Kind: gateway.HintSignIn, Origin: own},
		},
		{"sign-in again", "https://id.example/authorize?redirect_uri=http%3A%2F%2FOWN%2Fcallback&state=y", gateway.Hint{}},
		{"another app", "http://localhost:1/x?y=z", gateway.Hint{Kind: gateway.HintRedirect, Origin: "http://localhost:1"}},
		{"another loopback address", "http://127.0.0.9:1/", gateway.Hint{Kind: gateway.HintRedirect, Origin: "http://127.0.0.9:1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			told = nil
			s.get("/", "To: "+test.to)
			if test.want == (gateway.Hint{}) {
				if len(told) > 0 {
					t.Errorf("told %v", told)
				}
				return
			}
			if len(told) != 1 || told[0] != test.want {
				t.Errorf("told %v, want %v", told, test.want)
			}
		})
	}
}

// An app that is shared as https and speaks none.
func TestHintTLS(t *testing.T) {
	var told []gateway.Hint
	app := serve(t, hello, nil, nil)
	s := serveAt(t, app.app, func(p *gateway.Proxy) {
		p.Target = target(t, "https://"+app.own)
		p.OnHint = func(h gateway.Hint) { told = append(told, h) }
		p.Patience = -1
	}, nil)
	if res, _ := s.get("/"); res.StatusCode != http.StatusBadGateway {
		t.Errorf("status %s", res.Status)
	}
	if len(told) != 1 || told[0].Kind != gateway.HintTLS {
		t.Errorf("told %v", told)
	}
}
