package public_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gotunnel/tunnelcore"
)

// Keep-alive across hosts is the classic leak of a router that looks at the
// first request only.
func TestAnotherTunnelsHostOnAKeptConnection(t *testing.T) {
	const foreign = "GET /secret HTTP/1.1\r\nHost: two.localhost\r\nCookie: c=1\r\n\r\n"
	post := "POST /1 HTTP/1.1\r\nHost: one.localhost\r\n"
	cases := []struct {
		name  string
		first string // of tunnel one
		then  string // of tunnel two, in a segment of its own if apart is set
		apart bool
	}{
		{"the next request", request("one.localhost", "/1"), foreign, true},
		{"pipelined in one segment", request("one.localhost", "/1"), foreign, false},
		{"after a body", post + "Content-Length: 5\r\n\r\nhello", foreign, false},
		{"after a chunked body with trailers", post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n", foreign, false},
		{"after 100-continue", post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", foreign, true},
		{"in absolute form", request("one.localhost", "/1"), "GET http://two.localhost/secret HTTP/1.1\r\nHost: two.localhost\r\n\r\n", true},
		{"in absolute form with the first Host", request("one.localhost", "/1"), "GET http://two.localhost/secret HTTP/1.1\r\nHost: one.localhost\r\n\r\n", true},
		{"no such tunnel", request("one.localhost", "/1"), request("none.localhost", "/secret"), true},
		{"another domain", request("one.localhost", "/1"), request("one.evil.example", "/secret"), true},
		{"the bare domain", request("one.localhost", "/1"), request("localhost", "/secret"), true},
		{"HTTP/1.0", request("one.localhost", "/1"), "GET /secret HTTP/1.0\r\nHost: two.localhost\r\n\r\n", true},
		{"with a long body", request("one.localhost", "/1"), "POST /secret HTTP/1.1\r\nHost: two.localhost\r\nContent-Length: 100000\r\n\r\n" + strings.Repeat("s", 100_000), false},
	}
	s := start(t)
	one := s.share(tunnelcore.TunnelConfig{Name: "one"})
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "two"}))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			if c.apart {
				v.send(c.first)
			} else {
				v.send(c.first + c.then)
			}
			a := app(t, one)
			a.expect(c.first)
			if c.apart {
				v.send(c.then)
			}
			if more := a.rest(); more != "" {
				t.Fatalf("the first app got %q of the second request", more)
			}
			// The answer to the first request is still to come, and comes first.
			a.send(response("first answer"))
			a.Close()
			v.expect(response("first answer"))
			want := http.StatusMisdirectedRequest
			if strings.Contains(c.name, "with the first Host") {
				want = http.StatusBadRequest
			}
			v.wantPage(want)
		})
	}
	s.works(one)
	s.stopped()
}

func TestOtherSpellingsOfTheSameHost(t *testing.T) {
	s := start(t)
	one := s.share(tunnelcore.TunnelConfig{Name: "one"})
	v := s.visit()
	hosts := []string{
		"one.localhost", "ONE.localhost", "one.LOCALHOST.", "one.localhost:8080", "one.localhost:", "One.Localhost.:80",
	}
	var a *peer
	for i, host := range hosts {
		v.send(request(host, "/x"))
		if a == nil {
			a = app(t, one)
		}
		a.expect(request(host, "/x"))
		a.send(response(fmt.Sprint(i)))
		v.expect(response(fmt.Sprint(i)))
	}
	v.send("GET http://one.localhost/abs HTTP/1.1\r\nHost: one.localhost\r\n\r\n")
	a.expect("GET http://one.localhost/abs HTTP/1.1\r\nHost: one.localhost\r\n\r\n")
	v.closeWrite()
	if more := a.rest(); more != "" {
		t.Errorf("the app got %q", more)
	}
	a.Close()
	if more := v.rest(); more != "" {
		t.Errorf("the visitor got %q", more)
	}
}

// 600 rounds over 3 hosts on connections kept alive: each request is either for
// the tunnel of its connection, or refused.
func TestManyRoundsOverHostsNeverLeak(t *testing.T) {
	const rounds = 600
	s := start(t)
	names := []string{"one", "two", "three"}
	for _, name := range names {
		tunnel := s.share(tunnelcore.TunnelConfig{Name: name})
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Host != name+".localhost" {
				t.Errorf("%s got a request for %s", name, r.Host)
			}
			fmt.Fprint(w, name)
		})}
		go func() { _ = srv.Serve(tunnel) }()
		t.Cleanup(func() { srv.Close() })
	}
	v, owner, refused := (*peer)(nil), "", 0
	for i := range rounds {
		name := names[(i*i+i/7)%len(names)]
		if v == nil {
			v, owner = s.visit(), name
		}
		v.send(request(name+".localhost", "/"))
		resp, body := v.answer(http.MethodGet)
		switch {
		case name == owner && (resp.StatusCode != http.StatusOK || body != name):
			t.Fatalf("round %d: %s answered %d %q", i, name, resp.StatusCode, body)
		case name == owner:
		case resp.StatusCode != http.StatusMisdirectedRequest:
			t.Fatalf("round %d: %s on a connection of %s answered %d %q", i, name, owner, resp.StatusCode, body)
		default:
			v.Close()
			v = nil
			refused++
		}
	}
	if refused < rounds/10 {
		t.Errorf("only %d rounds were for another host", refused)
	}
	v.Close()
	s.stopped()
}
