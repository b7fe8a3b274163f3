package tray

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// wall notes what is drawn on it, and when.
type wall struct{ drawn []string }

func (w *wall) draw(_ shape, words string) {
	w.drawn = append(w.drawn, time.Now().Format("5.0")+" "+words)
}

func (w *wall) list([]row)             {}
func (w *wall) clicks() <-chan command { return nil }

// The icon changes at once when it did not for 2 s, and shows what is last.
func TestIconRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wall{}
		i := icon{on: w, rest: time.NewTimer(0)}
		ctx, cancel := context.WithCancel(t.Context())
		wants := make(chan string)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				select {
				case words := <-wants:
					i.want(idle, words)
				case <-i.rest.C:
					i.rested()
				case <-ctx.Done():
					return
				}
			}
		}()
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{0, "a"}, {500 * time.Millisecond, "b"}, {500 * time.Millisecond, "c"}, {5 * time.Second, "d"}, {time.Second, "d"}, {0, "e"}, {9 * time.Second, "f"}} {
			time.Sleep(step.after)
			wants <- step.want
		}
		cancel()
		<-ended
		// It began at the second 0 of a minute.
		want := []string{"0.0 a", "2.0 c", "6.0 d", "8.0 e", "16.0 f"}
		if !slices.Equal(w.drawn, want) {
			t.Errorf("there was %q, and not %q", w.drawn, want)
		}
	})
}
