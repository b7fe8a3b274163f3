package localapi

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gotunnel/tunnelcore/inspect"
)

// maxBody bounds what a request may bring: an edited request with its body.
const maxBody = 16 << 20

// headWait is how long a request's head may take; both ends are on one computer.
const headWait = 10 * time.Second

// Serve answers those who come to ln for owner until ctx ends, which is no
// error; answers under way then have a second. It closes ln.
func Serve(ctx context.Context, ln net.Listener, owner Owner) error {
	srv := &http.Server{
		Handler: handler(owner), ReadHeaderTimeout: headWait,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { //nolint:contextcheck // ctx is over then
		defer close(closed)
		shutdown(srv)
	})
	err := srv.Serve(ln)
	if !stop() {
		<-closed
		return nil
	}
	return err
}

// grace is how long answers under way may take at the end, among them the one to
// who had the last share stopped.
const grace = time.Second

func shutdown(srv *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	_ = srv.Shutdown(ctx)
	_ = srv.Close()
}

// api answers with what its owner says.
type api struct{ owner Owner }

func handler(owner Owner) http.Handler {
	a := api{owner}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/shares", a.shares)
	for pattern, answer := range map[string]http.HandlerFunc{
		"PATCH /v1/shares/{share}":                     a.change,
		"DELETE /v1/shares/{share}":                    a.stop,
		"GET /v1/shares/{share}/password":              a.password,
		"GET /v1/shares/{share}/requests":              a.recorded(a.requests),
		"GET /v1/shares/{share}/watch":                 a.recorded(a.watch),
		"GET /v1/shares/{share}/har":                   a.recorded(a.har),
		"GET /v1/shares/{share}/requests/{id}":         a.recorded(a.request),
		"GET /v1/shares/{share}/requests/{id}/curl":    a.recorded(a.curl),
		"POST /v1/shares/{share}/requests/{id}/replay": a.recorded(a.replay),
	} {
		mux.HandleFunc(pattern, elsewhere(owner, answer))
	}
	if agent, ok := owner.(Agent); ok {
		handleAgent(mux, agent)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, Error{Code: CodeVersion, Message: "The program that shares is of another version: update the older one."})
	})
	return mux
}

func (a api) shares(w http.ResponseWriter, _ *http.Request) {
	shares := a.owner.Shares()
	if shares == nil {
		shares = []Share{}
	}
	answer(w, shares)
}

func (a api) change(w http.ResponseWriter, r *http.Request) {
	var c Change
	if !read(w, r, &c) {
		return
	}
	done(w, a.owner.Change(r.PathValue("share"), c))
}

func (a api) stop(w http.ResponseWriter, r *http.Request) {
	done(w, a.owner.Stop(r.PathValue("share")))
}

func (a api) password(w http.ResponseWriter, r *http.Request) {
	secret, err := a.owner.Password(r.PathValue("share"))
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, secret)
}

// recorded finds the recorder that a request is about.
func (a api) recorded(next func(http.ResponseWriter, *http.Request, *inspect.Recorder)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		recorder, err := a.owner.Recorder(r.PathValue("share"))
		switch {
		case err != nil:
			refuse(w, err)
		case recorder == nil:
			fail(w, http.StatusNotFound, Error{Code: CodeNoRequest, Message: "The requests of this share are not recorded."})
		default:
			next(w, r, recorder)
		}
	}
}

// read reads a request's JSON; false if it was refused.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(into)
	if err != nil {
		fail(w, http.StatusBadRequest, Error{Code: CodeInvalid, Message: "That can't be read: " + err.Error()})
	}
	return err == nil
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // it may be gone
}

func done(w http.ResponseWriter, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// refuse answers with an owner's error.
func refuse(w http.ResponseWriter, err error) {
	if e, ok := errors.AsType[Error](err); ok {
		fail(w, http.StatusUnprocessableEntity, e)
		return
	}
	if errors.Is(err, ErrNoShare) {
		fail(w, http.StatusNotFound, Error{Code: CodeNoShare, Message: sentence(err)})
		return
	}
	fail(w, http.StatusUnprocessableEntity, Error{Code: CodeInvalid, Message: sentence(err)})
}

// sentence is an error as people read it. Go writes it for the middle of a line.
func sentence(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if strings.ContainsAny(text[len(text)-1:], ".?!") {
		return text
	}
	return text + "."
}

func fail(w http.ResponseWriter, status int, e Error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(e)
}

// id is the request that a path names; 0 is none.
func id(r *http.Request) int {
	n, _ := strconv.Atoi(r.PathValue("id"))
	return n
}

func reveal(r *http.Request) bool { return r.URL.Query().Get("reveal") == "1" }
