package localapi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
)

// events reads server-sent events until ctx ends or the other side does. An error
// is the last thing that it yields.
func events[T any](ctx context.Context, c *Client, path string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		res, err := c.do(ctx, http.MethodGet, path, nil) //nolint:bodyclose // readEvents does
		if err != nil {
			yield(none, err)
			return
		}
		readEvents(res.Body, yield)
	}
}

// readEvents reads them until there are no more, and closes the body.
func readEvents[T any](body io.ReadCloser, yield func(T, error) bool) {
	defer body.Close()
	lines := bufio.NewReader(body)
	for {
		event, err := next[T](lines)
		if !yield(event, err) || err != nil {
			return
		}
	}
}

// next reads one event.
func next[T any](lines *bufio.Reader) (event T, err error) {
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return event, err
		}
		if data, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
			return event, json.Unmarshal(data, &event)
		}
	}
}

// tell writes events as they come, until there are no more or nobody reads them.
func tell[T any](w http.ResponseWriter, all iter.Seq[T]) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	_ = flush() // so that who asked knows that there will be some; all has to be begun for its end to be seen
	for event := range all {
		if send(w, event) != nil || flush() != nil {
			return
		}
	}
}

func send(w io.Writer, event any) error {
	data, err := json.Marshal(event)
	if err == nil {
		_, err = fmt.Fprintf(w, "data: %s\n\n", data)
	}
	return err
}
