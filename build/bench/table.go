package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// widths of the table's columns, in characters. The first is aligned to the
// left, the others to the right.
var widths = []int{34, 8, 9, 11, 11, 9, 15, 6, 11, 8, 8, 8}

var headings = []string{
	"figure", "", pathDirect, pathRelays, pathBig, pathGotunnel, "min–max", "ratio", "min–max", "bar", "stretch", "",
}

// writeReport prints the table and how far to trust it.
func writeReport(w io.Writer, r report) {
	fmt.Fprintf(w, "\n%s: medians of %d rounds; %d CPUs shared by load, app and all in between; loopback.\n",
		r.Began.Format(time.DateTime), len(r.Rounds), r.CPUs)
	if r.Binaries != "" {
		fmt.Fprintln(w, r.Binaries)
	}
	fmt.Fprintf(w, "Noise: the load average before was %s, and should be near 0. Absolute figures drift by a third and more;\n"+
		"ratios are made within each round: compare those, and trust none whose min–max spans the bar.\n\n", r.LoadAvg)
	writeLine(w, headings)
	for _, row := range r.Rows {
		writeLine(w, row.cells())
	}
	for _, n := range r.Notices {
		fmt.Fprintf(w, "\nNotice: %s\n", indent(n))
	}
	for _, f := range r.Failures {
		fmt.Fprintf(w, "\nFAILED: %s\n", indent(f))
	}
}

// writeList prints every figure without measuring any.
func writeList(w io.Writer) {
	for _, f := range figures {
		against := "as it is"
		if f.per != (ref{}) {
			against = "against " + f.per.figure + " through " + f.per.path
		}
		fmt.Fprintf(w, "%-16s %-34s %-8s bar %-8s stretch %-8s %s\n", f.id, strings.TrimSpace(f.title), f.unit,
			f.limit(f.bar), f.limit(f.stretch), against)
	}
}

func writeLine(w io.Writer, cells []string) {
	var line strings.Builder
	fmt.Fprintf(&line, "%-*s", widths[0], cells[0])
	for i, cell := range cells[1:] {
		fmt.Fprintf(&line, " %*s", widths[i+1], cell)
	}
	fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
}

// cells are what headings says.
func (r row) cells() []string {
	c := []string{r.figure.title, r.Unit}
	for _, path := range pathNames {
		c = append(c, r.median(path))
	}
	c = append(c, spread(r.Paths[pathGotunnel]))
	if r.figure.per == (ref{}) {
		c = append(c, "", "")
	} else {
		c = append(c, ratio(r.Judged), spreadOf(r.Judged, twoDigits))
	}
	return append(c, r.figure.limit(r.Bar), r.figure.limit(r.Stretch), r.Verdict)
}

func (r row) median(path string) string {
	s := r.Paths[path]
	if s.N == 0 {
		return "–"
	}
	return number(s.Median)
}

func ratio(s summary) string {
	if s.N == 0 {
		return "–"
	}
	return twoDigits(s.Median)
}

func spread(s summary) string { return spreadOf(s, number) }

func spreadOf(s summary, format func(float64) string) string {
	if s.N < 2 {
		return ""
	}
	return format(s.Min) + "–" + format(s.Max)
}

// limit is a bar or a stretch with its direction.
func (f figure) limit(v float64) string {
	switch {
	case v == 0:
		return ""
	case f.less:
		return "≤ " + strconv.FormatFloat(v, 'g', -1, 64)
	}
	return "≥ " + strconv.FormatFloat(v, 'g', -1, 64)
}

func twoDigits(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

// number has three digits that count, or all before the point, those in groups
// of three.
func number(v float64) string {
	if v < 100 {
		digits := 1
		if v < 10 {
			digits = 2
		}
		return strconv.FormatFloat(v, 'f', digits, 64)
	}
	n := strconv.FormatInt(int64(math.Round(v)), 10)
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + "," + n[i:]
	}
	return n
}
