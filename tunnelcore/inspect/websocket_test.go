package inspect_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"gotunnel/tunnelcore/inspect"
)

// Frames of a real WebSocket, through net/http's upgrade, with and without
// compression.
func TestWebSocket(t *testing.T) {
	modes := map[string]websocket.CompressionMode{
		"plain":          websocket.CompressionDisabled,
		"context":        websocket.CompressionContextTakeover,
		"without window": websocket.CompressionNoContextTakeover,
	}
	messages := []string{"hello", strings.Repeat("all work and no play ", 100), "hello hello hello", "<3 ❤", ""}
	for i := range 20 {
		messages = append(messages, strings.Repeat("and again "+strconv.Itoa(i), 200))
	}
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			s := newShare(t, &inspect.Recorder{}, echo(mode))
			chat(t, s, mode, messages)
			d := s.detail(t, 1, false)
			if d.Kind != inspect.WebSocket || d.State != inspect.Done || d.Status != 101 || d.Note != "" {
				t.Errorf("got %+v", d.Summary)
			}
			wantFrames(t, d, messages)
			if frame := lastFrame(d.Frames, 8); !strings.HasPrefix(frame.Text, "1000") {
				t.Errorf("got close frame %+v", frame)
			}
			packed := 0
			for _, f := range d.Frames {
				if f.Compressed {
					packed++
				}
			}
			if (packed > 0) != (mode != websocket.CompressionDisabled) {
				t.Errorf("%d of %d frames are compressed", packed, len(d.Frames))
			}
		})
	}
}

func echo(mode websocket.CompressionMode) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: mode, CompressionThreshold: 1})
		if err != nil {
			return
		}
		defer c.CloseNow() //nolint:errcheck // closed already, mostly
		for {
			kind, message, err := c.Read(r.Context())
			if err != nil || c.Write(r.Context(), kind, message) != nil {
				return
			}
		}
	}
}

// chat sends messages and reads them back.
func chat(t *testing.T, s *share, mode websocket.CompressionMode, messages []string) {
	t.Helper()
	ctx := context.Background()
	c, _, err := websocket.Dial(ctx, s.app.URL, &websocket.DialOptions{
		HTTPClient: s.client, CompressionMode: mode, CompressionThreshold: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow() //nolint:errcheck // closed already, mostly
	for _, m := range messages {
		if err := c.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
			t.Fatal(err)
		}
		_, r, err := c.Reader(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := io.ReadAll(r); err != nil || string(back) != m {
			t.Fatalf("got %q back, %v", back, err)
		}
	}
	_ = c.Close(websocket.StatusNormalClosure, "bye")
}

// wantFrames compares the text messages of each direction.
func wantFrames(t *testing.T, d inspect.Detail, want []string) {
	t.Helper()
	for _, up := range []bool{true, false} {
		var got []string
		message := ""
		for _, f := range d.Frames {
			if f.Up != up || f.Opcode > 2 {
				continue
			}
			message += f.Text
			if f.Final {
				got = append(got, message)
				message = ""
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("up %v: got %q\nwant %q", up, got, want)
		}
	}
}

func lastFrame(frames []inspect.Frame, opcode int) (last inspect.Frame) {
	for _, f := range frames {
		if f.Opcode == opcode {
			last = f
		}
	}
	return last
}

// A WebSocket is not replayed.
func TestReplayOfAWebSocket(t *testing.T) {
	s := newShare(t, &inspect.Recorder{}, echo(websocket.CompressionDisabled))
	chat(t, s, websocket.CompressionDisabled, []string{"a"})
	if _, err := s.r.Replay(t.Context(), s.settled(t, 1).ID, nil); !errors.Is(err, inspect.ErrUpgraded) {
		t.Errorf("got %v", err)
	}
}
