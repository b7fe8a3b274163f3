package main

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore/wire"
)

// checkRisk warns of what is better not shared.
func (o *options) checkRisk(ctx context.Context, specs []sharing.Spec) error {
	if o.Anyway || !slices.ContainsFunc(specs, func(s sharing.Spec) bool { return portHere(s) != 0 }) {
		return nil
	}
	var scanner detect.Scanner
	apps, err := scanner.Scan(ctx)
	if err != nil {
		return ctx.Err() // what can't be looked at is shared as it was asked for
	}
	for _, spec := range specs {
		app := appOf(spec, apps)
		risk := app.Risk
		if risk == "" {
			continue
		}
		if app.Hidden == detect.Database && spec.Tunnel.Kind == wire.TCP {
			fmt.Fprintln(os.Stderr, risk) // that is what --tcp is for
			continue
		}
		if err := askRisk(ctx, risk); err != nil {
			return err
		}
	}
	return nil
}

// askRisk asks whoever sits at a terminal whether to share what is risky; no is the
// default.
func askRisk(ctx context.Context, risk string) error {
	if !isTerminal(os.Stdin) {
		return failure{localapi.CodeRisky, risk + " To share it all the same, add --anyway."}
	}
	yes, err := confirm(ctx, risk+" Share it anyway?")
	if err == nil && !yes {
		err = failure{localapi.CodeRisky, "Nothing was shared."}
	}
	return err
}

// appOf is the app on this computer that is to be shared; the zero App if there
// is none.
func appOf(spec sharing.Spec, apps []detect.App) detect.App {
	for _, app := range apps {
		if app.Port == portHere(spec) {
			return app
		}
	}
	return detect.App{}
}

// portHere is the port of an app on this computer; 0 for everything else.
func portHere(spec sharing.Spec) int {
	if spec.Target == nil {
		return 0
	}
	addr, err := netip.ParseAddrPort(strings.Replace(spec.Target.String(), "localhost:", "127.0.0.1:", 1))
	if err != nil || !addr.Addr().IsLoopback() {
		return 0
	}
	return int(addr.Port())
}
