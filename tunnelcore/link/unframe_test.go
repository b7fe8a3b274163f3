package link

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"gotunnel/tunnelcore/relay"
)

// pieces is a source that gives p in pieces of the sizes in cuts, over and
// over.
type pieces struct {
	p    []byte
	cuts []byte
	next int
}

func (s *pieces) ReadBuffer() (*relay.Buffer, error) {
	if len(s.p) == 0 {
		return nil, io.EOF
	}
	n := len(s.p)
	if len(s.cuts) > 0 {
		n = min(n, int(s.cuts[s.next%len(s.cuts)])+1)
		s.next++
	}
	b := relay.Get()
	n = copy(b.RawSpace(), s.p[:n])
	b.Grow(n)
	s.p = s.p[n:]
	return b, nil
}

// readStreams reads streams until an error, with what each carried.
func readStreams(src relay.Source) (streams [][]byte, err error) {
	r := &records{src: src}
	for {
		var stream []byte
		r.ended = false
		for {
			b, err := r.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return streams, err
			}
			stream = append(stream, b.Bytes()...)
			b.Release()
		}
		streams = append(streams, stream)
	}
}

func rec(kind byte, data string) string {
	var h [recordHeader]byte
	putHeader(h[:], kind, len(data))
	return string(h[:]) + data
}

func TestRecordsCutAnywhere(t *testing.T) {
	all := rec('D', "one") + rec('D', "") + rec('D', " and more") + rec('E', "") + rec('E', "") +
		rec('D', "third") + rec('E', "")
	want := []string{"one and more", "", "third"}
	for cut := range len(all) {
		got, err := readStreams(&pieces{p: []byte(all), cuts: []byte{byte(cut)}})
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("cut %d: %v, want the end to be unexpected", cut, err)
		}
		if len(got) != len(want) {
			t.Fatalf("cut %d: %d streams, want %d", cut, len(got), len(want))
		}
		for i := range want {
			if string(got[i]) != want[i] {
				t.Errorf("cut %d: stream %d is %q, want %q", cut, i, got[i], want[i])
			}
		}
	}
}

func TestRecordsRefused(t *testing.T) {
	tests := map[string]string{
		"open inside a stream": rec('O', "{}"),
		"unknown kind":         rec('X', ""),
		"end with a payload":   rec('E', "x"),
		"zero kind":            "\x00\x00\x00\x00",
	}
	for name, bytes := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := readStreams(&pieces{p: []byte(bytes)}); !errors.Is(err, ErrRecord) {
				t.Errorf("%v, want ErrRecord", err)
			}
		})
	}
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte(rec('D', "one")+rec('E', "")+rec('D', "two")+rec('E', "")), []byte{0, 3, 1})
	f.Add([]byte(rec('O', "{}")), []byte{})
	f.Add([]byte(rec('D', "cut")[:5]), []byte{1})
	f.Fuzz(func(t *testing.T, p, cuts []byte) {
		whole, wholeErr := readStreams(&pieces{p: p})
		cut, cutErr := readStreams(&pieces{p: p, cuts: cuts})
		if (wholeErr == nil) != (cutErr == nil) || len(whole) != len(cut) {
			t.Fatalf("whole: %d streams, %v; in pieces: %d, %v", len(whole), wholeErr, len(cut), cutErr)
		}
		for i := range whole {
			if !bytes.Equal(whole[i], cut[i]) {
				t.Fatalf("stream %d differs when it comes in pieces", i)
			}
		}
	})
}
