package ending

import (
	"context"
	"net/http"
	"time"
)

// visit is one request that runs.
type visit struct {
	w      http.ResponseWriter
	cancel context.CancelFunc
}

// newVisit returns r with a context that the visit can cancel.
func newVisit(w http.ResponseWriter, r *http.Request) (*visit, *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	return &visit{w: w, cancel: cancel}, r.WithContext(ctx)
}

// cut ends a request that runs. The context stops a handler that waits for the
// app; the deadlines, one in the past, stop one that waits for the visitor. A
// writer without deadlines has no connection to cut.
func (v *visit) cut() {
	past := time.Unix(1, 0)
	control := http.NewResponseController(v.w)
	_ = control.SetReadDeadline(past)
	_ = control.SetWriteDeadline(past)
	v.cancel()
}
