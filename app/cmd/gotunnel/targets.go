package main

import (
	"errors"
	"fmt"
	"strings"

	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// app is one thing to share, as a person asked for it.
type app struct {
	target *upstream.Target
	tunnel tunnelcore.TunnelConfig
}

// apps reads what is to be shared from the arguments and from o.
func (o *options) apps(args []string) ([]app, error) {
	var all []app
	for _, group := range []struct {
		kind wire.Kind
		flag string
		list []string
	}{
		{wire.HTTP, "", args},
		{wire.TCP, "--tcp", o.TCP},
		{wire.TLS, "--passthrough", o.Passthrough},
	} {
		for _, s := range group.list {
			a, err := newApp(s, group.kind, group.flag)
			if err != nil {
				return nil, err
			}
			all = append(all, a)
		}
	}
	return all, o.complete(all)
}

// complete puts --name and --port where they belong.
func (o *options) complete(all []app) error {
	if len(all) == 0 {
		return errors.New("share what? Give a port, such as: gotunnel share 3000")
	}
	if o.Name != "" {
		if len(all) > 1 {
			return errors.New("--name is for one target; for several write NAME=TARGET, as in shop=3000 docs=4000")
		}
		if all[0].tunnel.Name != "" {
			return fmt.Errorf("two names for one target: %s and --name %s", all[0].tunnel.Name, o.Name)
		}
		name, err := canonical(o.Name)
		if err != nil {
			return err
		}
		all[0].tunnel.Name = name
	}
	for i := range all {
		if all[i].tunnel.Kind == wire.TCP {
			all[i].tunnel.Port = o.Port // validate saw that there is only one
		}
	}
	return distinct(all)
}

func distinct(all []app) error {
	seen := map[string]bool{}
	for _, a := range all {
		name := a.tunnel.Name
		if name != "" && seen[name] {
			return fmt.Errorf("two targets have the name %s; give each its own", name)
		}
		seen[name] = true
	}
	return nil
}

// newApp reads "TARGET" or "NAME=TARGET".
func newApp(s string, kind wire.Kind, flag string) (app, error) {
	var name string
	if left, right, ok := strings.Cut(s, "="); ok && !strings.ContainsAny(left, ":/") {
		var err error
		if name, err = canonical(left); err != nil {
			return app{}, err
		}
		s = right
	}
	target, err := upstream.Parse(s)
	if err != nil {
		return app{}, err
	}
	if flag != "" && target.Secure() {
		return app{}, fmt.Errorf("%s passes the app's bytes as they are: give it %s without https", flag, target)
	}
	return app{target: target, tunnel: tunnelcore.TunnelConfig{Kind: kind, Name: name}}, nil
}

func canonical(name string) (string, error) {
	c, err := wire.CanonicalName(name)
	if err != nil {
		return "", fmt.Errorf("%q is not a name. %w", name, err)
	}
	return c, nil
}
