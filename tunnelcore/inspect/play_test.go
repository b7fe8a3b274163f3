package inspect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A script is what passes over one connection: each step begins with ">" (to
// the app) or "<" (from it), or is one of the ends below.
type script []string

const (
	appCloses   = "app closes"
	appResets   = "app resets"
	weClose     = "we close"
	writesFail  = "writes fail"
	stepsOfEnds = appCloses + appResets + weClose + writesFail
)

// bytes is how many pass in one direction.
func (s script) bytes(dir direction) (n int64) {
	for _, step := range s {
		if step[0] == "><"[dir] {
			n += int64(len(step)) - 1
		}
	}
	return n
}

// play runs a script through a dialogue of r without sockets. cut splits the
// bytes of each step into pieces.
func play(r *Recorder, s script, cut func(step int, data string) []string) *dialogue {
	tap := &tap{queue: &r.queue}
	d := newDialogue(r, tap, nil, nil)
	tap.dialogue = d
	for i, step := range s {
		d.read(logOf(i, step, cut))
	}
	return d
}

func logOf(i int, step string, cut func(int, string) []string) *backlog {
	log := &backlog{}
	if strings.Contains(stepsOfEnds, step) {
		log.endedAt = time.Now()
		log.ended, log.broken = step == appCloses || step == appResets, step == appResets
		log.closed, log.stuck = step == weClose, step == writesFail
		return log
	}
	dir := up
	if step[0] == '<' {
		dir = down
	}
	for _, data := range cut(i, step[1:]) {
		log.pieces = append(log.pieces, piece{at: time.Now(), dir: dir, data: []byte(data)})
	}
	return log
}

func inOnePiece(_ int, data string) []string { return []string{data} }

func byteByByte(_ int, data string) []string {
	var pieces []string
	for i := range len(data) {
		pieces = append(pieces, data[i:i+1])
	}
	return pieces
}

// told is what a recorder has, one line a request, for comparing.
func told(r *Recorder) []string {
	var lines []string
	for _, e := range r.snapshots() {
		lines = append(lines, tell(&e))
	}
	return lines
}

func tell(e *entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", e.request.method, e.request.target)
	tellBody(&b, &e.request)
	for _, i := range e.interim {
		fmt.Fprintf(&b, " | %d", i.Status)
	}
	if e.response.status > 0 {
		fmt.Fprintf(&b, " | %d", e.response.status)
		tellBody(&b, &e.response)
	}
	for _, f := range e.frames {
		way := "<"
		if f.Up {
			way = ">"
		}
		fmt.Fprintf(&b, " %s%d%q", way, f.Opcode, f.Text)
	}
	fmt.Fprintf(&b, " | %s %s", e.kind, e.state)
	return b.String()
}

func tellBody(b *strings.Builder, m *message) {
	if m.body.size > 0 {
		fmt.Fprintf(b, " %q", m.body.data)
	}
	if m.body.cut {
		b.WriteString(" cut")
	}
	for _, f := range m.trailer {
		fmt.Fprintf(b, " (%s: %s)", f.Name, f.Value)
	}
}

// everySplit calls f with every way to cut one step of s in two, and one that
// cuts everywhere.
func everySplit(s script, f func(name string, cut func(int, string) []string)) {
	f("whole", inOnePiece)
	f("byte by byte", byteByByte)
	for i, step := range s {
		if strings.Contains(stepsOfEnds, step) {
			continue
		}
		for at := 1; at < len(step)-1; at++ {
			f(fmt.Sprintf("step %d at %d", i, at), func(n int, data string) []string {
				if n != i {
					return []string{data}
				}
				return []string{data[:at], data[at:]}
			})
		}
	}
}

func wantTold(t *testing.T, name string, r *Recorder, want []string) {
	t.Helper()
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("%s: got\n\t%s\nwant\n\t%s", name, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
