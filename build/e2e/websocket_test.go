package e2e

import (
	"net/http"
	"testing"

	"github.com/coder/websocket"
)

// Messages of several sizes go to an echo and back to a page in the browser,
// and the closing handshake too.
func TestWebSocket(t *testing.T) {
	t.Parallel()
	tab, s := newTab(t), serve(t)
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir("testdata/echo")))
	mux.Handle("/echo", echo(t))
	s.share("talk=" + portOf(t, app(t, mux)))

	tab.open(s.url("talk"))
	tab.holds(`document.querySelector("#result").textContent === "0 failed, ended true 4321"`)
}

// echo is a WebSocket server. It refuses a browser whose page is from elsewhere.
func echo(t *testing.T) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Errorf("no WebSocket: %v", err)
			return
		}
		defer func() { _ = conn.CloseNow() }() // closed by the page, if all went well
		conn.SetReadLimit(2 << 20)
		for {
			kind, message, err := conn.Read(r.Context())
			if err != nil {
				return // the page has closed it
			}
			if err := conn.Write(r.Context(), kind, message); err != nil {
				t.Errorf("echo: %v", err)
				return
			}
		}
	})
}
