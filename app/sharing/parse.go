package sharing

import (
	"fmt"
	"net/netip"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// ParseSpec reads what another program wants shared. Its errors are sentences for
// people.
func ParseSpec(want localapi.NewShare) (spec Spec, err error) {
	spec = Spec{
		Folder: want.Folder, Wait: want.Wait, Raw: want.Raw, NoInspect: want.NoInspect,
		Tunnel: tunnelcore.TunnelConfig{Kind: wire.Kind(want.Kind), Name: want.Name, Port: want.Port, Move: want.Move},
	}
	if want.Kind == "" {
		spec.Tunnel.Kind = wire.HTTP
	}
	if want.Folder == "" {
		if spec.Target, err = upstream.Parse(want.Target); err != nil {
			return spec, err
		}
	}
	spec.Policy, err = parsePolicy(want.Policy)
	return spec, err
}

func parsePolicy(p localapi.Policy) (policy Policy, err error) {
	policy = Policy{
		Password: p.Password, Until: p.Until, Headers: p.Headers, NoIndex: p.NoIndex, Requests: p.Requests, Bytes: p.Bytes,
	}
	if policy.Profile, err = gateway.ParseProfile(p.Profile); err != nil {
		return policy, err
	}
	for _, text := range p.Allow {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return policy, fmt.Errorf("%s is not a block of addresses, such as 203.0.113.0/24", text)
		}
		policy.Allow = append(policy.Allow, prefix)
	}
	return policy, nil
}

// Wanted is a spec as another program says it. Its folder's path must be absolute
// for that.
func (s Spec) Wanted() localapi.NewShare {
	p := s.Policy
	want := localapi.NewShare{
		Folder: s.Folder, Kind: string(s.Tunnel.Kind), Name: s.Tunnel.Name, Port: s.Tunnel.Port, Move: s.Tunnel.Move,
		Wait: s.Wait, Raw: s.Raw, NoInspect: s.NoInspect,
		Policy: localapi.Policy{
			Profile: string(p.Profile), Password: p.Password, Until: p.Until, Headers: p.Headers,
			NoIndex: p.NoIndex, Requests: p.Requests, Bytes: p.Bytes,
		},
	}
	if s.Target != nil {
		want.Target = s.Target.Text()
	}
	for _, prefix := range p.Allow {
		want.Policy.Allow = append(want.Policy.Allow, prefix.String())
	}
	return want
}
