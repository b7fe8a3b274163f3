package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"gotunnel/server/operator"
)

// api is the desk as HTTP with JSON. An answer that is no success has the body
// {"code": "not_found", "message": "No account is called …"}.
type api struct {
	desk   *operator.Desk
	logger *slog.Logger
}

func (a api) routes(mux *http.ServeMux) {
	a.accountRoutes(mux)
	a.nameRoutes(mux)
	mux.Handle("GET /v1/status", show(a, func(r *http.Request) (operator.Status, error) { return a.desk.Status(r.Context()) }))
	mux.Handle("DELETE /v1/tunnels/{name}", a.do(func(r *http.Request) error {
		return a.desk.EndTunnel(r.Context(), r.PathValue("name"))
	}))
	mux.HandleFunc("GET /v1/backup", a.backup)
}

// maxBody is the longest body of a request.
const maxBody = 64 << 10

// show answers with what f returns.
func show[T any](a api, f func(r *http.Request) (T, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := f(r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		write(w, http.StatusOK, answer)
	})
}

// do answers that f was done.
func (a api) do(f func(r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(r); err != nil {
			a.fail(w, r, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// read reads a request's body into what in points to.
func read(r *http.Request, in any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &operator.Error{Code: operator.Invalid, Message: "Send JSON, with Content-Type: application/json."}
	}
	return decode(http.MaxBytesReader(nil, r.Body, maxBody), in)
}

func decode(from io.Reader, in any) error {
	decoder := json.NewDecoder(from)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(in); err != nil {
		return &operator.Error{Code: operator.Invalid, Message: "The JSON can't be used: " + err.Error() + "."}
	}
	return nil
}

// with reads a request's body and gives it to f.
func with[T any](f func(ctx context.Context, in T) error) func(r *http.Request) error {
	return func(r *http.Request) error {
		var in T
		if err := read(r, &in); err != nil {
			return err
		}
		return f(r.Context(), in)
	}
}

// statuses of what can be wrong; anything else is the server's fault.
var statuses = map[operator.Code]int{
	operator.NotFound: http.StatusNotFound, operator.Exists: http.StatusConflict,
	operator.Invalid: http.StatusBadRequest, operator.NotRunning: http.StatusServiceUnavailable,
}

func (a api) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem, ok := errors.AsType[*operator.Error](err)
	if !ok {
		a.logger.ErrorContext(r.Context(), "operator's order failed", "path", r.URL.Path, "err", err)
		problem = &operator.Error{Code: "internal", Message: err.Error()}
	}
	write(w, cmp.Or(statuses[problem.Code], http.StatusInternalServerError), problem)
}

// refuse answers who may not ask.
func refuse(w http.ResponseWriter, status int, message string) {
	write(w, status, &operator.Error{Code: "refused", Message: message})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the asker may be gone
}

// backupStall is how long a backup waits for whoever takes it.
const backupStall = time.Minute

// backup sends all records. One that can't be finished is broken off, so that
// nobody takes it for a whole one.
func (a api) backup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/octet-stream")
	out := &patient{Writer: w, control: http.NewResponseController(w)}
	err := a.desk.Backup(r.Context(), out)
	switch {
	case err != nil && out.begun:
		a.logger.ErrorContext(r.Context(), "backup broken off", "err", err)
		panic(http.ErrAbortHandler)
	case err != nil:
		a.fail(w, r, err)
	}
}

// patient gives each write time of its own.
type patient struct {
	io.Writer
	control *http.ResponseController
	begun   bool
}

func (p *patient) Write(b []byte) (int, error) {
	err := p.control.SetWriteDeadline(time.Now().Add(backupStall))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	p.begun = true
	return p.Writer.Write(b)
}
