package domains

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// askWait is how long each of the two records is waited for: the resolver's own
// time for one try.
const askWait = 5 * time.Second

// Resolver asks the DNS server at "ip:port"; empty: those of the system.
func Resolver(server string) *net.Resolver {
	r := &net.Resolver{PreferGo: true}
	if server != "" {
		r.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server)
		}
	}
	return r
}

// ask asks DNS about a host. It returns nil, or a [wire.Error] that says what is
// missing.
func (d *Domains) ask(ctx context.Context, record store.Domain) error {
	here, instead, err := d.leadsHere(ctx, record.Host)
	if here {
		return nil
	}
	proven, txtErr := d.hasToken(ctx, record)
	if proven {
		return nil
	}
	if err := errors.Join(err, txtErr); err != nil {
		d.Logger.Warn("DNS could not be asked", "domain", record.Host, "err", err)
		return troubleRefusal(record.Host)
	}
	return missingRefusal(record, d.Domain, instead)
}

// leadsHere tells whether a host is a CNAME that leads to a name of this server, by
// way of others or not. If it isn't, instead is where it leads, if that is anywhere
// else.
func (d *Domains) leadsHere(ctx context.Context, host string) (here bool, instead string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	chain, err := d.follow(ctx, host)
	if err != nil || len(chain) == 0 {
		return false, "", err
	}
	if slices.ContainsFunc(chain, d.isOurs) {
		return true, "", nil
	}
	// The server's domain may be a CNAME too, and be left out of the chain.
	last := chain[len(chain)-1]
	home, err := d.follow(ctx, d.Domain)
	return err == nil && len(home) > 0 && last == home[len(home)-1], last, err
}

func (d *Domains) isOurs(host string) bool {
	_, ok := wire.NameIn(host, d.Domain)
	return ok || host == d.Domain
}

// maxSteps is how many CNAMEs may follow each other. Resolvers give up after about
// as many.
const maxSteps = 8

// follow is the hosts that a host's CNAMEs lead to, the last of which has none. A
// lookup leads to the next of them or to the last, as it happens.
func (d *Domains) follow(ctx context.Context, host string) (chain []string, err error) {
	for at := host; len(chain) < maxSteps; {
		next, err := d.Resolver.LookupCNAME(ctx, at+".")
		if err != nil {
			return chain, unlessNone(err)
		}
		next, err = wire.CanonicalHost(next)
		if err != nil || next == at || next == host || slices.Contains(chain, next) {
			break // it is no host, the last, or a circle
		}
		chain = append(chain, next)
		at = next
	}
	return chain, nil
}

// hasToken looks for the TXT record.
func (d *Domains) hasToken(ctx context.Context, record store.Domain) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	texts, err := d.Resolver.LookupTXT(ctx, txtHost(record.Host)+".")
	if err != nil {
		return false, unlessNone(err)
	}
	return slices.Contains(texts, Token(d.Domain, record.Account, record.Host)), nil
}

// unlessNone is nil for the answer that there is no such record.
func unlessNone(err error) error {
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return nil
	}
	return err
}
