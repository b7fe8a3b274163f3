package inspect

import "testing"

const (
	get1   = ">GET /1 HTTP/1.1\r\nHost: app\r\n\r\n"
	hello  = "<HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
	hello1 = `GET /1 | 200 "hello" | http done`
)

var dialogues = []struct {
	name   string
	script script
	want   []string
}{
	{"one", script{get1, hello}, []string{hello1}},
	{"no answer yet", script{get1}, []string{"GET /1 | http running"}},
	{"half an answer", script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"}, []string{`GET /1 | 200 "hel" | http running`}},
	{
		"keep-alive",
		script{get1, hello, ">POST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "<HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", get1, hello},
		[]string{hello1, `POST /2 "abc" | 201 | http done`, hello1},
	},
	{
		"pipelined",
		script{get1 + "HEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n", hello + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"},
		[]string{hello1, "HEAD /2 | 200 | http done", `GET /3 | 404 "no" | http done`},
	},
	{
		"chunks and trailers both ways",
		script{
			">PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;ext=\"x\"\r\nde\r\n0\r\nSum: 1\r\n\r\n",
			"<HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\nZ: \r\n\r\n", get1, hello,
		},
		[]string{`PUT /c "abcde" (Sum: 1) | 200 "0123456789" (X: y) (Z: ) | http done`, hello1},
	},
	{
		"no bodies",
		script{
			get1, "<HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n",
			get1, "<HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
			">HEAD /h HTTP/1.1\r\n\r\n", "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", get1, hello,
		},
		[]string{"GET /1 | 204 | http done", "GET /1 | 304 | http done", "HEAD /h | 200 | http done", hello1},
	},
	{"until close", script{get1, "<HTTP/1.0 200 OK\r\n\r\nall of it", appCloses}, []string{`GET /1 | 200 "all of it" | http done`}},
	{"until reset", script{get1, "<HTTP/1.0 200 OK\r\n\r\nall of", appResets}, []string{`GET /1 | 200 "all of" cut | http failed`}},
	{"chunks mean nothing in 1.0", script{get1, "<HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n", appCloses}, []string{"GET /1 | 200 \"1\\r\\n\" | http done"}},
	{"app closes in a body", script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", appCloses, weClose}, []string{`GET /1 | 200 "hal" cut | http failed`}},
	{"app closes in a chunk", script{get1, "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhal", appCloses}, []string{`GET /1 | 200 "hal" cut | http failed`}},
	{"app closes without a word", script{get1, appCloses}, []string{"GET /1 | http failed"}},
	{"app closes idle", script{get1, hello, appCloses, weClose}, []string{hello1}},
	{"we close in a body", script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", weClose}, []string{`GET /1 | 200 "hal" cut | http failed`}},
	{"we close in a request", script{">PUT /1 HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal", weClose}, []string{`PUT /1 "hal" cut | http failed`}},
	{"writes fail", script{">PUT /1 HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal", writesFail, weClose}, []string{`PUT /1 "hal" cut | http failed`}},
	{
		"continue",
		script{">PUT /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "<HTTP/1.1 100 Continue\r\n\r\n", ">ok", hello},
		[]string{`PUT /1 "ok" | 100 | 200 "hello" | http done`},
	},
	{
		"early hints",
		script{get1, "<HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + hello[1:]},
		[]string{`GET /1 | 103 | 103 | 200 "hello" | http done`},
	},
	{
		"answer before the request is complete",
		script{">PUT /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nab", "<HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", ">cd", get1, hello},
		[]string{`PUT /1 "abcd" | 413 | http done`, hello1},
	},
	{
		"answer in the middle of the request",
		script{">PUT /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nab", "<HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"},
		[]string{`PUT /1 "ab" | 413 | http running`},
	},
	{
		"answer instead of the rest of the request",
		script{">PUT /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nab", "<HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", weClose},
		[]string{`PUT /1 "ab" cut | 413 | http done`},
	},
	{
		"WebSocket",
		script{
			">GET /ws HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n",
			"<HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi\x89\x00",
			">\x81\x85\x01\x02\x03\x04igohn\x01\x81\x00\x00\x00\x00a\x80\x81\x00\x00\x00\x00b",
			"<\x01\x7e\x00\x02ho\x80\x7f\x00\x00\x00\x00\x00\x00\x00\x02hi", "<\x88\x05\x03\xe8bye", weClose,
		},
		[]string{`GET /ws | 101 <1"hi" <9"" >1"hello" >1"a" >0"b" <1"ho" <0"hi" <8"1000 bye" | websocket done`},
	},
	{
		"frames before the upgrade",
		script{
			">GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x82\x00\x00\x00\x00hi",
			"<HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
		},
		[]string{`GET /ws | 101 >1"hi" | websocket running`},
	},
	{
		"a frame like a head before the upgrade",
		script{
			">GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x04a\n\nb",
			"<HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
		},
		[]string{`GET /ws | 101 >1"a\n\nb" | websocket running`},
	},
	{
		"upgrade refused before the request is complete",
		script{
			">POST /ws HTTP/1.1\r\nConnection: Upgrade\r\nContent-Length: 4\r\n\r\nab",
			hello[:len(hello)-2], ">cd", "<lo", get1, hello,
		},
		[]string{`POST /ws "abcd" | 200 "hello" | http done`, hello1},
	},
	{
		"upgrade refused",
		script{
			">GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + get1[1:],
			"<HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", hello,
		},
		[]string{"GET /ws | 200 | http done", hello1},
	},
	{
		"upgrade to something else",
		script{
			">GET /x HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n",
			"<HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\nwelcome", ">thanks", "<!", weClose,
		},
		[]string{`GET /x "thanks" | 101 "welcome!" | http done`},
	},
	{
		"CONNECT",
		script{">CONNECT a:1 HTTP/1.1\r\n\r\n", "<HTTP/1.1 200 OK\r\n\r\nraw", ">more", weClose},
		[]string{`CONNECT a:1 "more" | 200 "raw" | http done`},
	},
	{
		"server-sent events",
		script{get1, "<HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"},
		[]string{`GET /1 | 200 "data: 1\n\n" | sse running`},
	},
	{
		"server-sent events, then the visitor leaves",
		script{get1, "<HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n", weClose},
		[]string{`GET /1 | 200 "data: 1\n\n" | sse done`},
	},
	{"lines that end in LF", script{">GET /1 HTTP/1.1\nHost: a\n\n", "<HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"}, []string{hello1}},
	{"folded", script{get1, "<HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: \r\n\t5\r\n\r\nhello"}, []string{hello1}},
	{"the same length twice", script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello"}, []string{hello1}},
	{"two lengths", script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"}, []string{"GET /1 | http failed"}},
	{"no HTTP from the app", script{get1, "<220 mail.example ESMTP\r\n\r\n", ">QUIT\r\n\r\n"}, []string{"GET /1 | http failed"}},
	{"no HTTP to the app", script{">\x16\x03\x01\x02\x00\n\r\n", hello}, nil},
	{"HTTP/2", script{">PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", hello}, nil},
	{"an answer that nobody asked for", script{hello, get1}, nil},
	{"one answer too many", script{get1, hello + hello[1:], get1}, []string{hello1}},
	{"a chunk that is too long", script{get1, "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n"}, []string{`GET /1 | 200 "ab" cut | http failed`}},
	{"a chunk of no length", script{get1, "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n"}, []string{"GET /1 | 200 cut | http failed"}},
}

// However the bytes are cut, the record is the same.
func TestDialogues(t *testing.T) {
	for _, test := range dialogues {
		t.Run(test.name, func(t *testing.T) {
			everySplit(test.script, func(name string, cut func(int, string) []string) {
				r := &Recorder{}
				d := play(r, test.script, cut)
				wantTold(t, name, r, test.want)
				for i := range d.streams {
					if d.streams[i].offset != test.script.bytes(direction(i)) {
						t.Errorf("%s: %d bytes are counted", name, d.streams[i].offset)
					}
					if n := len(d.streams[i].line); n > len(test.script)*200 {
						t.Errorf("%s: %d bytes are held", name, n)
					}
				}
			})
		})
	}
}

// Heads without end are given up, whole or in pieces.
func TestLongHead(t *testing.T) {
	long := make([]byte, 2*maxHead)
	for i := range long {
		long[i] = 'x'
	}
	for _, s := range []script{
		{">GET /" + string(long)},
		{">GET /" + string(long) + " HTTP/1.1\r\n\r\n"},
		{">GET / HTTP/1.1\r\nX: " + string(long[:maxHead/2]), ">" + string(long)},
		{">GET /ws HTTP/1.1\r\nConnection: upgrade\r\n\r\n", ">" + string(long[:maxHead/2]), ">" + string(long)},
	} {
		d := play(&Recorder{}, s, inOnePiece)
		if d.gone == nil || !d.tap.deaf.Load() {
			t.Errorf("a head of %d bytes is still read", len(s[0]))
		}
		if n := cap(d.streams[up].line); n != 0 {
			t.Errorf("%d bytes are held of it", n)
		}
	}
}

// A gap in a body is a cut body; elsewhere recording goes on at the next
// request that follows an answer.
func TestGaps(t *testing.T) {
	tests := []struct {
		name   string
		before script
		dir    direction
		gap    int64
		after  script
		want   []string
	}{
		{
			"in a body",
			script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"},
			down, 5,
			script{"<yz", get1, hello},
			[]string{`GET /1 | 200 "ab" cut | http done`, hello1},
		},
		{
			"to the end of a body",
			script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"},
			down, 7,
			script{get1, hello},
			[]string{`GET /1 | 200 "ab" cut | http done`, hello1},
		},
		{
			"in a chunk",
			script{get1, "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab"},
			down, 7,
			script{"<\r\n0\r\n\r\n", get1, hello},
			[]string{`GET /1 | 200 "ab" cut | http done`, hello1},
		},
		{
			"beyond a body",
			script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"},
			down, 8,
			script{"<never seen", get1, hello},
			[]string{`GET /1 | 200 "ab" cut | http failed`, hello1},
		},
		{
			"instead of a request",
			script{get1, hello},
			up, 100,
			script{hello, get1, hello},
			[]string{hello1, hello1},
		},
		{
			"then more of the request",
			script{">PUT /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\n"},
			up, 100,
			script{get1, hello, get1, hello},
			[]string{"PUT /1 cut | http failed", hello1},
		},
		{
			"in a frame",
			script{">GET /ws HTTP/1.1\r\nConnection: Upgrade\r\n\r\n", "<HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n\r\n\x81\x05a"},
			down, 4,
			script{"<\x81\x01b"},
			[]string{`GET /ws | 101 <1"a" <1"b" | websocket running`},
		},
		{
			"beyond a frame",
			script{">GET /ws HTTP/1.1\r\nConnection: Upgrade\r\n\r\n", "<HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n\r\n\x81\x05a"},
			down, 5,
			script{"<\x81\x01b"},
			[]string{"GET /ws | 101 | websocket running"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &Recorder{}
			d := play(r, test.before, inOnePiece)
			d.read(&backlog{pieces: []piece{{dir: test.dir, gap: test.gap}}})
			for i, step := range test.after {
				d.read(logOf(i, step, inOnePiece))
			}
			wantTold(t, test.name, r, test.want)
		})
	}
}
