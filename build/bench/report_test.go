package main

import (
	"strings"
	"testing"
)

// fill makes a report of one figure; a zero is a value that a round lacks.
func fill(figure string, relays, gotunnel []float64) report {
	var r report
	for i := range relays {
		r.Rounds = append(r.Rounds, round{})
		if relays[i] != 0 {
			r.add(figure, pathRelays, relays[i])
		}
		if gotunnel[i] != 0 {
			r.add(figure, pathGotunnel, gotunnel[i])
		}
	}
	r.finish()
	return r
}

func TestJudged(t *testing.T) {
	tests := []struct {
		name             string
		figure           string
		relays, gotunnel []float64
		want             summary
		verdict          string
	}{
		// The median of ratios, which is not the ratio of medians: 0.45.
		{"ratios are made within rounds", "down", []float64{100, 200, 1000}, []float64{90, 90, 1000}, summary{3, 0.9, 0.45, 1}, "ok"},
		{"below", "down", []float64{100}, []float64{89}, summary{1, 0.89, 0.89, 0.89}, "below"},
		{"stretch", "down", []float64{100}, []float64{120}, summary{1, 1.2, 1.2, 1.2}, "stretch"},
		{"less is better, below", "ttfb", []float64{100}, []float64{200}, summary{1, 2, 2, 2}, "below"},
		{"less is better, ok", "ttfb", []float64{100}, []float64{125}, summary{1, 1.25, 1.25, 1.25}, "ok"},
		{"without ref the value counts", "restart", []float64{0}, []float64{300}, summary{1, 300, 300, 300}, "below"},
		{"a round that lacks one is left out", "down", []float64{100, 0, 100}, []float64{100, 50, 0}, summary{1, 1, 1, 1}, "ok"},
		{"no tunnel, no verdict", "down", []float64{100}, []float64{0}, summary{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := fill(tt.figure, tt.relays, tt.gotunnel).Rows[0]
			if got.Judged != tt.want || got.Verdict != tt.verdict {
				t.Errorf("judged %v %q, want %v %q", got.Judged, got.Verdict, tt.want, tt.verdict)
			}
		})
	}
}

func TestTable(t *testing.T) {
	rep := fill("down", []float64{1000, 1100}, []float64{900, 1320})
	rep.Failures = []string{"first line\nsecond line"}
	var out strings.Builder
	writeReport(&out, rep)
	want := strings.Join(strings.Fields(
		"bulk down MB/s – 1,050 – 1,110 900–1,320 1.05 0.90–1.20 ≥ 0.9 ≥ 1.2 ok"), " ")
	if got := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(got, want) {
		t.Errorf("no line %q in\n%s", want, out.String())
	}
	if !strings.Contains(out.String(), "FAILED: first line\n    second line\n") {
		t.Errorf("the failure is missing in\n%s", out.String())
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[float64]string{
		0: "0.00", 1.234: "1.23", 12.34: "12.3", 123.4: "123", 1234: "1,234", 1234567: "1,234,567",
	} {
		if got := number(in); got != want {
			t.Errorf("number(%v) = %q, want %q", in, got, want)
		}
	}
}

// Each figure is measured by a task, and each task measures a figure that
// exists: a typing error would otherwise only leave a row out.
func TestFiguresHaveTasks(t *testing.T) {
	yielded := map[string]bool{}
	for _, task := range tasks {
		for _, id := range task.figures {
			yielded[id] = true
		}
	}
	shown := map[string]bool{}
	for _, f := range figures {
		shown[f.id] = true
		if !yielded[f.id] {
			t.Errorf("no task yields %q", f.id)
		}
		if f.per != (ref{}) && !yielded[f.per.figure] {
			t.Errorf("%q is divided by %q, which no task yields", f.id, f.per.figure)
		}
	}
	for id := range yielded {
		if !shown[id] {
			t.Errorf("no row shows %q", id)
		}
	}
}
