package wire_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"gotunnel/tunnelcore/wire"
)

// frame makes a frame by hand; n is what its length field says.
func frame(n uint32, kind byte, payload string) []byte {
	b := binary.BigEndian.AppendUint32(nil, n)
	return append(append(b, kind), payload...)
}

var messages = []wire.Message{
	wire.Hello{Versions: wire.Versions{Min: 1, Max: 2}, Features: []string{"plain"}, Client: "c", Instance: "i", Resume: "r", Token: "t"},
	wire.Redeem{Versions: wire.Versions{Min: 1, Max: 1}, Client: "c", Code: "k", Device: "studio-mac"},
	wire.Granted{Token: "t", Account: "designer", Domain: "share.acme.dev"},
	wire.Welcome{Version: 1, Features: []string{"plain"}, Session: "s", Server: "v", Account: "designer", Domain: "d", Report: "mailto:a@b", PingAfter: 1, DeadAfter: 2},
	wire.Bind{Tunnel: "t1", Kind: wire.TCP, Name: "shop", Port: 20000, Move: true},
	wire.Bound{Tunnel: "t1", Name: "shop", URL: "http://shop.localhost", Port: 1, Epoch: 7},
	wire.Refused{Tunnel: "t1", Error: wire.Error{Code: wire.CodeNameTaken, Message: "m", Suggestions: []string{"a"}}},
	wire.Refused{Tunnel: "t1", Error: wire.Error{Code: wire.CodeNameElsewhere, Message: "m", Device: "studio-mac"}},
	wire.Unbind{Tunnel: "t1"},
	wire.Unbound{Tunnel: "t1", Error: wire.Error{Code: wire.CodeLimit, Retry: true}},
	wire.Dial{Tickets: []string{"a", "b"}, Plain: true},
	wire.Undialed{Tickets: []string{"a"}, Plain: true, Reason: "no"},
	wire.Attach{Session: "s", Ticket: "t"},
	wire.Open{Tunnel: "t1", Visitor: "[::1]:1", Local: "[::1]:2", TLS: true},
	wire.Ping{Seq: 1<<64 - 1},
	wire.Pong{Seq: 2},
	wire.Drain{GraceMS: 30000},
	wire.Bye{},
	wire.Check{Seq: 1<<64 - 1, Name: "shop"},
	wire.Checked{Seq: 3},
	wire.Checked{Seq: 4, Refusal: &wire.Error{Code: wire.CodeNameTaken, Message: "m", Suggestions: []string{"a"}}},
	wire.Error{Code: wire.CodeDraining, Message: "m", Retry: true},
}

func TestEveryMessageCrosses(t *testing.T) {
	var conn bytes.Buffer
	for _, m := range messages {
		if err := wire.Write(&conn, m); err != nil {
			t.Fatal(err)
		}
	}
	r := iotest.OneByteReader(&conn)
	for _, want := range messages {
		got, err := wire.Read(r)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("read %#v, %v; want %#v", got, err, want)
		}
	}
	if _, err := wire.Read(r); !errors.Is(err, io.EOF) {
		t.Errorf("after the last: %v, want io.EOF", err)
	}
}

func TestReadTakesNoByteMore(t *testing.T) {
	const visitors = "GET / HTTP/1.1\r\n"
	conn := bytes.NewBufferString(string(frame(3, 'Y', "{}")) + visitors)
	if m, err := wire.Read(conn); m != (wire.Bye{}) || err != nil {
		t.Fatalf("read %v, %v", m, err)
	}
	if conn.String() != visitors {
		t.Errorf("left %q of what follows", conn)
	}
}

func TestFrames(t *testing.T) {
	largest := "{}" + strings.Repeat(" ", wire.MaxFrame-3)
	cases := []struct {
		name string
		in   []byte
		want wire.Message
		err  error // nil with want nil: any
	}{
		{"nothing", nil, nil, io.EOF},
		{"half a length", []byte{0, 0}, nil, io.ErrUnexpectedEOF},
		{"no type", []byte{0, 0, 0, 3}, nil, io.ErrUnexpectedEOF},
		{"no payload", frame(3, 'Y', ""), nil, io.ErrUnexpectedEOF},
		{"half a payload", frame(3, 'Y', "{"), nil, io.ErrUnexpectedEOF},
		{"zero length", frame(0, 'Y', "{}"), nil, wire.ErrFrameSize},
		{"the largest", frame(wire.MaxFrame, 'Y', largest), wire.Bye{}, nil},
		{"one larger", frame(wire.MaxFrame+1, 'Y', largest+" "), nil, wire.ErrFrameSize},
		{"4 GiB", frame(1<<32-1, 'Y', "{}"), nil, wire.ErrFrameSize},
		{"a type nobody knows", frame(3, '?', "{}"), wire.Unknown{Type: '?'}, nil},
		{"a type nobody knows without JSON", frame(3, 0, "\xff\xff"), wire.Unknown{Type: 0}, nil},
		{"cut JSON", frame(14, 'P', `{"seq":1,"x":2}`[:13]), nil, nil},
		{"a field nobody knows", frame(16, 'P', `{"seq":1,"x":2}`), wire.Ping{Seq: 1}, nil},
		{"no JSON", frame(3, 'P', "no"), nil, nil},
		{"an empty payload", frame(1, 'P', ""), nil, nil},
		{"two values", frame(5, 'P', "{}{}"), nil, nil},
		{"the wrong type", frame(14, 'P', `{"seq":"one"}`), nil, nil},
		{"a list", frame(3, 'P', "[]"), nil, nil},
		{"a negative number", frame(11, 'P', `{"seq":-1}`), nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, err := wire.Read(bytes.NewReader(c.in))
			switch {
			case c.want != nil && (err != nil || m != c.want):
				t.Errorf("read %#v, %v; want %#v", m, err, c.want)
			case c.want == nil && (err == nil || m != nil):
				t.Errorf("read %#v, %v; want an error alone", m, err)
			case c.err != nil && !errors.Is(err, c.err):
				t.Errorf("error %v, want %v", err, c.err)
			}
		})
	}
}

