package detect_test

import (
	"testing"

	"gotunnel/app/detect"
)

func TestLabels(t *testing.T) {
	for want, a := range map[string]detect.App{
		"checkout · Vite · 5173": {Port: 5173, Project: "checkout", Framework: "Vite", Process: "node"},
		"checkout · 5173":        {Port: 5173, Project: "checkout", Process: "checkout"},
		"Vite · 5173":            {Port: 5173, Framework: "Vite", Process: "node"},
		"Next · 3000":            {Port: 3000, Framework: "Next", Process: "next-server"},
		"till · Go · 8080":       {Port: 8080, Framework: "Go", Process: "till"},
		"nginx · 80":             {Port: 80, Framework: "nginx", Process: "nginx"},
		"till · 8080":            {Port: 8080, Process: "till"},
		"Port 8080":              {Port: 8080},
	} {
		if got := a.Label(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
