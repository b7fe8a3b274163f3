package main

import (
	"slices"
	"testing"
)

func TestSummarize(t *testing.T) {
	tests := []struct {
		name string
		in   []float64
		want summary
	}{
		{"nothing", nil, summary{}},
		{"one", []float64{7}, summary{1, 7, 7, 7}},
		{"odd, unsorted", []float64{9, 1, 4}, summary{3, 4, 1, 9}},
		{"even takes the mean of the middle", []float64{8, 1, 2, 4}, summary{4, 3, 1, 8}},
		{"an outlier moves no median", []float64{1, 2, 1000}, summary{3, 2, 1, 1000}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.in)
			if got := summarize(tt.in); got != tt.want {
				t.Errorf("summarize(%v) = %v, want %v", tt.in, got, tt.want)
			}
			if !slices.Equal(tt.in, before) {
				t.Errorf("the values were changed to %v", tt.in)
			}
		})
	}
}
