package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// loadCommand is the argument with which the bench runs itself as the load
// generator: a process of its own, so that its CPU time and memory are nobody
// else's.
const loadCommand = "load"

// What a job does. See the loader methods of the same names.
const (
	jobKeepAlive = "keepalive"
	jobFresh     = "fresh"
	jobTTFB      = "ttfb"
	jobDown      = "down"
	jobUp        = "up"
	jobHold      = "hold"
	jobStall     = "stall"
	jobRelease   = "release"
	jobUntil     = "until"
)

// job is one line to the load generator.
type job struct {
	Kind   string
	To     endpoint
	Conns  int           // visitors at the same time
	Length time.Duration // of what is timed
	Bytes  int64         // of one bulk transfer
}

// result is the line it answers with.
type result struct {
	Count   int           // requests answered in Elapsed
	Elapsed time.Duration // what was timed
	TTFB    time.Duration // the median
	At      time.Time     // of the first good answer
	Error   string        // empty when all went well
}

// serveLoad does jobs, one after another, until in ends.
func serveLoad(in io.Reader, out io.Writer) error {
	var held crowd
	jobs, results := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var j job
		switch err := jobs.Decode(&j); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		res, err := do(j, &held)
		if err != nil {
			res.Error = err.Error()
		}
		if err := results.Encode(res); err != nil {
			return err
		}
	}
}

func do(j job, held *crowd) (result, error) {
	switch j.Kind {
	case jobKeepAlive:
		return keepAlive(j)
	case jobFresh:
		return fresh(j)
	case jobTTFB:
		return firstByte(j)
	case jobDown:
		return down(j)
	case jobUp:
		return up(j)
	case jobHold:
		return result{}, held.hold(j)
	case jobStall:
		return result{}, held.stall(j)
	case jobRelease:
		held.release()
		return result{}, nil
	case jobUntil:
		return until(j)
	}
	return result{}, fmt.Errorf("no such job %q", j.Kind)
}

// A job's connections give up when it takes longer than its length by patience,
// or moves fewer than slowest bytes a second, 30 times slower than two relays.
const (
	patience = 10 * time.Second
	slowest  = 25e6
)

// deadline is the last moment of a job that starts now.
func (j job) deadline() time.Time {
	moving := time.Duration(float64(j.Bytes) / slowest * float64(time.Second))
	return time.Now().Add(2*j.Length + moving + patience)
}

// warmUp is the part of a timed job's length that runs before, untimed, so that
// pools and congestion windows have grown.
const warmUp = 5

// keepAlive has Conns visitors ask again and again on a connection each.
func keepAlive(j job) (result, error) {
	var c crowd
	defer c.release()
	req := request(j.To, "GET", "/", "")
	if err := c.open(j, req); err != nil {
		return result{}, err
	}
	return timed(j, func(worker int) error { return c[worker].small(req) })
}

// fresh has Conns visitors come on a new connection for each request. It waits
// for the end of the connection, so that what it counts is done and paid for.
func fresh(j job) (result, error) {
	req := request(j.To, "GET", "/", "Connection: close\r\n")
	deadline := j.deadline()
	return timed(j, func(int) error {
		v, err := visit(j.To, deadline)
		if err != nil {
			return err
		}
		defer v.Close()
		if err := v.small(req); err != nil {
			return err
		}
		if _, err := v.in.ReadByte(); !errors.Is(err, io.EOF) {
			return fmt.Errorf("after the last answer came %w, not the end", err)
		}
		return nil
	})
}

// firstByte has one visitor after another measure the time from the start of
// its connection to the first byte of its answer.
func firstByte(j job) (result, error) {
	req := request(j.To, "GET", "/", "Connection: close\r\n")
	deadline := j.deadline()
	var times []float64
	j.Conns = 1
	res, err := timed(j, func(int) error {
		d, err := oneFirstByte(j.To, req, deadline)
		times = append(times, float64(d))
		return err
	})
	if err == nil {
		times = times[len(times)-res.Count:] // without the warm-up
		res.TTFB = time.Duration(median(times))
	}
	return res, err
}

func oneFirstByte(to endpoint, req []byte, deadline time.Time) (time.Duration, error) {
	began := time.Now()
	v, err := visit(to, deadline)
	if err != nil {
		return 0, err
	}
	defer v.Close()
	if _, err := v.Write(req); err != nil {
		return 0, err
	}
	if _, err := v.in.Peek(1); err != nil {
		return 0, err
	}
	took := time.Since(began)
	_, err = io.Copy(io.Discard, v.in) // to its end, so that none overlaps the next
	return took, err
}

// untilPause is between two attempts of until, and so the error of what it
// measures. One attempt may take untilAttempt: a server that has the visitor
// wait for the client counts as long as it answers.
const (
	untilPause   = time.Millisecond
	untilAttempt = 2 * time.Second
)

// until has visitors come one after another until one is served.
func until(j job) (result, error) {
	req := request(j.To, "GET", "/", "")
	end := time.Now().Add(j.Length)
	for {
		err := oneVisit(j.To, req, time.Now().Add(untilAttempt))
		if err == nil {
			return result{At: time.Now()}, nil
		}
		if time.Now().After(end) {
			return result{}, fmt.Errorf("nobody was served in %v: %w", j.Length, err)
		}
		time.Sleep(untilPause)
	}
}

func oneVisit(to endpoint, req []byte, deadline time.Time) error {
	v, err := visit(to, deadline)
	if err != nil {
		return err
	}
	defer v.Close()
	return v.small(req)
}
