package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// longTime is how long connections stay open in TestLong: LONG, such as 15m.
func longTime(t *testing.T) time.Duration {
	t.Helper()
	if os.Getenv("LONG") == "" {
		return 5 * time.Second
	}
	length, err := time.ParseDuration(os.Getenv("LONG"))
	if err != nil || length < time.Second {
		t.Fatalf("LONG is to be a time of a second or more, such as 15m: %v", err)
	}
	return length
}

// Server-sent events and a WebSocket stay open on one link, with something to
// say every second and with nothing to say until the end.
func TestLong(t *testing.T) {
	t.Parallel()
	length, s := longTime(t), serve(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/second", events(time.Second, length))
	mux.HandleFunc("/quiet", events(length, length))
	mux.Handle("/echo", echo(t))
	s.share("long=" + portOf(t, app(t, mux)))
	client := visitor(s)
	client.Timeout = 0

	for name, pause := range map[string]time.Duration{"second": time.Second, "quiet": length} {
		t.Run("events, "+name, func(t *testing.T) {
			ctx := longContext(t, length)
			readEvents(ctx, t, client, s.url("long")+"/"+name, int(length/pause))
		})
		t.Run("WebSocket, "+name, func(t *testing.T) {
			ctx := longContext(t, length)
			conn, _, err := websocket.Dial(ctx, s.url("long")+"/echo", &websocket.DialOptions{HTTPClient: client})
			if err != nil {
				t.Fatal(err)
			}
			defer conn.CloseNow() //nolint:errcheck // closed already, mostly
			next := time.NewTicker(pause)
			defer next.Stop()
			for i := range int(length / pause) {
				<-next.C
				sent := fmt.Sprint(i)
				if err := conn.Write(ctx, websocket.MessageText, []byte(sent)); err != nil {
					t.Fatalf("message %d: %v", i, err)
				}
				if _, got, err := conn.Read(ctx); err != nil || string(got) != sent {
					t.Fatalf("message %d: got %q, %v", i, got, err)
				}
			}
			if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// longContext has a part run beside the others, and gives it its time from when
// its turn has come.
func longContext(t *testing.T, length time.Duration) context.Context {
	t.Helper()
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), length+patience)
	t.Cleanup(cancel)
	return ctx
}

// events is an app that sends one after each pause for a time, and ends.
func events(pause, length time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush() // a visitor who left is told by the context
		next := time.NewTicker(pause)
		defer next.Stop()
		for i := range int(length / pause) {
			select {
			case <-next.C:
				fmt.Fprintf(w, "data: %d\n\n", i)
				_ = http.NewResponseController(w).Flush()
			case <-r.Context().Done():
				return
			}
		}
	}
}

// readEvents wants exactly so many.
func readEvents(ctx context.Context, t *testing.T, client *http.Client, url string, count int) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	got := 0
	for lines.Scan() {
		switch lines.Text() {
		case "":
		case fmt.Sprintf("data: %d", got):
			got++
		default:
			t.Errorf("event %d is %q", got, lines.Text())
		}
	}
	if lines.Err() != nil || got != count {
		t.Errorf("%d events of %d, then %v", got, count, lines.Err())
	}
}
