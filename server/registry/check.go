package registry

import "context"

// Check says what Bind of a claim's name would be refused with, as a [wire.Error],
// or nil; a name that the claim's session has already is no refusal. It changes
// nothing, does not look at how many names the account has, and blocks while another
// session is probed, a second at most.
func (r *Registry) Check(ctx context.Context, c Claim) error {
	rival, err := r.tryCheck(c)
	if err != nil || rival == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	if rival.Probe(ctx) != nil {
		return nil
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.takenLocked(c)
}

// tryCheck answers unless the same device has the name live in another session.
func (r *Registry) tryCheck(c Claim) (rival Owner, err error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	e := r.incumbentLocked(c)
	if err := r.refusalLocked(c, e); err != nil {
		return nil, err
	}
	if e != nil && e.state == Live && sameSecret(e.Resume, c.Resume) && e.instance != c.Instance {
		return e.owner, nil
	}
	return nil, nil //nolint:nilnil // there is neither
}
