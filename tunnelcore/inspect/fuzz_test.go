package inspect

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzDialogue feeds both directions of a connection, in pieces and with a gap.
// The record must not depend on the pieces, must agree with net/http about all
// that net/http takes, and must stay within its bounds.
func FuzzDialogue(f *testing.F) {
	for _, d := range dialogues {
		var both [2]string
		for _, step := range d.script {
			switch step[0] {
			case '>':
				both[up] += step[1:]
			case '<':
				both[down] += step[1:]
			}
		}
		f.Add([]byte(both[up]), []byte(both[down]), uint16(7), uint16(0))
	}
	f.Fuzz(func(t *testing.T, asked, answered []byte, at, gap uint16) {
		s := script{">" + string(asked), "<" + string(answered)}
		whole := recordOf(t, s, inOnePiece)
		for name, cut := range map[string]func(int, string) []string{
			"byte by byte": byteByByte,
			"in two":       func(_ int, data string) []string { n := int(at) % (len(data) + 1); return []string{data[:n], data[n:]} },
		} {
			if pieces := recordOf(t, s, cut); !slices.Equal(whole, pieces) {
				t.Errorf("%s: got\n%q, in one piece\n%q", name, pieces, whole)
			}
		}
		if want, ok := byNetHTTP(asked, answered); ok && !slices.Equal(whole, want) {
			t.Errorf("got\n%q, net/http sees\n%q", whole, want)
		}
		playWithGap(t, s, int(at), int64(gap))
	})
}

// recordOf plays s to its end and checks the bounds.
func recordOf(t *testing.T, s script, cut func(int, string) []string) []string {
	r := &Recorder{MaxBody: 1 << 10, MaxTotal: 8 << 10}
	d := play(r, s, cut)
	within(t, d)
	d.read(logOf(0, appCloses, cut))
	d.read(logOf(0, weClose, cut))
	for _, e := range r.entries {
		if e.state == Running {
			t.Errorf("%s %s runs on a closed connection", e.request.method, e.request.target)
		}
		if strings.Contains(e.note, "failed on this") {
			t.Errorf("%s", e.note)
		}
		_ = e.detail(false)
	}
	return told(r)
}

func within(t *testing.T, d *dialogue) {
	kept := 0
	for _, e := range d.r.entries {
		kept += e.kept
	}
	if kept != d.r.total || kept < 0 {
		t.Errorf("%d bytes are charged, entries hold %d", d.r.total, kept)
	}
	if len(d.r.entries) > 1 && d.r.total > orDefault(d.r.MaxTotal, defaultTotal) {
		t.Errorf("%d bytes are kept by %d entries", d.r.total, len(d.r.entries))
	}
	for i := range d.streams {
		if n := len(d.streams[i].line); n > maxHead {
			t.Errorf("%d bytes are held of an incomplete head", n)
		}
	}
}

func playWithGap(t *testing.T, s script, at int, gap int64) {
	d := play(&Recorder{MaxBody: 1 << 10, MaxTotal: 8 << 10}, nil, inOnePiece)
	for i, step := range s {
		data := step[1:]
		n := at % (len(data) + 1)
		rest := min(len(data), n+int(gap))
		dir := direction(i)
		d.read(&backlog{pieces: []piece{
			{at: time.Now(), dir: dir, data: []byte(data[:n])},
			{at: time.Now(), dir: dir, gap: gap},
			{at: time.Now(), dir: dir, data: []byte(data[rest:])},
		}})
	}
	within(t, d)
}

// byNetHTTP is what net/http makes of the same bytes, or false where it refuses
// them, or where what it does with them can't be compared: it knows no upgrades
// and no answers without requests.
func byNetHTTP(asked, answered []byte) (lines []string, ok bool) {
	in := bufio.NewReaderSize(bytes.NewReader(asked), 128<<10)
	out := bufio.NewReaderSize(bytes.NewReader(answered), 128<<10)
	total := 0
	for {
		if _, err := in.Peek(1); err == io.EOF {
			_, err := out.Peek(1)
			return lines, err == io.EOF
		}
		req, err := http.ReadRequest(in)
		if err != nil || req.Method == http.MethodConnect || req.ProtoMajor != 1 || req.Header.Get("Connection") != "" {
			return nil, false
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s", req.Method, req.RequestURI)
		n, ok := readBody(&b, req.Body)
		interim, answer, ok2 := readAnswer(out, req)
		total += n + 1024 + len(interim)
		if !ok || !ok2 || answer.StatusCode == 0 || len(lines) >= maxWaiting-1 {
			return nil, false
		}
		fmt.Fprintf(&b, "%s | %d", interim, answer.StatusCode)
		m, ok := readBody(&b, answer.Body)
		total += m
		if !ok || total > 4<<10 || len(req.Trailer)+len(answer.Trailer) > 0 {
			return nil, false // beyond the bounds of this test
		}
		kind := HTTP
		if strings.HasPrefix(strings.ToLower(answer.Header.Get("Content-Type")), "text/event-stream") {
			kind = SSE
		}
		fmt.Fprintf(&b, " | %s done", kind)
		lines = append(lines, b.String())
	}
}

func readAnswer(out *bufio.Reader, req *http.Request) (interim string, answer *http.Response, ok bool) {
	for range maxInterim {
		answer, err := http.ReadResponse(out, req)
		if err != nil || answer.StatusCode == http.StatusSwitchingProtocols || answer.ProtoMajor != 1 {
			return "", nil, false
		}
		if answer.StatusCode/100 != 1 {
			return interim, answer, true
		}
		interim += fmt.Sprintf(" | %d", answer.StatusCode)
	}
	return "", nil, false
}

// readBody writes what tell writes of a body.
func readBody(b *strings.Builder, body io.ReadCloser) (n int, ok bool) {
	data, err := io.ReadAll(body)
	if len(data) > 0 {
		fmt.Fprintf(b, " %q", data)
	}
	return len(data), err == nil && len(data) <= 1<<10
}
