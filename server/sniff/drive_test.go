package sniff

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"gotunnel/tunnelcore/wire"
)

// outcome is all that a Framer says about one connection's bytes.
type outcome struct {
	accepted int
	heads    []Head
	starts   []int // where in the bytes each head starts
	state    state // at the end
	err      error
}

func (o outcome) hosts() string {
	var hosts []string
	for _, h := range o.heads {
		hosts = append(hosts, h.Host)
	}
	return strings.Join(hosts, " ")
}

// drive shows the bytes to a Framer the way a connection would bring them:
// piece by piece, cut at the given offsets. What a Framer has seen moves or
// goes, so that it cannot get by with a reference.
func drive(t testing.TB, in string, cuts ...int) outcome {
	t.Helper()
	var (
		f   Framer
		o   outcome
		buf []byte
	)
	from := 0
	for _, to := range append(cuts, len(in)) {
		buf = moved(append(buf, in[from:to]...))
		from = to
		for len(buf) > 0 && o.err == nil {
			n, head, err := f.Feed(buf)
			if n < 0 || n > len(buf) || err != nil && (n != 0 || head != nil) || head != nil && n == 0 {
				t.Fatalf("Feed of %d bytes: n = %d, head = %v, err = %v", len(buf), n, head, err)
			}
			if head != nil {
				o.heads, o.starts = append(o.heads, *head), append(o.starts, o.accepted)
			}
			o.accepted += n
			o.err, buf = err, moved(buf[n:])
			if n == 0 {
				break
			}
		}
	}
	o.state = f.state
	checkSticky(t, &f, o.err)
	return o
}

// checkSticky has a refused connection stay refused.
func checkSticky(t testing.TB, f *Framer, want error) {
	t.Helper()
	if want == nil {
		return
	}
	var bad RequestError
	if !errors.As(want, &bad) || bad.Reason == "" {
		t.Errorf("err = %#v, want a RequestError", want)
	}
	n, head, err := f.Feed([]byte("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"))
	if n != 0 || head != nil || !errors.Is(err, want) {
		t.Errorf("Feed after %q = %d, %v, %v", want, n, head, err)
	}
}

// moved is b elsewhere; where it was is overwritten.
func moved(b []byte) []byte {
	c := bytes.Clone(b)
	clear(b)
	return c
}

// driveAll drives the bytes whole, byte by byte, and cut in two everywhere. It
// returns the one outcome that all must have, and net/http must agree with.
func driveAll(t testing.TB, in string) outcome {
	t.Helper()
	whole := drive(t, in)
	sameCut(t, in, whole, everywhere(in)...)
	step := 1
	if len(in) > 4<<10 {
		step = 499 // the few large inputs are all alike inside
	}
	for i := 1; i < len(in); i += step {
		sameCut(t, in, whole, i)
	}
	if err := agrees(in, whole); err != nil {
		t.Error(err)
	}
	return whole
}

// sameCut has the outcome not depend on the cuts.
func sameCut(t testing.TB, in string, whole outcome, cuts ...int) {
	t.Helper()
	if got := drive(t, in, cuts...); !reflect.DeepEqual(got, whole) {
		t.Fatalf("cut at %.20v: %+v\nwhole: %+v", cuts, got, whole)
	}
}

// everywhere cuts into single bytes.
func everywhere(in string) (cuts []int) {
	for i := range len(in) {
		cuts = append(cuts, i)
	}
	return cuts
}

// agrees has net/http read what was accepted. Both must see the same requests,
// starting at the same bytes.
func agrees(in string, o outcome) error {
	src := strings.NewReader(in[:o.accepted])
	r := bufio.NewReaderSize(src, 64<<10)
	at := func() int { return o.accepted - src.Len() - r.Buffered() }
	for i, head := range o.heads {
		if at() != o.starts[i] {
			return fmt.Errorf("net/http: head %d starts at %d, not %d", i, at(), o.starts[i])
		}
		req, err := http.ReadRequest(r)
		if err != nil {
			return fmt.Errorf("net/http: head %d: %w", i, err)
		}
		if err := sameHead(head, req); err != nil {
			return fmt.Errorf("net/http: head %d: %w", i, err)
		}
		_, err = io.Copy(io.Discard, req.Body)
		complete := i < len(o.heads)-1 || o.state == inHead || o.state == unchecked
		if complete != (err == nil) {
			return fmt.Errorf("net/http: body %d: complete is %v: %w", i, complete, err)
		}
	}
	if o.state == inHead && at() != o.accepted {
		return fmt.Errorf("net/http: ends at %d, not %d", at(), o.accepted)
	}
	return nil
}

func sameHead(head Head, req *http.Request) error {
	host, err := wire.CanonicalHost(req.Host)
	if err != nil || host != head.Host {
		return fmt.Errorf("host %q (%q), not %q: %w", req.Host, host, head.Host, err)
	}
	if req.Method != head.Method || req.RequestURI != head.Target || req.ProtoAtLeast(1, 1) == head.Proto10 {
		return fmt.Errorf("%s %s %s, not %+v", req.Method, req.RequestURI, req.Proto, head)
	}
	if (req.ContentLength != 0) != head.HasBody {
		return fmt.Errorf("length %d, not %+v", req.ContentLength, head)
	}
	return nil
}
