// Gotunnel gives what runs on this computer a link that others can open:
//
//	gotunnel share 3000 --server share.example.com
//
// Every option of share is also an environment variable, such as
// GOTUNNEL_SERVER, and a key of the settings file, config.toml in the folder
// gotunnel of the user's configuration folder. The option wins over the
// variable, and that over the file.
//
// It shares until Ctrl-C or SIGTERM; a second one ends it at once. The exit
// status is 0 after that, 2 for options or settings that can't be right, and 1
// for what failed while it ran.
//
// Other commands of it show and change what is shared, by package localapi. With
// --detach an agent, the same program, shares in the background.
//
// It starts no app.
//go:debug updatemaxprocs=0
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the next signal does what it does to any program
	// Without this a reader of the output that goes away kills the program
	// before it can end its shares; with it, writing fails.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)

	if err := rootCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "gotunnel:", err)
		os.Exit(status(err))
	}
}
