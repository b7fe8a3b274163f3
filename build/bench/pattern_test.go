package main

import (
	"bytes"
	"slices"
	"testing"
)

// A transfer must not pass when bytes were lost, doubled or swapped, also in
// units of usual buffer sizes.
func TestReceivePattern(t *testing.T) {
	const size = 3 * chunk
	var sent bytes.Buffer
	if err := sendPattern(&sent, size); err != nil {
		t.Fatal(err)
	}
	good := sent.Bytes()
	const block = 16 << 10 // the smallest that travels on its own: a TLS record
	tests := []struct {
		name string
		in   []byte
		ok   bool
	}{
		{"as sent", good, true},
		{"a block lost", append(slices.Clone(good[:block]), good[2*block:]...), false},
		{"a block twice", append(slices.Clone(good[:block]), good...), false},
		{"two blocks swapped", slices.Concat(good[block:2*block], good[:block], good[2*block:]), false},
		{"two in the middle of a read swapped", slices.Concat(good[:block], good[2*block:3*block], good[block:2*block], good[3*block:]), false},
		{"one byte short", good[:size-1], false},
		{"nothing", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := receivePattern(bytes.NewReader(tt.in), size)
			if (err == nil) != tt.ok {
				t.Errorf("error %v, want none: %v", err, tt.ok)
			}
			if (got == size) != tt.ok {
				t.Errorf("%d right bytes of %d", got, size)
			}
		})
	}
}
