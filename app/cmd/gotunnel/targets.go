package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// app is one thing to share, as a person asked for it.
type app struct {
	target *upstream.Target // nil for a folder
	path   string           // of a folder, or of a page in it
	tunnel tunnelcore.TunnelConfig
}

// String is what was asked for, for errors.
func (a app) String() string { return sharing.Spec{Target: a.target, Folder: a.path}.String() }

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
	if err := o.complete(all); err != nil {
		return nil, err
	}
	return all, o.compatible(all)
}

// compatible refuses options that some target can't have.
func (o *options) compatible(all []app) error {
	policies := o.used()
	slices.Sort(policies)
	for _, a := range all {
		switch {
		case o.Raw && a.path != "":
			return errors.New("--raw passes an app's bytes; a folder has none: leave --raw out")
		case len(policies) == 0:
		case o.Raw:
			return fmt.Errorf("--raw passes bytes without looking at them, so %s can't be kept: leave one of them out", policies[0])
		case a.tunnel.Kind != wire.HTTP:
			return fmt.Errorf("%s is for HTTP; the bytes of %s are passed without looking at them", policies[0], a)
		}
	}
	return nil
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
	config := tunnelcore.TunnelConfig{Kind: kind, Name: name}
	if flag == "" && isPath(s) {
		return app{path: s, tunnel: config}, nil
	}
	target, err := upstream.Parse(s)
	if err != nil {
		return app{}, err
	}
	if flag != "" && target.Secure() {
		return app{}, fmt.Errorf("%s passes the app's bytes as they are: give it %s without https", flag, target)
	}
	return app{target: target, tunnel: config}, nil
}

// isPath tells a folder, or an HTML file, from an app's address.
func isPath(s string) bool {
	if s == "." || s == ".." || filepath.IsAbs(s) {
		return true
	}
	for _, start := range []string{"./", "../", `.\`, `..\`} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	if _, err := strconv.Atoi(s); err == nil {
		return false // a port, whatever there is of that name
	}
	_, err := os.Stat(s)
	return err == nil
}

func canonical(name string) (string, error) {
	c, err := wire.CanonicalBind(name)
	if err != nil {
		return "", fmt.Errorf("%q is not a name. %w", name, err)
	}
	return c, nil
}
