//go:build unix

// Run is what "make run" does: it starts a server on this computer, signs in with
// an invite, shares a sample page, and opens the window; or, where there is none,
// the link.
//
//	run -bin build/bin -window
//
// It runs our programs as anybody would, from the folder -bin, and ends them on
// Ctrl-C. What they keep is in a temporary folder. With RUN_ONCE=1 in the environment it opens the link once by
// itself and exits, with 0 when the page came. It builds nothing and installs
// nothing: build/run.sh does that first. What the server stored is gone afterwards.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	bin := flag.String("bin", "build/bin", "folder with gotunneld and gotunnel")
	window := flag.Bool("window", false, "open the window, gotunnel-desktop")
	flag.Parse()
	if err := run(*bin, *window); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(bin string, window bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return demo{bin: bin, window: window, once: os.Getenv("RUN_ONCE") == "1", out: os.Stdout}.run(ctx)
}
