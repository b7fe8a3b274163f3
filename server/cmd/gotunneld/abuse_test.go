package main

import "testing"

func TestContact(t *testing.T) {
	for report, want := range map[string]string{
		"":                          "",
		"abuse@example.com":         "mailto:abuse@example.com",
		"https://example.com/a?b=c": "https://example.com/a?b=c",
		"Kim <abuse@example.com>":   "error",
		"http://example.com":        "error",
		"javascript:alert(1)":       "error",
		"https://":                  "error",
		"somebody":                  "error",
		"mailto:abuse@example.com":  "error",
	} {
		got, err := contact(report)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %q, %v", report, got, err)
		}
	}
}
