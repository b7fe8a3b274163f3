package localapi

import (
	"errors"
	"net/http"

	"gotunnel/tunnelcore/inspect"
)

func (api) requests(w http.ResponseWriter, _ *http.Request, rec *inspect.Recorder) {
	requests := rec.Requests()
	if requests == nil {
		requests = []Request{}
	}
	answer(w, requests)
}

// watch tells of requests as they change, by server-sent events; first of those
// that there are.
func (api) watch(w http.ResponseWriter, r *http.Request, rec *inspect.Recorder) {
	changes := rec.Watch(r.Context()) // before the list, so that nothing is missed
	w.Header().Set("Content-Type", "text/event-stream")
	for _, request := range rec.Requests() {
		if send(w, request) != nil {
			return
		}
	}
	_ = http.NewResponseController(w).Flush()
	for change := range changes {
		if send(w, change) != nil || len(changes) == 0 && http.NewResponseController(w).Flush() != nil {
			return
		}
	}
}

func (api) har(w http.ResponseWriter, r *http.Request, rec *inspect.Recorder) {
	data, err := rec.HAR(reveal(r))
	if err != nil {
		fail(w, http.StatusInternalServerError, Error{Code: CodeFailed, Message: err.Error()})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

func (api) request(w http.ResponseWriter, r *http.Request, rec *inspect.Recorder) {
	detail, ok := rec.Request(id(r), reveal(r))
	if !ok {
		notKept(w)
		return
	}
	answer(w, detail)
}

func (api) curl(w http.ResponseWriter, r *http.Request, rec *inspect.Recorder) {
	command := rec.Curl(id(r), reveal(r))
	if command == "" {
		notKept(w)
		return
	}
	answer(w, command)
}

func (api) replay(w http.ResponseWriter, r *http.Request, rec *inspect.Recorder) {
	var edit Edit
	if !read(w, r, &edit) {
		return
	}
	again, err := rec.Replay(r.Context(), id(r), &edit)
	switch {
	case errors.Is(err, inspect.ErrNotKept):
		notKept(w)
	case err != nil:
		fail(w, http.StatusUnprocessableEntity, Error{Code: CodeFailed, Message: err.Error()})
	default:
		answer(w, again)
	}
}

func notKept(w http.ResponseWriter) {
	fail(w, http.StatusNotFound, Error{Code: CodeNoRequest, Message: "There is no request of that number, or it is not kept any more: only the last 200 are."})
}
