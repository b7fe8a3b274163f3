package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	rounds  int
	length  time.Duration // of one timed measurement
	bulk    int64         // bytes of one bulk transfer
	only    *regexp.Regexp
	bin     string
	json    string
	list    bool
	verbose bool
}

func main() {
	// Children die with the thread that started them (see dieWithParent), so
	// everything is started from the one thread that lives as long as we do.
	runtime.LockOSThread()
	os.Exit(run(os.Args[1:]))
}

// run is main with an exit code, so that deferred clean-up happens.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case len(args) == 1 && args[0] == appCommand:
		err = serveApp(ctx, os.Stdout)
	case len(args) == 1 && args[0] == loadCommand:
		err = serveLoad(os.Stdin, os.Stdout)
	default:
		err = runBench(ctx, args)
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case ctx.Err() != nil:
		return 130 // what a shell reports for Ctrl-C
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return 0
}

// runBench measures and prints. The error counts what went wrong.
func runBench(ctx context.Context, args []string) error {
	opt, err := parseFlags(args)
	if err != nil {
		return err
	}
	if opt.list {
		writeList(os.Stdout)
		return nil
	}
	b, err := newBench(ctx, opt)
	if err != nil {
		return err
	}
	defer b.close()
	rep := b.measure(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	writeReport(os.Stdout, rep)
	if opt.json != "" {
		if err := writeJSON(opt.json, rep); err != nil {
			return err
		}
	}
	if n := len(rep.Failures); n > 0 {
		return fmt.Errorf("%d measurements failed", n)
	}
	return nil
}

func parseFlags(args []string) (options, error) {
	var opt options
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.IntVar(&opt.rounds, "rounds", 5, "measure everything this many `times`")
	seconds := fs.Float64("seconds", 1.2, "length of one timed measurement in `seconds`")
	mib := fs.Int64("bulk", 1024, "size of one bulk transfer in `MiB`")
	only := fs.String("only", "", "measure only the figures that match this `regexp` (see -list)")
	fs.StringVar(&opt.bin, "bin", "build/bin", "`folder` with gotunneld and gotunnel; built when they are not there")
	fs.StringVar(&opt.json, "json", "", "also write everything measured to this `file`")
	fs.BoolVar(&opt.list, "list", false, "list the figures and their bars, measure nothing")
	fs.BoolVar(&opt.verbose, "v", false, "print each measurement as it is made")
	if err := fs.Parse(args); err != nil {
		return opt, err
	}
	var err error
	if opt.only, err = regexp.Compile(*only); err != nil {
		return opt, fmt.Errorf("-only: %w", err)
	}
	if fs.NArg() > 0 || opt.rounds < 1 || *seconds <= 0 || *mib < 1 {
		return opt, errors.New("-rounds, -seconds and -bulk must be above zero, and nothing may follow the flags")
	}
	opt.length = time.Duration(*seconds * float64(time.Second))
	opt.bulk = *mib << 20
	return opt, nil
}
