package public

import (
	"net/http"
	"strings"
	"testing"

	"gotunnel/server/sniff"
)

func TestDues(t *testing.T) {
	const (
		nothing = "nothing is due"
		one     = "an answer is due, and nothing of it came"
		part    = "a part of an answer came"
		lost    = "it can't be followed"
	)
	tests := map[string]struct {
		method  string
		upgrade bool
		answer  []string
		want    string
	}{
		"no answer":           {"GET", false, nil, one},
		"whole answer":        {"GET", false, []string{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}, nothing},
		"in two pieces":       {"GET", false, []string{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "ok"}, nothing},
		"half a body":         {"GET", false, []string{"HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\no"}, part},
		"too much body":       {"GET", false, []string{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok"}, lost},
		"empty body":          {"GET", false, []string{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, nothing},
		"chunked":             {"GET", false, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "2\r\nok\r\n0\r\n\r\n"}, nothing},
		"chunked, going on":   {"GET", false, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"}, part},
		"HEAD":                {http.MethodHead, false, []string{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"}, nothing},
		"not modified":        {"GET", false, []string{"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n"}, nothing},
		"continue":            {"PUT", false, []string{"HTTP/1.1 100 Continue\r\n\r\n"}, one},
		"hints, then all":     {"GET", false, []string{"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"}, nothing},
		"until it closes":     {"GET", false, []string{"HTTP/1.0 200 OK\r\n\r\nok"}, lost},
		"head in pieces":      {"GET", false, []string{"HTTP", "/1.1 200 OK\r\nContent-Length: 2\r\n\r", "\nok"}, nothing},
		"half a head":         {"GET", false, []string{"HTTP/1.1 200 OK\r\n"}, part},
		"head without an end": {"GET", false, []string{"HTTP/1.1 200 OK\r\nA: " + strings.Repeat("a", 20_000)}, lost},
		"no HTTP":             {"GET", false, []string{"SSH-2.0-OpenSSH\r\n\r\n"}, lost},
		"chunked in pieces": {"GET", false, []string{
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1", "0;x\r", "\n0\r\n\r\n0\r\n\r\n0\r\n\r\n0\r", "\n0", "\r\nA: b\r\n", "\r\n",
		}, nothing},
		"chunked and empty":      {"GET", false, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n"}, nothing},
		"chunked with a bad one": {"GET", false, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}, lost},
		"chunked and endless":    {"GET", false, []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 5000)}, lost},
		"a negative length":      {"GET", false, []string{"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok"}, lost},
		"switching protocols":    {"GET", true, []string{"HTTP/1.1 101 Switching Protocols\r\n\r\n"}, lost},
		"more than was asked":    {"GET", false, []string{"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"}, lost},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var d dues
			d.ask(&sniff.Head{Method: tt.method, Upgrade: tt.upgrade})
			for _, p := range tt.answer {
				d.answer([]byte(p))
			}
			got := map[[2]bool]string{{true, false}: nothing, {false, true}: one}[[2]bool{d.none(), d.untouched()}]
			if got == "" {
				got = part
			}
			if d.lost.Load() {
				got = lost
			}
			if got != tt.want {
				t.Errorf("%s, want: %s", got, tt.want)
			}
		})
	}
}

// What is made of answers does not depend on the pieces they come in.
func FuzzDues(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n0\r\nA: b\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP"))
	f.Add([]byte("HTTP/1.1 101 Switching Protocols\r\n\r\n\x00"))
	f.Add([]byte("HTTP/1.0 200 OK\r\n\r\nfffffffffffffffff\r\n"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		var whole, cut dues
		for _, d := range []*dues{&whole, &cut} {
			d.ask(&sniff.Head{Method: "GET"})
		}
		whole.answer(answer)
		for i := range answer {
			cut.answer(answer[i : i+1])
		}
		if whole.none() != cut.none() || whole.untouched() != cut.untouched() || whole.lost.Load() != cut.lost.Load() {
			t.Errorf("at once: due %v, untouched %v, lost %v; in pieces: %v, %v, %v", !whole.none(), whole.untouched(),
				whole.lost.Load(), !cut.none(), cut.untouched(), cut.lost.Load())
		}
	})
}
