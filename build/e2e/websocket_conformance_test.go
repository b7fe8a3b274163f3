package e2e

import (
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"testing"
)

// wsCase is what a client does on a WebSocket.
type wsCase struct {
	name  string
	send  string // frames, as bytes
	close int    // the code in the server's close frame; 0: there is none
	chop  int    // bytes in each write; 0: all
	leave bool   // end the client's direction then
	offer string // Sec-WebSocket-Extensions
}

// The cases of the Autobahn test suite against a real server: through a link,
// by the gateway and as bytes, it gives the answers that it gives without.
func TestWebSocketConformance(t *testing.T) {
	t.Parallel()
	port, s := startEcho(t), serve(t)
	s.share("gateway=" + port)
	s.share("--raw", "raw="+port)
	for _, cases := range [][]wsCase{
		framing(), pings(), reservedBits(), unknownKinds(), fragments(), utf8(), closes(), sizes(), compressions(), ends(),
	} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				direct := converse(t, "127.0.0.1:"+port, "localhost:"+port, c)
				if told := strings.Contains(direct, "\nclose "); told != (c.close != 0) ||
					told && !strings.Contains(direct, fmt.Sprintf("\nclose %d ", c.close)) {
					t.Errorf("the server was to close with %d:\n%s", c.close, direct)
				}
				for _, name := range []string{"gateway", "raw"} {
					link, _ := url.Parse(s.url(name))
					if got := converse(t, s.addr, link.Host, c); got != direct {
						t.Errorf("%s: got\n%s\nwithout a link\n%s", name, got, direct)
					}
				}
			})
		}
	}
}

// startEcho returns the port of the server in testdata/ws.
func startEcho(t *testing.T) string {
	t.Helper()
	folder, port := npmApp(t, "ws"), freePort(t)
	cmd := exec.Command(need(t, "node"), "server.js", port)
	cmd.Dir, cmd.Env = folder, environment(home(t))
	start(t, cmd).await("listening")
	return port
}
