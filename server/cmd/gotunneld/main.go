// Gotunneld is the Gotunnel server: visitors come to it, and it passes them to
// the computers that share something.
//
//	gotunneld init
//	gotunneld invite designer
//	gotunneld serve
//	gotunneld status
//	gotunneld restart
//
// The commands beside serve are an operator's. They speak to the API of package
// admin: that of the server that runs on the data folder, by its socket, or the
// same one in their own process when none runs. reload and restart signal it.
//
// Every flag of serve is also a key of the file given with --config, with _ for
// -, and an environment variable, such as GOTUNNELD_TCP_PORTS. The flag wins
// over the variable, and that over the file.
//
// Log lines go to stderr. On SIGTERM or SIGINT it takes no more visitors and
// gives those it has 30 s; a second signal ends it at once. On SIGHUP it reads
// its settings again. On SIGUSR2 it starts the program anew, hands its sockets
// and the store to that process, and stops; if that process can't serve, it goes
// on. The exit status is 2 for settings that cannot be right, and 1 when
// something else went wrong.
//
// It does not go into the background and does not change its user: systemd and
// its like do that better.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	go obey(signals, stop)

	exit(rootCommand().ExecuteContext(ctx))
}

// obey stops the server on the first signal and ends the program on the second.
func obey(signals <-chan os.Signal, stop func()) {
	<-signals
	stop()
	<-signals
	exit(failure{errors.New("ended by a second signal, with visitors not served to the end")})
}

func exit(err error) {
	if err == nil {
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, "gotunneld:", err)
	os.Exit(status(err))
}

// failure is an error of the world and not of the settings.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// failed marks err, if there is one, as a [failure].
func failed(err error) error {
	if err == nil {
		return nil
	}
	return failure{err}
}

func status(err error) int {
	if _, ok := errors.AsType[failure](err); ok {
		return 1
	}
	return 2
}
