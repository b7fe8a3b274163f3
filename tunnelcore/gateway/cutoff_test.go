package gateway_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A request that was under way when the app was stopped waits for the app to be
// back, as one that came later does, if it may be sent twice.
func TestCutOffByARestart(t *testing.T) {
	for name, tt := range map[string]struct {
		method, body string
		want         int
	}{
		"a page": {http.MethodGet, "", http.StatusOK},
		"a form": {http.MethodPost, "a=b", http.StatusBadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			first := listen(t)
			addr := first.Addr().String()
			asked := make(chan struct{})
			go func() {
				conn, err := first.Accept()
				if err != nil {
					return
				}
				_, _ = http.ReadRequest(bufio.NewReader(conn))
				_ = first.Close()
				_ = conn.(*net.TCPConn).SetLinger(0)
				_ = conn.Close() // a reset, as from a process that was killed
				close(asked)
			}()
			s := serveAt(t, addr, nil, nil)
			go func() {
				<-asked
				again, err := net.Listen("tcp", addr)
				if err != nil {
					t.Error(err)
					return
				}
				t.Cleanup(func() { _ = again.Close() })
				_ = http.Serve(again, hello)
			}()
			var body io.Reader
			if tt.body != "" {
				body = strings.NewReader(tt.body)
			}
			if res := s.do(tt.method, "/", body); res.StatusCode != tt.want {
				t.Errorf("%s, want %d", res.Status, tt.want)
			}
		})
	}
}

// An app that ends every connection is asked twice, and not for ever.
func TestAlwaysCutOff(t *testing.T) {
	ln := listen(t)
	asked := make(chan struct{}, 100)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			asked <- struct{}{} // before the answer can be there
			_ = conn.Close()
		}
	}()
	s := serveAt(t, ln.Addr().String(), nil, nil)
	if res, _ := s.get("/"); res.StatusCode != http.StatusBadGateway || len(asked) != 2 {
		t.Errorf("%s after %d requests", res.Status, len(asked))
	}
}