// A length field alone must not make us allocate what it says.
func TestTheLengthIsCheckedBeforeAnythingIsAllocated(t *testing.T) {
	head := frame(1<<31, 'Y', "")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		if _, err := wire.Read(bytes.NewReader(head)); !errors.Is(err, wire.ErrFrameSize) {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > wire.MaxFrame {
		t.Errorf("100 frames that are too large allocated %d bytes", grown)
	}
}

func TestAMessageThatIsTooLargeIsNotWritten(t *testing.T) {
	var conn bytes.Buffer
	err := wire.Write(&conn, wire.Hello{Client: strings.Repeat("x", wire.MaxFrame)})
	if !errors.Is(err, wire.ErrFrameSize) || conn.Len() != 0 {
		t.Errorf("wrote %d bytes, %v", conn.Len(), err)
	}
}

func TestReadAs(t *testing.T) {
	write := func(m wire.Message) *bytes.Buffer {
		var b bytes.Buffer
		if err := wire.Write(&b, m); err != nil {
			t.Fatal(err)
		}
		return &b
	}
	if m, err := wire.ReadAs[wire.Ping](write(wire.Ping{Seq: 3})); m.Seq != 3 || err != nil {
		t.Errorf("a ping: %v, %v", m, err)
	}
	if _, err := wire.ReadAs[wire.Ping](write(wire.Bye{})); err == nil {
		t.Error("a goodbye was taken for a ping")
	}
	var refusal wire.Error
	_, err := wire.ReadAs[wire.Welcome](write(wire.Error{Code: wire.CodeVersion}))
	if !errors.As(err, &refusal) || refusal.Code != wire.CodeVersion {
		t.Errorf("a refusal: %v", err)
	}
	if m, err := wire.ReadAs[wire.Error](write(wire.Error{Code: wire.CodeVersion})); m.Code != wire.CodeVersion || err != nil {
		t.Errorf("an error that was wanted: %v, %v", m, err)
	}
}

func TestVersionsAgree(t *testing.T) {
	cases := []struct {
		name     string
		ours     wire.Versions
		theirs   wire.Versions
		want     int
		agreeing bool
	}{
		{"the same", wire.Versions{Min: 1, Max: 1}, wire.Versions{Min: 1, Max: 1}, 1, true},
		{"a newer one that speaks ours", wire.Versions{Min: 1, Max: 1}, wire.Versions{Min: 1, Max: 2}, 1, true},
		{"an older one that we speak", wire.Versions{Min: 1, Max: 2}, wire.Versions{Min: 1, Max: 1}, 1, true},
		{"the newest of both", wire.Versions{Min: 1, Max: 3}, wire.Versions{Min: 2, Max: 9}, 3, true},
		{"too new", wire.Versions{Min: 1, Max: 1}, wire.Versions{Min: 2, Max: 3}, 0, false},
		{"too old", wire.Versions{Min: 2, Max: 3}, wire.Versions{Min: 1, Max: 1}, 0, false},
		{"none", wire.Versions{Min: 1, Max: 1}, wire.Versions{}, 0, false},
		{"upside down", wire.Versions{Min: 1, Max: 3}, wire.Versions{Min: 3, Max: 1}, 0, false},
		{"negative", wire.Versions{Min: -5, Max: 0}, wire.Versions{Min: -5, Max: 0}, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.ours.Agree(c.theirs)
			if ok != c.agreeing || ok && got != c.want {
				t.Errorf("agreed on %d, %t; want %d, %t", got, ok, c.want, c.agreeing)
			}
			if back, same := c.theirs.Agree(c.ours); back != got || same != ok {
				t.Errorf("the other side sees %d, %t", back, same)
			}
		})
	}
	if s := wire.Supported(); s.Min > s.Max || s.Max != wire.Version {
		t.Errorf("supported %v", s)
	}
}

func FuzzRead(f *testing.F) {
	for _, m := range messages {
		b, err := wire.Append(nil, m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(append(b, 0xff))
		f.Add(b[:len(b)-1])
	}
	f.Add(frame(0, 'Y', ""))
	f.Add(frame(1<<32-1, 'Y', ""))
	f.Add(frame(3, '?', "{}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bytes.NewReader(in)
		m, err := wire.Read(r)
		if err != nil {
			if m != nil || errors.Is(err, io.EOF) != (len(in) == 0) {
				t.Fatalf("read %v, %v", m, err)
			}
			return
		}
		if used, said := len(in)-r.Len(), 4+int(binary.BigEndian.Uint32(in)); used != said {
			t.Fatalf("read %d bytes of a frame of %d", used, said)
		}
		if _, unknown := m.(wire.Unknown); unknown {
			return
		}
		b, err := wire.Append(nil, m)
		if errors.Is(err, wire.ErrFrameSize) {
			return // escapes can take more room than what they stand for
		}
		again, err2 := wire.Read(bytes.NewReader(b))
		if err != nil || err2 != nil {
			t.Fatalf("read %#v, but not its own frame: %v, %v", m, err, err2)
		}
		if b2, err := wire.Append(nil, again); err != nil || !bytes.Equal(b, b2) {
			t.Fatalf("read %#v, and from its own frame %#v, %v", m, again, err)
		}
	})
}
