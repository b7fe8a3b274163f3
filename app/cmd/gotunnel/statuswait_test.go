package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// await-status NAME STATE: waits until the agent says so of a share.
func awaitStatusCommand(ts *testscript.TestScript, _ bool, args []string) {
	client := localapi.NewClient(filepath.Join(ts.Getenv("XDG_RUNTIME_DIR"), "gotunnel", "agent.sock"))
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(launch.LookOften)
	defer tick.Stop()
	var last []localapi.Share
	for range tick.C {
		shares, err := client.Shares(ctx)
		if err != nil {
			ts.Fatalf("%v; it was %+v", err, last)
		}
		last = shares
		for _, s := range shares {
			if s.Name == args[0] && string(s.State) == args[1] {
				return
			}
		}
	}
}
