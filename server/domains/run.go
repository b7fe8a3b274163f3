package domains

import (
	"context"
	"errors"
	"maps"
	"time"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Run looks after the hosts that are live until ctx ends: it asks DNS about them,
// and ends those that are not their account's any more, or that DNS has not led
// here for a day.
func (d *Domains) Run(ctx context.Context) {
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := d.look(ctx); err != nil && ctx.Err() == nil {
				d.Logger.Error("domains not looked after", "err", err)
			}
		}
	}
}

// look goes over all hosts once.
func (d *Domains) look(ctx context.Context) error {
	hosts, records, err := d.all(ctx)
	if err != nil {
		return err
	}
	d.forget(records)
	for _, n := range hosts {
		if d.Registry.Lookup(n.Name).State != registry.Live {
			continue
		}
		record, ok := records[n.Name]
		switch {
		case !ok || record.Account != n.Account:
			d.end(n.Name, foreignRefusal(n.Account, n.Name))
		case time.Since(record.Verified) >= checkEvery:
			d.review(ctx, record)
		}
	}
	return nil
}

// all is the hosts that somebody has, and the records of those that accounts may
// have.
func (d *Domains) all(ctx context.Context) (hosts []store.Name, records map[string]store.Domain, err error) {
	records = map[string]store.Domain{}
	err = d.Store.View(ctx, func(tx store.Reader) error {
		names, err := store.Names.All(tx)
		for _, n := range names {
			if wire.IsOwnHost(n.Name) {
				hosts = append(hosts, n)
			}
		}
		list, err2 := store.Domains.All(tx)
		for _, record := range list {
			records[record.Host] = record
		}
		return errors.Join(err, err2)
	})
	return hosts, records, err
}

// forget drops what is known of hosts that were taken away.
func (d *Domains) forget(records map[string]store.Domain) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.states, func(k key, _ *state) bool { return records[k.host].Account != k.account })
}

// review asks DNS about a live host.
func (d *Domains) review(ctx context.Context, record store.Domain) {
	err := d.check(ctx, record)
	why, ok := errors.AsType[wire.Error](err)
	if !ok || time.Since(record.Verified) < keptFor {
		return // it is well, or may be again
	}
	d.end(record.Host, why)
}

func (d *Domains) end(host string, why wire.Error) {
	if d.Registry.Interrupt(host, why) {
		d.Logger.Warn("domain ended", "domain", host, "reason", why.Message)
	}
}
