package password

import (
	"slices"
	"testing"
)

func TestWithout(t *testing.T) {
	tests := []struct {
		name       string
		lines, out []string
	}{
		{"none", nil, nil},
		{"alone", []string{"__g=1"}, nil},
		{"first", []string{"__g=1; a=b"}, []string{"a=b"}},
		{"last", []string{"a=b; __g=1"}, []string{"a=b"}},
		{"between", []string{"a=b; __g=1; c=d"}, []string{"a=b; c=d"}},
		{"several", []string{"__g=1; a=b; __g=2; __g"}, []string{"a=b"}},
		{"several lines", []string{"a=b", "__g=1", "c=d; __g=2"}, []string{"a=b", "c=d"}},
		{"odd spaces", []string{"a=b;  \t__g = 1 ;c=d;e"}, []string{"a=b;c=d;e"}},
		{"odd bytes stay", []string{"a=\"x y\";;b==,\x80; __g=1;c= "}, []string{"a=\"x y\";;b==,\x80;c= "}},
		{"others stay as they are", []string{" a = b;;"}, []string{" a = b;;"}},
		{"longer name", []string{"__gg=1; x__g=2"}, []string{"__gg=1; x__g=2"}},
		{"another case", []string{"__G=1"}, []string{"__G=1"}},
		{"in a value", []string{"a=__g=1"}, []string{"a=__g=1"}},
		{"quoted value", []string{`__g="1"; a=b`}, []string{"a=b"}},
		{"behind a quote", []string{`a="x; __g=1; y"`}, []string{`a="x; y"`}},
		{"empty pieces", []string{"__g=1;"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := slices.Clone(tt.lines)
			if got := without(in, "__g"); !slices.Equal(got, tt.out) {
				t.Errorf("got %q, want %q", got, tt.out)
			}
			if !slices.Equal(in, tt.lines) {
				t.Errorf("the request was changed to %q", in)
			}
		})
	}
}
