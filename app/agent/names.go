package agent

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// hold is how long a server keeps a name for a device that is away, unless its
// operator decided otherwise.
const hold = 7 * 24 * time.Hour

// heldNames are the names that servers keep for this device, with when they were
// in use last. A name that was given back is not in it.
type heldNames map[string]map[string]time.Time

func (h *heldNames) keep(server, name string, now time.Time) {
	if *h == nil {
		*h = heldNames{}
	}
	if (*h)[server] == nil {
		(*h)[server] = map[string]time.Time{}
	}
	(*h)[server][name] = now
}

// longAgo is when a name is certainly of no interest any more, also after a clock was
// wrong for a while.
const longAgo = 365 * 24 * time.Hour

// forget drops those that no server has kept for long.
func (h heldNames) forget(now time.Time) {
	for _, names := range h {
		maps.DeleteFunc(names, func(_ string, last time.Time) bool { return now.Sub(last) > longAgo })
	}
}

func (h *heldNames) drop(server, name string) { delete((*h)[server], name) }

// Names implements [localapi.Agent].
func (a *Agent) Names() []localapi.HeldName {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []localapi.HeldName
	held := a.names[a.link.Address]
	for _, name := range slices.Sorted(maps.Keys(held)) {
		if k := a.findLocked(name); k != nil && k.share != nil {
			all = append(all, localapi.HeldName{Name: name, Live: true})
		} else if until := held[name].Add(hold); until.After(time.Now()) {
			all = append(all, localapi.HeldName{Name: name, Until: until})
		}
	}
	return all
}

// Release implements [localapi.Agent]. It has the name for a moment, to give it
// back.
func (a *Agent) Release(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, checkWait)
	defer cancel()
	c, err := a.current(ctx)
	if err != nil {
		return err
	}
	a.mu.Lock()
	k := a.findLocked(name)
	a.mu.Unlock()
	if k != nil {
		return localapi.Error{Code: localapi.CodeInvalid, Message: "This name is in use. Stop the share first."}
	}
	tunnel, err := c.sharer.Client.Listen(ctx, tunnelcore.TunnelConfig{Name: name})
	if err != nil {
		return *a.explain(c, err)
	}
	_ = tunnel.Close() // always nil
	a.mu.Lock()
	a.names.drop(c.server, name)
	a.mu.Unlock()
	a.save()
	return nil
}

// checkWait is how long a server may take to say whether a name is free, and to take
// one back.
const checkWait = 5 * time.Second

// CheckName implements [localapi.Agent].
func (a *Agent) CheckName(ctx context.Context, name string) (localapi.NameCheck, error) {
	check := localapi.NameCheck{Name: name}
	canonical, err := wire.CanonicalBind(name)
	if err != nil {
		check.Problem = &localapi.Error{Code: string(wire.CodeNameInvalid), Message: "Use letters, numbers and dashes, up to 40."}
		return check, nil //nolint:nilerr // that is the answer
	}
	check.Name = canonical
	a.mu.Lock()
	mine := a.findLocked(canonical) != nil
	a.mu.Unlock()
	if mine {
		check.Problem = sharedAs(canonical)
		return check, nil
	}
	ctx, cancel := context.WithTimeout(ctx, checkWait)
	defer cancel()
	c, err := a.current(ctx)
	if err != nil {
		return check, err
	}
	err = c.sharer.Client.CheckName(ctx, canonical)
	if err != nil && !errors.Is(err, tunnelcore.ErrUnsupported) { // an older server says it when the link is made
		check.Problem = a.explain(c, err)
		return check, nil
	}
	check.Free = true
	return check, nil
}

func sharedAs(name string) *localapi.Error {
	return &localapi.Error{Code: string(wire.CodeNameTaken), Message: "You share something as '" + name + "' already."}
}

// promised is an error for a name that another share is to have again, which has no
// link now: the server would give it to any share of this computer.
func (a *Agent) promised(name string, but *keptShare) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if k := a.findLocked(name); name != "" && k != nil && k != but && k.share == nil {
		return *sharedAs(name)
	}
	return nil
}

// namesFor are the names to try for a share without one: that of the project or
// folder, what the server suggests in its place, and any.
func (a *Agent) namesFor(want savedShare) []string {
	var name string
	switch {
	case want.Folder != "":
		name = filepath.Base(want.Folder)
		if ext := filepath.Ext(name); ext == ".html" || ext == ".htm" {
			name = filepath.Base(filepath.Dir(want.Folder))
		}
	case want.App != nil && !strings.HasPrefix(want.App.Name, "Port "):
		name = want.App.Name
	}
	if slug := slugOf(name); slug != "" {
		return []string{slug, "", ""}
	}
	return []string{""}
}

// slugOf makes a name for a link of one that people gave to something; "" if
// there is nothing to make it of.
func slugOf(name string) string {
	slug := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
	words := strings.FieldsFunc(slug, func(r rune) bool { return r == '-' })
	slug = strings.Trim(firstBytes(strings.Join(words, "-"), 40), "-")
	if _, err := wire.CanonicalBind(slug); err != nil {
		return ""
	}
	return slug
}

func firstBytes(s string, n int) string { return s[:min(n, len(s))] }
