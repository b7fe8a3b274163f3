package public

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"gotunnel/server/accesslog"
	"gotunnel/server/registry"
	"gotunnel/server/sniff"
)

// journal has a line written for each request of one HTTP connection, as long as
// its [dues] can tell whose an answer is. From then on the connection has one line
// for all of it. A nil journal does nothing.
type journal struct {
	log     *accesslog.Log
	visitor netip.Addr
	name    string

	mu    sync.Mutex
	asked []accesslog.Entry // whose answers are not whole, in order
	lost  bool              // the first of asked, which there is then, is the connection
}

// mostAsked is how many requests of a connection may be without an answer before
// it is taken for lost. Who sends ahead is lost at the first answer anyway.
const mostAsked = 16

// journal is a connection's, whose first request came at v.came.
func (s *Server) journal(v *visitor, name string) *journal {
	if s.Access == nil {
		return nil
	}
	return &journal{log: s.Access, visitor: address(v.conn), name: name}
}

// ask takes note of a request that goes through.
func (j *journal) ask(h *sniff.Head) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lost {
		return
	}
	j.asked = append(j.asked, accesslog.Entry{
		Began: time.Now(), Visitor: j.visitor, Name: j.name, Method: h.Method, Target: h.Target, Protocol: protocol(h),
	})
	if len(j.asked) > mostAsked {
		j.loseLocked()
	}
}

func protocol(h *sniff.Head) string {
	switch {
	case h.Method == "":
		return ""
	case h.Proto10:
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}

// up counts bytes from the visitor for the last request.
func (j *journal) up(n int) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.asked) > 0 {
		j.asked[len(j.asked)-1].Up += int64(n)
	}
}

// down counts bytes of the answer to the first.
func (j *journal) down(n int) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.asked) > 0 {
		j.asked[0].Down += int64(n)
	}
}

// status takes note of the status of that answer.
func (j *journal) status(code int) {
	if j == nil || code < 200 && code != http.StatusSwitchingProtocols {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.asked) > 0 {
		j.asked[0].Status = code
	}
}

// rest counts bytes from the app that can't be followed. What answers an upgrade
// is never followed, and its status is of interest.
func (j *journal) rest(p []byte) {
	j.down(len(p))
	if j == nil {
		return
	}
	j.mu.Lock()
	first := len(j.asked) > 0 && j.asked[0].Method != "" && j.asked[0].Status == 0
	j.mu.Unlock()
	if first {
		j.status(statusOf(p))
	}
}

// answered writes the line of the first request, whose answer is whole.
func (j *journal) answered() {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.asked) > 0 && !j.lost {
		j.putLocked(j.asked[0])
		j.asked = j.asked[1:]
	}
}

// lose makes one line of all that is to come.
func (j *journal) lose() {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.lost {
		j.loseLocked()
	}
}

func (j *journal) loseLocked() {
	j.lost = true
	whole := accesslog.Entry{Began: time.Now(), Visitor: j.visitor, Name: j.name, Protocol: "HTTP/1.1"}
	if len(j.asked) > 0 {
		whole = j.asked[0]
	}
	if len(j.asked) > 1 {
		whole.Method, whole.Target, whole.Status = "", "", 0 // it is of none of them
		for _, e := range j.asked[1:] {
			whole.Up += e.Up
			whole.Down += e.Down
		}
	}
	j.asked = []accesslog.Entry{whole}
}

// close writes the lines of what has no whole answer. With replaced set the last
// request gets a page instead of one, and its line with that.
func (j *journal) close(replaced bool) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if replaced && len(j.asked) > 0 && !j.lost {
		j.asked = j.asked[:len(j.asked)-1]
	}
	for _, e := range j.asked {
		j.putLocked(e)
	}
	j.asked = nil
}

func (j *journal) putLocked(e accesslog.Entry) {
	e.Took = time.Since(e.Began)
	j.log.Put(e)
}

// logReply writes the line of a request that the server answers itself.
func (s *Server) logReply(v *visitor, h *sniff.Head, response []byte) {
	if s.Access == nil {
		return
	}
	name, ok := s.nameOf(h.Host)
	if !ok {
		name = h.Host
	}
	began := v.came
	if began.IsZero() || h.Method == "" {
		began = time.Now() // it could not be read
	}
	s.Access.Put(accesslog.Entry{
		Began: began, Took: time.Since(began), Visitor: address(v.conn), Name: name, Method: h.Method, Target: h.Target,
		Protocol: protocol(h), Status: statusOf(response), Down: int64(len(response)),
	})
}

// logPassed writes the line of a connection of which nothing is understood.
func (s *Server) logPassed(e registry.Entry, from netip.Addr, began time.Time, up, down int64) {
	if s.Access == nil {
		return
	}
	s.Access.Put(accesslog.Entry{
		Began: began, Took: time.Since(began), Visitor: from, Name: e.Name,
		Protocol: strings.ToUpper(string(e.Kind)), Up: up, Down: down,
	})
}
