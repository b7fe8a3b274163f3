package inspect

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// required are the fields that HTTP Archive 1.2 requires, by object, and the
// type of each.
var required = map[string]string{
	"":                                "log:object",
	"log":                             "version:string creator:object entries:list",
	"log.creator":                     "name:string version:string",
	"log.entries":                     "startedDateTime:string time:number request:object response:object cache:object timings:object",
	"log.entries.request":             "method:string url:string httpVersion:string cookies:list headers:list queryString:list headersSize:number bodySize:number",
	"log.entries.response":            "status:number statusText:string httpVersion:string cookies:list headers:list content:object redirectURL:string headersSize:number bodySize:number",
	"log.entries.response.content":    "size:number mimeType:string",
	"log.entries.timings":             "send:number wait:number receive:number",
	"log.entries.request.postData":    "mimeType:string",
	"log.entries.request.headers":     "name:string value:string",
	"log.entries.request.cookies":     "name:string value:string",
	"log.entries.request.queryString": "name:string value:string",
	"log.entries.response.headers":    "name:string value:string",
	"log.entries.response.cookies":    "name:string value:string",
}

func TestHAR(t *testing.T) {
	r := &Recorder{Share: "shop"}
	all := script{}
	for _, d := range dialogues {
		if len(d.want) > 0 {
			all = append(all, d.name)
			play(r, d.script, inOnePiece)
		}
	}
	play(r, script{
		">POST /p?a=b%20c&d HTTP/1.1\r\nHost: app:1\r\nCookie: x=y\r\nContent-Type: text/a\r\nContent-Length: 2\r\n\r\n\xff!",
		"<HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: s=t; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nContent-Length: 2\r\n\r\nhi",
	}, inOnePiece)
	for _, reveal := range []bool{false, true} {
		data, err := r.HAR(reveal)
		if err != nil {
			t.Fatal(err)
		}
		var har map[string]any
		if err := json.Unmarshal(data, &har); err != nil {
			t.Fatal(err)
		}
		checkHAR(t, "", har)
		entries := har["log"].(map[string]any)["entries"].([]any)
		if len(entries) < len(all) || len(entries) != len(r.Requests()) {
			t.Errorf("%d entries for %d requests", len(entries), len(r.Requests()))
		}
		for _, e := range entries {
			checkEntry(t, e.(map[string]any))
		}
	}
}

// checkHAR looks for the required fields of an object and all below it.
func checkHAR(t *testing.T, path string, object map[string]any) {
	t.Helper()
	for field := range strings.FieldsSeq(required[path]) {
		name, kind, _ := strings.Cut(field, ":")
		if got := kindOf(object[name]); got != kind {
			t.Errorf("%s.%s is a %s, want a %s", path, name, got, kind)
		}
	}
	for name, value := range object {
		below := strings.TrimPrefix(path+"."+name, ".")
		list, _ := value.([]any)
		if one, ok := value.(map[string]any); ok {
			list = []any{one}
		}
		for _, item := range list {
			checkHAR(t, below, item.(map[string]any))
		}
	}
}

func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return fmt.Sprintf("%T", value)
}

// checkEntry looks at what the standard says beside types.
func checkEntry(t *testing.T, e map[string]any) {
	t.Helper()
	if _, err := time.Parse(time.RFC3339Nano, e["startedDateTime"].(string)); err != nil {
		t.Error(err)
	}
	timings := e["timings"].(map[string]any)
	sum := 0.0
	for _, name := range []string{"send", "wait", "receive"} {
		part := timings[name].(float64)
		if part < 0 {
			t.Errorf("%s took %v", name, part)
		}
		sum += part
	}
	if whole := e["time"].(float64); math.Abs(whole-sum) > 0.001 {
		t.Errorf("the parts take %v ms, the whole %v", sum, whole)
	}
	if !strings.HasPrefix(e["request"].(map[string]any)["url"].(string), "http://") {
		t.Errorf("%v is not an absolute address", e["request"])
	}
}

func TestHARContent(t *testing.T) {
	r := &Recorder{Share: "shop", Upstream: "http://127.0.0.1:3000"}
	play(r, script{
		">POST /p?a=b%20c&d HTTP/1.1\r\nHost: app:1\r\nCookie: x=y\r\nContent-Type: text/a\r\nContent-Length: 2\r\n\r\n\xff!",
		"<HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: s=t; Path=/\r\nContent-Length: 2\r\n\r\nhi",
	}, inOnePiece)
	data, _ := r.HAR(true)
	for _, want := range []string{
		`"url": "http://127.0.0.1:3000/p?a=b%20c\u0026d"`, `"value": "b c"`, `"comment": "share shop"`,
		`"text": "/yE="`, `"_encoding": "base64"`, `"redirectURL": "/next"`, `"text": "hi"`,
		`"name": "x"`, `"name": "s"`, `"path": "/"`, `"statusText": "Found"`,
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s is not in %s", want, data)
		}
	}
}
