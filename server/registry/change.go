package registry

import "time"

// SetHold changes how long lost names are kept, also of those that are held.
func (r *Registry) SetHold(hold time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.names {
		if e.state == Held {
			e.until = e.Used.Add(hold)
		}
	}
	r.Hold = hold
}

// SetPorts changes which ports TCP tunnels get. Those that have one keep it.
func (r *Registry) SetPorts(first, last int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.FirstPort, r.LastPort = first, last
}
