package main

import (
	"errors"
	"sync"
	"time"
)

// timed has j.Conns workers call each, over and over: first for a while that
// does not count, then for j.Length. It stops at the first error.
func timed(j job, each func(worker int) error) (result, error) {
	if res, err := drive(j.Conns, j.Length/warmUp, each); err != nil {
		return res, err
	}
	return drive(j.Conns, j.Length, each)
}

// drive is one stretch of it. What has begun when the time is over is finished
// and counted, and so is the time it took.
func drive(workers int, length time.Duration, each func(worker int) error) (result, error) {
	counts, errs := make([]int, workers), make([]error, workers)
	var all sync.WaitGroup
	began := time.Now()
	end := began.Add(length)
	for w := range workers {
		all.Go(func() { counts[w], errs[w] = repeat(end, func() error { return each(w) }) })
	}
	all.Wait()
	res := result{Elapsed: time.Since(began)}
	for _, n := range counts {
		res.Count += n
	}
	return res, errors.Join(errs...)
}

// repeat calls f until end or its first error, and at least once.
func repeat(end time.Time, f func() error) (n int, err error) {
	for {
		if err := f(); err != nil {
			return n, err
		}
		if n++; !time.Now().Before(end) {
			return n, nil
		}
	}
}
