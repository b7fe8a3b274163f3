package main

import (
	"bytes"
	"errors"
	"net"
	"testing"
	"time"
)

func TestLogger(t *testing.T) {
	tests := map[string]struct{ format, level, want string }{
		"text":      {"text", "info", `level=INFO msg=hello addr=127.0.0.1:80 for=30s err="it failed" n=1` + "\n"},
		"JSON":      {"json", "info", `"level":"INFO","msg":"hello","addr":"127.0.0.1:80","for":"30s","err":"it failed","n":1}` + "\n"},
		"too low":   {"text", "warn", ""},
		"low level": {"text", "debug", `level=INFO msg=hello addr=127.0.0.1:80 for=30s err="it failed" n=1` + "\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			s := settings{LogFormat: tt.format, LogLevel: tt.level}
			s.logger(&out, s.level()).Info("hello", "addr", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80},
				"for", 30*time.Second, "err", errors.New("it failed"), "n", 1)
			if !bytes.HasSuffix(out.Bytes(), []byte(tt.want)) || (tt.want == "") != (out.Len() == 0) {
				t.Errorf("logged %q, want it to end in %q", &out, tt.want)
			}
		})
	}
}
