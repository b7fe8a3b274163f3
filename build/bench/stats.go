package main

import "slices"

// summary is what rounds come down to.
type summary struct {
	N      int     `json:"n"`
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// summarize is the zero summary when there are no values.
func summarize(v []float64) summary {
	if len(v) == 0 {
		return summary{}
	}
	return summary{N: len(v), Median: median(v), Min: slices.Min(v), Max: slices.Max(v)}
}

// median of an even number of values is the mean of the two in the middle. It
// leaves v as it is; v must not be empty.
func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	mid := len(s) / 2
	if len(s)%2 == 1 {
		return s[mid]
	}
	return (s[mid-1] + s[mid]) / 2
}
