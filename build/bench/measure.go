package main

import (
	"context"
	"fmt"
	"time"
)

// few and many are the numbers of visitors at the same time that the bars
// speak of.
const (
	few  = 32
	many = 256
)

// rate has a timed job done and returns its requests a second.
func (b *bench) rate(ctx context.Context, p path, kind, mode string, conns int) (float64, error) {
	to, err := p.target(ctx, mode)
	if err != nil {
		return 0, err
	}
	res, err := b.load.do(job{Kind: kind, To: to, Conns: conns, Length: b.opt.length})
	if err != nil {
		return 0, err
	}
	return float64(res.Count) / res.Elapsed.Seconds(), nil
}

// keepAlives measures both numbers of visitors one after the other, because one
// is divided by the other.
func keepAlives(ctx context.Context, b *bench, p path) (values, error) {
	small, err := b.rate(ctx, p, jobKeepAlive, modePlain, few)
	if err != nil {
		return nil, err
	}
	big, err := b.rate(ctx, p, jobKeepAlive, modePlain, many)
	if err != nil {
		return values{"keepalive-32": small}, err
	}
	return values{"keepalive-32": small, "keepalive-256": big}, nil
}

func newConns(ctx context.Context, b *bench, p path) (values, error) {
	return one("newconn-32")(b.rate(ctx, p, jobFresh, modePlain, few))
}

// one makes values of a single figure.
func one(figure string) func(float64, error) (values, error) {
	return func(v float64, err error) (values, error) {
		if err != nil {
			return nil, err
		}
		return values{figure: v}, nil
	}
}

func ttfb(ctx context.Context, b *bench, p path) (values, error) {
	took, err := b.firstByte(ctx, p)
	return one("ttfb")(float64(took)/float64(time.Microsecond), err)
}

func delayed(ctx context.Context, b *bench, p path) (values, error) {
	took, err := b.firstByte(ctx, p)
	return one("delayed-ttfb")(float64(took)/float64(time.Millisecond), err)
}

func (b *bench) firstByte(ctx context.Context, p path) (time.Duration, error) {
	to, err := p.target(ctx, modePlain)
	if err != nil {
		return 0, err
	}
	res, err := b.load.do(job{Kind: jobTTFB, To: to, Length: b.opt.length})
	return res.TTFB, err
}

// bulkTask moves one body and measures MB/s (10^6 bytes) as figure and, where
// there are processes in between, their CPU seconds for each GiB as figure-cpu.
func bulkTask(kind, mode, figure string) func(context.Context, *bench, path) (values, error) {
	return func(ctx context.Context, b *bench, p path) (values, error) {
		to, err := p.target(ctx, mode)
		if err != nil {
			return nil, err
		}
		before, err := cpuOf(p)
		if err != nil {
			return nil, err
		}
		speed, err := b.transfer(kind, to, b.opt.bulk)
		if err != nil {
			return nil, err
		}
		after, err := cpuOf(p)
		if err != nil {
			return nil, err
		}
		v := values{figure: speed}
		if used := after - before; used > 0 {
			v[figure+"-cpu"] = used / (float64(b.opt.bulk) / (1 << 30))
		}
		return v, nil
	}
}

// transfer returns the speed of one bulk transfer in MB/s.
func (b *bench) transfer(kind string, to endpoint, size int64) (float64, error) {
	res, err := b.load.do(job{Kind: kind, To: to, Bytes: size})
	if err != nil {
		return 0, err
	}
	return float64(size) / 1e6 / res.Elapsed.Seconds(), nil
}

// cpuOf is the CPU time that all processes of a path have used, in seconds.
func cpuOf(p path) (sum float64, err error) {
	server, client := p.ends()
	for _, ends := range [][]*process{server, client} {
		for _, proc := range ends {
			used, err := proc.cpuSeconds()
			if err != nil {
				return 0, err
			}
			sum += used
		}
	}
	return sum, nil
}

// stalledVisitors is how many read nothing. Sharing one window, they stop
// everyone.
const stalledVisitors = 20

// besideStalled measures a download while others read nothing, and divides by
// the same download just before.
func besideStalled(ctx context.Context, b *bench, p path) (values, error) {
	to, err := p.target(ctx, modePlain)
	if err != nil {
		return nil, err
	}
	size := max(b.opt.bulk/2, 1)
	before, err := b.transfer(jobDown, to, size)
	if err != nil {
		return nil, fmt.Errorf("before: %w", err)
	}
	if _, err := b.load.do(job{Kind: jobStall, To: to, Conns: stalledVisitors, Bytes: b.opt.bulk}); err != nil {
		return nil, err
	}
	during, err := b.transfer(jobDown, to, size)
	if _, err := b.load.do(job{Kind: jobRelease}); err != nil {
		return nil, err
	}
	return one("stalled")(during/before, err)
}
