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
)

// checkRisk warns of what is better not shared. Whoever sits at a terminal is
// asked; no is the default.
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
		risk := riskOf(spec, apps)
		if risk == "" {
			continue
		}
		if !isTerminal(os.Stdin) {
			return failure{localapi.CodeRisky, risk + " To share it all the same, add --anyway."}
		}
		yes, err := confirm(ctx, fmt.Sprintf("%s Share it anyway?", risk))
		if err != nil {
			return err
		}
		if !yes {
			return failure{localapi.CodeRisky, "Nothing was shared."}
		}
	}
	o.Anyway = true // for an agent, which asks the same
	return nil
}

// riskOf is the warning for an app on this computer; "" if there is none.
func riskOf(spec sharing.Spec, apps []detect.App) string {
	for _, app := range apps {
		if app.Port == portHere(spec) {
			return app.Risk
		}
	}
	return ""
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
