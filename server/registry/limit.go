package registry

import (
	"fmt"
	"slices"

	"gotunnel/tunnelcore/wire"
)

// makeRoomLocked says which names the claim's account must give up to have one
// more: what is live or held is never more than its limit, however often it
// connects. The longest lost go first. Reserved names are had besides, while they
// are not live. If too many are live it is a refusal. old is what becomes the
// claim's, or nil.
func (r *Registry) makeRoomLocked(c Claim, old *entry) ([]*entry, error) {
	if c.Account == "" {
		return nil, nil
	}
	var live, livePorts int
	var held []*entry
	for _, e := range r.accounts[c.Account] {
		switch {
		case e == old || e.free():
		case e.state == Live:
			live++
			livePorts += portsOf(e)
		case !e.Reserved:
			held = append(held, e)
		}
	}
	slices.SortFunc(held, func(a, b *entry) int { return a.Used.Compare(b.Used) })

	away, err := giveUp(nil, held, live, c.Limits.Tunnels, "shares", func(*entry) int { return 1 })
	if err == nil && c.Kind == wire.TCP {
		away, err = giveUp(away, held, livePorts, c.Limits.Ports, "TCP shares", portsOf)
	}
	return away, err
}

func portsOf(e *entry) int {
	if e.Port != 0 {
		return 1
	}
	return 0
}

// giveUp adds to away what of held must go so that one more fits. size is what a
// name counts.
func giveUp(away, held []*entry, live, limit int, what string, size func(*entry) int) ([]*entry, error) {
	if limit <= 0 {
		return away, nil
	}
	if live >= limit {
		return nil, wire.Error{Code: wire.CodeLimit, Message: fmt.Sprintf(
			"Your account has %d %s, as many as it may have at once. Stop one, or ask the person who runs the server for more.",
			live, what)}
	}
	count := live + 1
	for _, e := range held {
		if !slices.Contains(away, e) {
			count += size(e)
		}
	}
	for _, e := range held {
		if count > limit && size(e) > 0 && !slices.Contains(away, e) {
			away = append(away, e)
			count -= size(e)
		}
	}
	return away, nil
}
