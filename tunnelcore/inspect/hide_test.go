package inspect

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"
)

// geheim is the secret of these tests: it must be in no output that hides.
const geheim = "g3h3im"

var secretBodies = []struct {
	name, contentType, body, want string
}{
	{"form", "application/x-www-form-urlencoded", "a=b&password=g3h3im&c=d", "a=b&password=(hidden)&c=d"},
	{"form, name escaped", "application/x-www-form-urlencoded; charset=utf-8", "pass%77ord=g3h3im", "pass%77ord=(hidden)"},
	{"form, nested", "application/x-www-form-urlencoded", "user%5Bpassword%5D=g3h3im&user[secret]=g3h3im", "user%5Bpassword%5D=(hidden)&user[secret]=(hidden)"},
	{"form, cut", "application/x-www-form-urlencoded", "x=y&token=g3h3", "x=y&token=(hidden)"},
	{"no type", "", "password=g3h3im", "password=(hidden)"},
	{"text lines", "text/plain", "a=b\r\nPassword=g3h3im\r\n", "a=b\r\nPassword=(hidden)\r\n"},
	{"JSON", "application/json", `{"user":"a","password":"g3h3im","n":1}`, `{"user":"a","password":"(hidden)","n":1}`},
	{"JSON, spaced", "application/json", "{ \"token\" : \"g3h3im\" }", `{ "token" : "(hidden)" }`},
	{"JSON, other names", "application/json", `{"accessToken":"g3h3im","client_secret":"g3h3im","passwordConfirm":"g3h3im","api-key":"g3h3im"}`, `{"accessToken":"(hidden)","client_secret":"(hidden)","passwordConfirm":"(hidden)","api-key":"(hidden)"}`},
	{"JSON, quotes inside", "application/json", `{"secret":"a\"g3h3im\\","b":"c"}`, `{"secret":"(hidden)","b":"c"}`},
	{"JSON, number", "application/json", `{"token":12345,"a":1}`, `{"token":"(hidden)","a":1}`},
	{"JSON, list", "application/json", `{"secret":["g3h3im",{"a":"]g3h3im"}],"b":[1]}`, `{"secret":"(hidden)","b":[1]}`},
	{"JSON, name escaped", "application/json", `{"pass\u0077ord":"g3h3im"}`, `{"pass\u0077ord":"(hidden)"}`},
	{"JSON, cut", "application/json", `{"a":{"password":"g3h3`, `{"a":{"password":"(hidden)"`},
	{"JSON in a string", "application/json", `{"log":"{\"password\":\"g3h3\\\"im\",\"a\":1}","b":2}`, `{"log":"{\"password\":\"(hidden)\",\"a\":1}","b":2}`},
	{"JSON in a string in a string", "application/json", `"{\"a\":\"{\\\"token\\\":\\\"g3h3im\\\"}\"}"`, `"{\"a\":\"{\\\"token\\\":\\\"(hidden)\\\"}\"}"`},
	{"JSON in events", "text/event-stream", "data: {\"token\":\"g3h3im\"}\n\n", "data: {\"token\":\"(hidden)\"}\n\n"},
	{"JSON in a page", "text/html", `<b title="5"">{"csrfToken":"g3h3im"}`, `<b title="5"">{"csrfToken":"(hidden)"}`},
	{"JSON after an odd quote", "text/html", `5" <script>x={"password":"g3h3im"}`, `5" <script>x={"password":"(hidden)"}`},
	{
		"multipart", "multipart/form-data; boundary=xx",
		"--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xx\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ng3h3im\r\n--xx--\r\n",
		"--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xx\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n(hidden)\r\n--xx--\r\n",
	},
	{
		"multipart without boundary", "multipart/form-data",
		"--y\r\ncontent-disposition: form-data; name=token\r\n\r\ng3h3", "--y\r\ncontent-disposition: form-data; name=token\r\n\r\n(hidden)",
	},
	{"nothing secret", "application/json", `{"a":"password","b":["token"],"tokens":3}`, `{"a":"password","b":["token"],"tokens":3}`},
	{"binary", "image/png", "\x89PNG\x00\"\xff", "\x89PNG\x00\"\xff"},
	{"empty", "application/json", "", ""},
}

func TestHideBody(t *testing.T) {
	for _, test := range secretBodies {
		t.Run(test.name, func(t *testing.T) {
			data := []byte(test.body)
			got := hideBody(data, test.contentType)
			if string(got) != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if string(data) != test.body {
				t.Errorf("the body itself is changed to %s", data)
			}
		})
	}
}

