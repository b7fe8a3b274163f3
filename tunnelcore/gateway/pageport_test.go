package gateway_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gotunnel/tunnelcore/gateway"
)

// client is what the pages of webpack-dev-server 5.2 and Vite 8.3 run, at some
// port, long enough to be compressed.
func client(port string) string {
	return strings.ReplaceAll(`"./client/index.js?protocol=ws%3A&hostname=0.0.0.0&port=PORT&pathname=%2Fws&logging=info":
eval("{var __resourceQuery = \"?protocol=ws%3A&hostname=0.0.0.0&port=PORT&pathname=%2Fws&logging=info\";}")
const hmrPort = PORT;
const socketHost = `+"`${null || importMetaUrl.hostname}:${hmrPort || importMetaUrl.port}${\"/\"}`;",
		"PORT", port) + strings.Repeat("\n", 2000)
}

// paged is client with the page's port in place of an app's.
func paged(port string) string {
	r := strings.NewReplacer("&port="+port, "&port=0"+strings.Repeat("&", len(port)-1),
		"hmrPort = "+port, "hmrPort = 0"+strings.Repeat(" ", len(port)-1))
	return r.Replace(client(port))
}

// clientApp serves that at every path, with its own port and with a header, if
// one is given. It tells which encoding and which part it was asked for.
func clientApp(header string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, port, _ := net.SplitHostPort(r.Context().Value(http.LocalAddrContextKey).(net.Addr).String())
		h, body := w.Header(), client(port)
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Etag", `"x"`)
		h.Set("Asked", r.Header.Get("Accept-Encoding")+r.Header.Get("Range"))
		if name, value, ok := strings.Cut(header, ": "); ok {
			h.Set(name, value)
		}
		if h.Get("Content-Encoding") != "" {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = io.WriteString(z, body)
			_ = z.Close()
			body = b.String()
		}
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
	})
}

// port is the app's.
func (s *share) port() string {
	_, port, _ := strings.Cut(s.own, ":")
	return port
}

// What a browser asks for, and whether it gets the page's port for the app's.
func TestPagePort(t *testing.T) {
	const asked = "identity"
	tests := []struct {
		name, path, ask, answer string
		profile                 gateway.Profile
		replaced                bool
		asked                   string
	}{
		{"script", "/main", "Sec-Fetch-Dest: script", "", "", true, asked},
		{"worker", "/main", "Sec-Fetch-Dest: worker", "", "", true, asked},
		{"by its name", "/a/main.js?v=1", "", "", "", true, asked},
		{"fetched ahead", "/main.mjs", "Sec-Fetch-Dest: empty", "", "", true, asked},
		{"older type", "/main.cjs", "", "Content-Type: application/javascript", "", true, asked},
		{"part", "/main.js", "Range: bytes=40-90", "", gateway.Localhost, true, asked},
		{"public profile", "/main.js", "", "", gateway.Public, false, "gzip"},
		{"Vite's client", "/base/@vite/client", "", "", "", true, asked},
		{"other name", "/main", "Sec-Fetch-Dest: empty", "", "", true, "gzip"},
		{"page", "/main.js", "", "Content-Type: text/html", "", false, asked},
		{"digest", "/main.js", "", "Repr-Digest: sha-256=:x:", "", false, asked},
		{"not to be changed", "/main.js", "", "Cache-Control: max-age=1, no-transform", "", false, asked},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, clientApp(test.answer), func(p *gateway.Proxy) { p.Profile = test.profile }, nil)
			want := client(s.port())
			if test.replaced {
				want = paged(s.port())
			}
			header := []string{"Accept-Encoding: gzip"}
			if test.ask != "" {
				header = append(header, test.ask)
			}
			res, body := s.get(test.path, header...)
			if res.StatusCode != http.StatusOK || body != want {
				t.Errorf("%s, %.200s", res.Status, body)
			}
			if h := res.Header; res.ContentLength != int64(len(body)) || h.Get("Etag") != `"x"` || h.Get("Asked") != test.asked {
				t.Errorf("%d bytes, and the headers %v", len(body), h)
			}
		})
	}
}

// A script's head, and that it is the same as before, are true as they are.
func TestPagePortBodiless(t *testing.T) {
	s := serve(t, clientApp(""), nil, nil)
	if res := s.do(http.MethodHead, "/main.js", nil); res.ContentLength != int64(len(client(s.port()))) {
		t.Errorf("HEAD: %d bytes", res.ContentLength)
	}
	res, body := s.get("/main.js", `If-None-Match: "x"`)
	if res.StatusCode != http.StatusNotModified || body != "" || res.Header.Get("Etag") != `"x"` {
		t.Errorf("%s, %q, %v", res.Status, body, res.Header)
	}
}

// The gateway compresses scripts for the visitor in place of the app. What the
// app compressed all the same passes as it is.
func TestPagePortCompressed(t *testing.T) {
	for name, test := range map[string]struct {
		answer   string
		replaced bool
	}{
		"by the gateway": {"", true},
		"by the app":     {"Content-Encoding: gzip", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, clientApp(test.answer), nil, gateway.Compress)
			want := client(s.port())
			if test.replaced {
				want = paged(s.port())
			}
			res := s.do(http.MethodGet, "/main.js", nil, "Accept-Encoding: gzip")
			z, err := gzip.NewReader(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if body := readAll(t, z); body != want {
				t.Errorf("%.200s", body)
			}
		})
	}
}
