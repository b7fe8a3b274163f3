package e2e

import (
	"bufio"
	"fmt"
	"net/http"
	"testing"
)

// Each event is sent only once the one before has arrived, so that whatever
// collects them first would wait for ever.
func TestServerSentEvents(t *testing.T) {
	t.Parallel()
	const events = 100
	s, arrived := serve(t), make(chan struct{})
	s.share("news=" + portOf(t, app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range events {
			fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush() // a visitor who left does not count on
			select {
			case <-arrived:
			case <-r.Context().Done():
				return
			}
		}
	}))))

	resp, err := visitor(s).Get(s.url("news"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stream := bufio.NewReader(resp.Body)
	for i := range events {
		data, err := stream.ReadString('\n')
		if want := fmt.Sprintf("data: %d\n", i); err != nil || data != want {
			t.Fatalf("got %q (%v), want %q", data, err, want)
		}
		if _, err := stream.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		arrived <- struct{}{}
	}
}
