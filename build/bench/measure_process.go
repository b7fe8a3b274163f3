package main

import (
	"context"
	"fmt"
	"time"
)

// The numbers that the bars speak of, and how long processes are left alone
// before their memory is read: pools that grew meanwhile may shrink.
const (
	idleCount   = 1000
	tunnelCount = 200
	calm        = time.Second
)

// idleVisitors measures the memory of both ends while visitors are there that
// have been served and ask nothing more, in MB (10^6 bytes).
func idleVisitors(ctx context.Context, b *bench, p path) (values, error) {
	to, err := p.target(ctx, modePlain)
	if err != nil {
		return nil, err
	}
	_, holdErr := b.load.do(job{Kind: jobHold, To: to, Conns: idleCount})
	defer b.load.do(job{Kind: jobRelease}) //nolint:errcheck // they go with the path otherwise
	if holdErr != nil {
		return nil, holdErr
	}
	if err := rest(ctx, calm); err != nil {
		return nil, err
	}
	server, client := p.ends()
	v := values{}
	if v["rss-server"], err = rssOf(server, 1e6); err != nil {
		return nil, err
	}
	v["rss-client"], err = rssOf(client, 1e6)
	return v, err
}

func rssOf(procs []*process, unit float64) (sum float64, err error) {
	for _, p := range procs {
		n, err := p.rss()
		if err != nil {
			return 0, err
		}
		sum += n / unit
	}
	return sum, nil
}

// idleTunnels measures by how many KiB each share, with a client and a session
// of its own, makes the server larger.
func idleTunnels(ctx context.Context, b *bench, p path) (values, error) {
	t := p.(*tunnel) // the task has this path only
	if _, err := t.target(ctx, modePlain); err != nil {
		return nil, err
	}
	server := []*process{t.server}
	before, err := rssOf(server, 1<<10)
	if err != nil {
		return nil, err
	}
	if err := t.shareMany(ctx, tunnelCount); err != nil {
		return nil, err
	}
	if err := rest(ctx, calm); err != nil {
		return nil, err
	}
	after, err := rssOf(server, 1<<10)
	return one("rss-tunnel")((after-before)/tunnelCount, err)
}

// restartLimit is when the wait for the first good answer ends.
const restartLimit = 30 * time.Second

// restart kills the server, starts it again, and measures the milliseconds from
// its listening to the first good answer. The time it takes to start is not
// counted, and visitors try all along.
func restart(ctx context.Context, b *bench, p path) (values, error) {
	t := p.(*tunnel) // the task has this path only
	to, err := t.target(ctx, modePlain)
	if err != nil {
		return nil, err
	}
	if _, err := b.load.do(job{Kind: jobUntil, To: to, Length: restartLimit}); err != nil {
		return nil, fmt.Errorf("before the restart: %w", err)
	}
	t.server.stop()
	if err := b.load.begin(job{Kind: jobUntil, To: to, Length: restartLimit}); err != nil {
		return nil, err
	}
	startErr := t.startServer(ctx)
	res, err := b.load.finish()
	if startErr != nil {
		return nil, startErr
	}
	return one("restart")(float64(res.At.Sub(t.server.readyAt))/float64(time.Millisecond), err)
}

// rest does nothing for d, or until ctx ends.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
