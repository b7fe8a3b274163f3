package agent

import (
	"strings"
	"sync"

	"gotunnel/app/localapi"
)

// trouble is what went wrong with the agent's files and its person should know. The
// zero value is none.
type trouble struct {
	mu      sync.Mutex
	damage  []string // a line for each file that could not be read
	failure string   // why the last attempt to write failed; empty if it did not
}

// damaged takes note of a file that could not be read and is kept aside.
func (t *trouble) damaged(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.damage = append(t.damage, err.Error())
}

// unsaved takes note of how an attempt to write ended; it tells whether that is news.
func (t *trouble) unsaved(err error) (news bool) {
	failure := ""
	if err != nil {
		failure = err.Error()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	news = (failure == "") != (t.failure == "")
	t.failure = failure
	return news
}

func (t *trouble) isUnsaved() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failure != ""
}

// dismiss forgets damage.
func (t *trouble) dismiss() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.damage = nil
}

// problem is what there is to show; nil if all is well. What can still be mended
// comes first.
func (t *trouble) problem() *localapi.Error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.failure != "":
		return &localapi.Error{Code: localapi.CodeNotSaved, Message: "What you share can't be saved, so it would not come back after a restart. " +
			"Is the disk full? It is tried again by itself (" + oneLine(t.failure) + ")."}
	case t.damage != nil:
		return &localapi.Error{Code: localapi.CodeDamaged, Message: "Gotunnel could not read what it had saved, and began anew: " +
			oneLine(strings.Join(t.damage, "\n")) + "."}
	}
	return nil
}

// oneLine is several errors in one sentence.
func oneLine(lines string) string { return strings.ReplaceAll(lines, "\n", "; ") }

// Dismiss implements [localapi.Agent].
func (a *Agent) Dismiss() {
	a.trouble.dismiss()
	a.changed.tell()
}
