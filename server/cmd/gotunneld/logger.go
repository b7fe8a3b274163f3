package main

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// level is that of settings that were checked.
func (s *settings) level() (level slog.Level) {
	_ = level.UnmarshalText([]byte(s.LogLevel))
	return level
}

// logger is for settings that were checked; level may change.
func (s *settings) logger(w io.Writer, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: readable}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// readable writes addresses and durations in JSON as in text: "127.0.0.1:8080"
// and "30s", and not as the fields of a struct and nanoseconds.
func readable(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case time.Time, slog.Level:
	case fmt.Stringer:
		a.Value = slog.StringValue(v.String())
	}
	return a
}