// Bodies that are cut anywhere show no more than whole ones.
func TestHideCutBodies(t *testing.T) {
	for _, test := range secretBodies {
		for n := range len(test.body) {
			got := hideBody([]byte(test.body[:n]), test.contentType)
			if bytes.Contains(got, []byte("g3h")) {
				t.Errorf("%s, cut to %d bytes: got %s", test.name, n, got)
			}
		}
	}
}

func TestHideQuery(t *testing.T) {
	tests := []struct{ address, want string }{
		{"/a?b=c", "/a?b=c"},
		{"/a?token=g3h3im&b=c", "/a?token=(hidden)&b=c"},
		{"/a?b=c&access%5ftoken=g3h3im#password=g3h3im", "/a?b=c&access%5ftoken=(hidden)#password=(hidden)"},
		{"http://a/#id_token=g3h3im", "http://a/#id_token=(hidden)"},
		{"/a?%zz&secret=g3h3im;pwd=g3h3im", "/a?%zz&secret=(hidden);pwd=(hidden)"},
		{"/token=1", "/token=1"},
	}
	for _, test := range tests {
		if got := hideQuery(test.address); got != test.want {
			t.Errorf("%s: got %s, want %s", test.address, got, test.want)
		}
	}
}

// Everything that is secret in one dialogue is hidden in all outputs, and is
// in them once it is asked for.
func TestSecretsInOutputs(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`{"token":"` + geheim + `"}`))
	_ = z.Close()
	answers := map[string]string{
		"plain":  "Content-Type: application/json\r\n\r\n" + `{"secret":"` + geheim + `"}`,
		"gzip":   "Content-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n" + packed.String(),
		"unseen": "Content-Encoding: br\r\n\r\n" + geheim,
		"cut":    "Content-Encoding: gzip\r\n\r\n" + packed.String()[:packed.Len()/2],
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			r := &Recorder{}
			play(r, script{
				">POST /login?token=" + geheim + " HTTP/1.1\r\nHost: app\r\nauthorization: Basic " + geheim +
					"\r\nCookie: a=" + geheim + "\r\nProxy-Authorization: " + geheim + "\r\nX-Api-Key: " + geheim +
					"\r\nReferer: http://a/?password=" + geheim +
					"\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n" +
					"f\r\npassword=" + geheim + "\r\n0\r\nCookie: " + geheim + "\r\n\r\n",
				"<HTTP/1.1 103 Early Hints\r\nSet-Cookie: " + geheim + "\r\n\r\n",
				"<HTTP/1.1 200 OK\r\nSet-Cookie: s=" + geheim + "; HttpOnly\r\nLocation: /#access_token=" + geheim + "\r\n" + answer,
				appCloses,
			}, inOnePiece)
			hidden, shown := outputs(t, r, false), outputs(t, r, true)
			if strings.Contains(hidden, geheim) || strings.Contains(hidden, packed.String()) {
				t.Errorf("a secret is in %s", hidden)
			}
			if n := strings.Count(shown, geheim); n < 20 {
				t.Errorf("asked for, secrets are there only %d times: %s", n, shown)
			}
		})
	}
}

func TestSecretsInFrames(t *testing.T) {
	r := &Recorder{}
	text := `{"token":"` + geheim + `"}`
	play(r, script{
		">GET /ws HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\n\r\n", "<HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n\r\n",
		"<\x81" + string(rune(len(text))) + text,
	}, inOnePiece)
	if hidden := outputs(t, r, false); strings.Contains(hidden, geheim) || !strings.Contains(hidden, Hidden) {
		t.Errorf("a secret is in %s", hidden)
	}
	if shown := outputs(t, r, true); !strings.Contains(shown, geheim) {
		t.Errorf("asked for, the secret is not in %s", shown)
	}
}

// outputs is all that a recorder tells of its first request. Base64, in which
// JSON has bytes, is undone.
func outputs(t *testing.T, r *Recorder, reveal bool) string {
	t.Helper()
	d, _ := r.Request(1, reveal)
	har, err := r.HAR(reveal)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, v := range []any{d, r.Requests()} {
		if err := json.NewEncoder(&b).Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range [][]byte{
		har, []byte(r.Curl(1, reveal)),
		d.Request.Body.Data, d.Request.Body.Raw, d.Response.Body.Data, d.Response.Body.Raw,
	} {
		b.Write(part)
	}
	return b.String()
}
