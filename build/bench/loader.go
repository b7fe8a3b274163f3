package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// loader is the load generator's process, seen from the bench.
type loader struct {
	cmd     *exec.Cmd
	jobs    *json.Encoder
	results *json.Decoder
	in      io.Closer
}

// startLoader starts this program again as the load generator. It is killed
// when ctx ends; the caller stops it before.
func startLoader(ctx context.Context, self string) (*loader, error) {
	cmd := command(ctx, self, loadCommand)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the load generator: %w", err)
	}
	return &loader{cmd: cmd, jobs: json.NewEncoder(in), results: json.NewDecoder(out), in: in}, nil
}

// do has j done and blocks until it is.
func (l *loader) do(j job) (result, error) {
	if err := l.begin(j); err != nil {
		return result{}, err
	}
	return l.finish()
}

// begin hands j over. One finish follows before the next begin.
func (l *loader) begin(j job) error {
	if err := l.jobs.Encode(j); err != nil {
		return fmt.Errorf("to the load generator: %w", err)
	}
	return nil
}

// finish blocks until the job that was begun is done.
func (l *loader) finish() (result, error) {
	var res result
	if err := l.results.Decode(&res); err != nil {
		return res, fmt.Errorf("from the load generator: %w", err)
	}
	if res.Error != "" {
		return res, errors.New(res.Error)
	}
	return res, nil
}

// stop lets the load generator see the end of its jobs, then kills it.
func (l *loader) stop() {
	_ = l.in.Close()
	_ = l.cmd.Process.Kill()
	_ = l.cmd.Wait() // it was killed: that is no news
}
