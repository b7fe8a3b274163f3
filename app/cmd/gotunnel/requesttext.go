package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// requestText is a request as one line of the list.
func requestText(r localapi.Request) string {
	status := "…"
	if r.Status != 0 {
		status = fmt.Sprint(r.Status)
	}
	columns := []string{
		fmt.Sprintf("%4d", r.ID), r.Started.Local().Format(time.TimeOnly),
		status, fmt.Sprintf("%7s", took(r.Took.Milliseconds())), fmt.Sprintf("%-4s", r.Method), r.Path,
	}
	if r.Kind != inspect.HTTP {
		columns = append(columns, "["+streamText(r)+"]")
	}
	if r.ReplayOf != 0 {
		columns = append(columns, fmt.Sprintf("[%d again]", r.ReplayOf))
	}
	if r.Note != "" {
		columns = append(columns, "("+r.Note+")")
	}
	return strings.Join(columns, "  ")
}

func streamText(r localapi.Request) string {
	name := map[inspect.Kind]string{inspect.WebSocket: "WebSocket", inspect.SSE: "events"}[r.Kind]
	if r.State == inspect.Running {
		return name + " open"
	}
	return fmt.Sprintf("%s, %s up, %s down", name, size(r.Up), size(r.Down))
}

// detailText is all of a request for people, as it went over the wire: > before
// what the app got and < before what it answered.
func detailText(d localapi.Detail) string {
	var b strings.Builder
	fmt.Fprintln(&b, printable(requestText(d.Summary)))
	fmt.Fprintf(&b, "      %s up, %s down", size(d.Up), size(d.Down))
	if d.FirstByte != 0 {
		fmt.Fprintf(&b, ", first byte after %s", took(d.FirstByte.Milliseconds()))
	}
	fmt.Fprintln(&b)
	writeMessage(&b, "> ", d.Method+" "+d.Path+" "+d.Request.Proto, d.Request)
	for _, i := range d.Interim {
		writeMessage(&b, "< ", fmt.Sprint(i.Status), inspect.Message{Header: i.Header})
	}
	if d.Status != 0 {
		writeMessage(&b, "< ", fmt.Sprintf("%s %d %s", d.Response.Proto, d.Status, d.Response.Reason), d.Response)
	}
	writeFrames(&b, d)
	return b.String()
}

func writeMessage(b *strings.Builder, mark, first string, m inspect.Message) {
	fmt.Fprintf(b, "\n%s%s\n", mark, printable(first))
	for _, f := range m.Header {
		fmt.Fprintf(b, "%s%s: %s\n", mark, printable(f.Name), printable(f.Value))
	}
	writeBody(b, m.Body)
	for _, f := range m.Trailer {
		fmt.Fprintf(b, "%s%s: %s\n", mark, printable(f.Name), printable(f.Value))
	}
}

func writeBody(b *strings.Builder, body inspect.Body) {
	if body.Size == 0 {
		return
	}
	fmt.Fprintln(b)
	switch {
	case body.Dropped:
		fmt.Fprintf(b, "(%s that made room for newer ones)\n", size(body.Size))
	case body.Encoding != "":
		fmt.Fprintf(b, "(%s, encoded as %s)\n", size(body.Size), printable(body.Encoding))
	case !isText(body.Data):
		fmt.Fprintf(b, "(%s that are no text)\n", size(body.Size))
	default:
		for line := range strings.Lines(string(body.Data)) {
			fmt.Fprintln(b, printable(strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", "    ")))
		}
		if body.Truncated {
			fmt.Fprintf(b, "(cut here: of %s, no more is kept)\n", size(body.Size))
		}
	}
}

// isText tells whether a body, or what is kept of its beginning, is for reading.
func isText(data []byte) bool {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == 0 || r == utf8.RuneError && n == 1 && len(data) >= utf8.UTFMax {
			return false
		}
		data = data[n:]
	}
	return true
}

func writeFrames(b *strings.Builder, d localapi.Detail) {
	if d.FrameCount > len(d.Frames) {
		fmt.Fprintf(b, "\n(%d earlier frames are not kept)\n", d.FrameCount-len(d.Frames))
	}
	for _, f := range d.Frames {
		mark := "< "
		if f.Up {
			mark = "> "
		}
		text := f.Text
		if f.Truncated {
			text += "…"
		}
		fmt.Fprintf(b, "%s%s  %-6s  %s  %s\n", mark, f.At.Local().Format("15:04:05.000"), opcode(f.Opcode), size(f.Length), printable(text))
	}
}

// opcode names a frame's kind, RFC 6455 section 5.2.
func opcode(n int) string {
	switch n {
	case 0:
		return "more"
	case 1:
		return "text"
	case 2:
		return "binary"
	case 8:
		return "close"
	case 9:
		return "ping"
	case 10:
		return "pong"
	}
	return fmt.Sprint(n)
}
