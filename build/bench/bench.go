package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

// bench is one run: the app, the load generator, the paths that are up, and
// what was measured.
type bench struct {
	opt   options
	dir   string // scratch files, removed at the end
	app   *app
	load  *loader
	paths map[string]path // those that stay up between rounds
	bin   string          // folder of the binaries, when found
	rep   report

	binErr error // why there is none
}

// app is the app's process and where it listens.
type app struct {
	appAddrs
	proc *process
}

// endpoint is the app's address for a mode, or that of what stands before it.
func (a *app) endpoint(addr, host, mode string) endpoint {
	return endpoint{Addr: addr, Host: host, Mode: modes[mode], Root: a.Root}
}

// newBench starts the app and the load generator. The caller closes it; all of
// it also ends with ctx.
func newBench(ctx context.Context, opt options) (_ *bench, err error) {
	if runtime.GOOS != "linux" {
		return nil, errors.New("this reads /proc, so it runs on Linux only")
	}
	b := &bench{opt: opt, paths: map[string]path{}}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	if b.dir, err = os.MkdirTemp("", "gotunnel-bench-"); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if b.app, err = startApp(ctx, self); err != nil {
		return nil, err
	}
	b.load, err = startLoader(ctx, self)
	return b, err
}

func startApp(ctx context.Context, self string) (*app, error) {
	a := &app{}
	var err error
	a.proc, err = start(ctx, spec{
		name: "the app", path: self, args: []string{appCommand},
		ready: func(line string) bool { return json.Unmarshal([]byte(line), &a.appAddrs) == nil },
	})
	return a, err
}

// close ends what is still there, the app last because all lead to it.
func (b *bench) close() {
	for _, p := range b.paths {
		p.close()
	}
	if b.load != nil {
		b.load.stop()
	}
	if b.app != nil {
		b.app.proc.stop()
	}
	_ = os.RemoveAll(b.dir)
}

// programs finds or builds the binaries, once.
func (b *bench) programs(ctx context.Context) (string, error) {
	if b.bin == "" && b.binErr == nil {
		b.bin, b.binErr = findPrograms(ctx, b.opt.bin, b.dir)
		b.rep.Binaries = describe(b.bin)
	}
	return b.bin, b.binErr
}

// pathOptions is how a path differs from the usual.
type pathOptions struct {
	big   bool          // relays with big buffers
	delay time.Duration // one way, in the middle of the path
}

// open starts a path. The caller closes it.
func (b *bench) open(ctx context.Context, name string, opt pathOptions) (path, error) {
	switch name {
	case pathDirect:
		return direct{b.app}, nil
	case pathRelays:
		return typed(startRelays(ctx, b, opt))
	case pathBig:
		opt.big = true
		return typed(startRelays(ctx, b, opt))
	case pathGotunnel:
		return typed(startTunnel(ctx, b, opt))
	}
	return nil, fmt.Errorf("no such path %q", name)
}

// typed keeps a nil pointer from becoming a path that is not nil.
func typed[P path](p P, err error) (path, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}

// shared is a path that stays up for the whole run.
func (b *bench) shared(ctx context.Context, name string) (path, error) {
	if p, ok := b.paths[name]; ok {
		return p, nil
	}
	p, err := b.open(ctx, name, pathOptions{})
	if err == nil {
		b.paths[name] = p
	}
	return p, err
}

// measure does all rounds. What fails is in the report and does not end the
// run; the end of ctx does.
func (b *bench) measure(ctx context.Context) report {
	b.rep = newReport(b.opt)
	for n := range b.opt.rounds {
		fmt.Fprintf(os.Stderr, "round %d of %d\n", n+1, b.opt.rounds)
		b.rep.Rounds = append(b.rep.Rounds, round{})
		for _, t := range tasks {
			if t.wanted(b.opt.only) && (t.rounds == 0 || n < t.rounds) {
				b.measureTask(ctx, t)
			}
		}
	}
	b.rep.finish()
	return b.rep
}

// measureTask does one task through each of its paths, close together in time.
func (b *bench) measureTask(ctx context.Context, t task) {
	for _, name := range t.paths {
		if ctx.Err() != nil {
			return
		}
		values, err := b.once(ctx, t, name)
		switch {
		case errors.Is(err, errMissing):
			b.rep.notice(err)
		case err != nil && ctx.Err() == nil:
			b.rep.fail(t.id, name, err)
			if !t.fresh {
				b.drop(name) // it is started anew for what comes next
			}
		}
		for figure, v := range values {
			b.rep.add(figure, name, v)
			if b.opt.verbose {
				fmt.Fprintf(os.Stderr, "  %-24s %-12s %.4g\n", figure, name, v)
			}
		}
	}
}

// once is one measurement of one task through one path.
func (b *bench) once(ctx context.Context, t task, name string) (values, error) {
	if !t.fresh {
		p, err := b.shared(ctx, name)
		if err != nil {
			return nil, err
		}
		return t.run(ctx, b, p)
	}
	p, err := b.open(ctx, name, pathOptions{delay: t.delay})
	if err != nil {
		return nil, err
	}
	defer p.close()
	return t.run(ctx, b, p)
}

func (b *bench) drop(name string) {
	if p, ok := b.paths[name]; ok {
		p.close()
		delete(b.paths, name)
	}
}
