package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// round is what one round measured: figure, then path.
type round map[string]map[string]float64

func (r round) get(figure, path string) (float64, bool) {
	v, ok := r[figure][path]
	return v, ok
}

// report is everything that was measured, and the -json file.
type report struct {
	Began    time.Time `json:"began"`
	CPUs     int       `json:"cpus"`
	BulkMiB  int64     `json:"bulk_mib"`
	Seconds  float64   `json:"seconds"`
	LoadAvg  string    `json:"load_average"` // of the last minute before the run
	Binaries string    `json:"binaries,omitempty"`
	Rows     []row     `json:"figures"`
	Rounds   []round   `json:"rounds"`
	Notices  []string  `json:"notices,omitempty"`
	Failures []string  `json:"failures,omitempty"`
}

// row is one figure over all rounds.
type row struct {
	ID      string             `json:"id"`
	Unit    string             `json:"unit"`
	Paths   map[string]summary `json:"paths"`
	Judged  summary            `json:"judged"` // the ratio, or the value where there is none
	Bar     float64            `json:"bar,omitempty"`
	Stretch float64            `json:"stretch,omitempty"`
	Verdict string             `json:"verdict,omitempty"`
	figure  figure
}

func newReport(opt options) report {
	return report{
		Began: time.Now(), CPUs: runtime.NumCPU(),
		BulkMiB: opt.bulk >> 20, Seconds: opt.length.Seconds(), LoadAvg: loadAverage(),
	}
}

// add keeps a value of the last round.
func (r *report) add(figure, path string, v float64) {
	last := r.Rounds[len(r.Rounds)-1]
	if last[figure] == nil {
		last[figure] = map[string]float64{}
	}
	last[figure][path] = v
}

// notice keeps what was left out, once.
func (r *report) notice(err error) {
	if text := err.Error(); !slices.Contains(r.Notices, text) {
		r.Notices = append(r.Notices, text)
	}
}

func (r *report) fail(task, path string, err error) {
	text := fmt.Sprintf("round %d, %s through %s: %v", len(r.Rounds), task, path, err)
	fmt.Fprintln(os.Stderr, text)
	r.Failures = append(r.Failures, text)
}

// finish makes a row of each figure that has values.
func (r *report) finish() {
	for _, f := range figures {
		row := row{ID: f.id, Unit: f.unit, Paths: map[string]summary{}, Bar: f.bar, Stretch: f.stretch, figure: f}
		for _, path := range pathNames {
			if v := r.collect(func(n round) (float64, bool) { return n.get(f.source(), path) }); len(v) > 0 {
				row.Paths[path] = summarize(v)
			}
		}
		if len(row.Paths) == 0 {
			continue
		}
		if row.Judged = summarize(r.collect(f.judged)); row.Judged.N > 0 {
			row.Verdict = f.verdict(row.Judged.Median)
		}
		r.Rows = append(r.Rows, row)
	}
}

// collect is a value of each round that has one.
func (r *report) collect(value func(round) (float64, bool)) (v []float64) {
	for _, n := range r.Rounds {
		if x, ok := value(n); ok {
			v = append(v, x)
		}
	}
	return v
}

func writeJSON(file string, r report) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// indent sets every line after the first under it.
func indent(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n    ") }
