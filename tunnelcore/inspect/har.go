package inspect

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// HAR is what is kept, as an HTTP Archive 1.2, which browsers' developer tools
// open. The frames of WebSockets are where Chromium puts them. The error is
// one of encoding/json, and not to be expected.
func (r *Recorder) HAR(reveal bool) ([]byte, error) {
	log := harLog{
		Version: "1.2",
		Creator: harCreator{Name: "Gotunnel", Version: "1"},
		Entries: []harEntry{},
	}
	if r.Share != "" {
		log.Creator.Comment = "share " + r.Share
	}
	for _, e := range r.snapshots() {
		d := e.detail(reveal)
		log.Entries = append(log.Entries, r.harEntry(&d))
	}
	return json.MarshalIndent(map[string]harLog{"log": log}, "", "  ")
}

func (r *Recorder) harEntry(d *Detail) harEntry {
	e := harEntry{
		Started:  d.Started.Format(time.RFC3339Nano),
		Time:     millis(d.Took),
		Request:  r.harRequest(d),
		Response: harAnswer(d),
		Timings:  harTiming(d),
		Comment:  d.Note,
	}
	for _, f := range d.Frames {
		e.Frames = append(e.Frames, harFrameOf(f))
	}
	if len(e.Frames) > 0 {
		e.ResourceType = "websocket"
	}
	return e
}

func (r *Recorder) harRequest(d *Detail) harRequest {
	address := r.url(d)
	req := harRequest{
		Method: d.Method, URL: address, Proto: d.Request.Proto,
		Cookies: requestCookies(d), Headers: harPairs(d.Request.Header),
		Query: queryPairs(d.Path), HeadSize: d.Request.HeadSize, BodySize: d.Request.Body.Size,
	}
	if body := d.Request.Body; body.Size > 0 {
		text, encoding := harText(body.Data)
		req.Post = &harPost{
			Type: get(d.Request.Header, "Content-Type"), Text: text,
			Encoding: encoding, Comment: bodyComment(body),
		}
	}
	return req
}

func harAnswer(d *Detail) harResponse {
	body := d.Response.Body
	text, encoding := harText(body.Data)
	size := body.Size
	if !body.Truncated && !body.Dropped && body.Data != nil {
		size = int64(len(body.Data))
	}
	return harResponse{
		Status: d.Status, Reason: d.Response.Reason, Proto: d.Response.Proto,
		Cookies: answerCookies(d), Headers: harPairs(d.Response.Header),
		Content: harContent{
			Size: size, Type: contentType(d.Response.Header),
			Text: text, Encoding: encoding, Comment: bodyComment(body),
		},
		Redirect: get(d.Response.Header, "Location"),
		HeadSize: d.Response.HeadSize, BodySize: body.Size,
	}
}

func contentType(header []Field) string {
	if t := get(header, "Content-Type"); t != "" {
		return t
	}
	return "x-unknown" // what browsers write
}

// harTiming divides the time of d. The parts add up to its whole.
func harTiming(d *Detail) harTimings {
	send := min(max(d.Sent, 0), d.Took)
	first := min(max(d.FirstByte, send), d.Took)
	if d.FirstByte == 0 {
		first = d.Took
	}
	return harTimings{
		Blocked: -1, DNS: -1, Connect: -1, TLS: -1,
		Send: millis(send), Wait: millis(first - send), Receive: millis(d.Took - first),
	}
}

func millis(t time.Duration) float64 { return float64(t) / float64(time.Millisecond) }

func harText(data []byte) (text, encoding string) {
	if utf8.Valid(data) {
		return string(data), ""
	}
	return base64.StdEncoding.EncodeToString(data), "base64"
}

func bodyComment(b Body) string {
	switch {
	case b.Dropped:
		return "The body made room for newer requests."
	case b.Encoding != "":
		return "The body is compressed with " + b.Encoding + "."
	case b.Truncated:
		return "The body is cut."
	}
	return ""
}

func harPairs(fields []Field) []harPair {
	pairs := make([]harPair, 0, len(fields))
	for _, f := range fields {
		pairs = append(pairs, harPair(f))
	}
	return pairs
}

func queryPairs(path string) []harPair {
	_, query, _ := strings.Cut(path, "?")
	query, _, _ = strings.Cut(query, "#")
	pairs := []harPair{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, harPair{Name: unquery(name), Value: unquery(value)})
	}
	return pairs
}

func unquery(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// requestCookies finds none while they are hidden.
func requestCookies(d *Detail) []harCookie {
	list := []harCookie{}
	for _, c := range (&http.Request{Header: asHeader(d.Request.Header)}).Cookies() {
		list = append(list, harCookie{Name: c.Name, Value: c.Value})
	}
	return list
}

func answerCookies(d *Detail) []harCookie {
	list := []harCookie{}
	for _, c := range (&http.Response{Header: asHeader(d.Response.Header)}).Cookies() {
		cookie := harCookie{
			Name: c.Name, Value: c.Value, Path: c.Path, Domain: c.Domain,
			HTTPOnly: c.HttpOnly, Secure: c.Secure,
		}
		if !c.Expires.IsZero() {
			cookie.Expires = c.Expires.Format(time.RFC3339)
		}
		list = append(list, cookie)
	}
	return list
}

func asHeader(fields []Field) http.Header {
	header := http.Header{}
	for _, f := range fields {
		header.Add(f.Name, f.Value)
	}
	return header
}
