package main

import "testing"

func TestResolversPort(t *testing.T) {
	for given, want := range map[string]string{
		"": "", "192.0.2.53": "192.0.2.53:53", "127.0.0.1:5353": "127.0.0.1:5353", "2001:db8::53": "[2001:db8::53]:53", "[::1]:5353": "[::1]:5353",
	} {
		if got, err := resolver(given); got != want || err != nil {
			t.Errorf("%q: %q, %v; want %q", given, got, err, want)
		}
	}
}
