package main

import (
	"fmt"
	"log/slog"

	"gotunnel/server/accesslog"
)

// noAccessLog is the setting for none.
const noAccessLog = "off"

func (s *settings) checkAccessLog() error {
	switch s.AccessLog {
	case noAccessLog, string(accesslog.Common), string(accesslog.JSON):
	default:
		return fmt.Errorf("--access-log is %q: give off, common or json", s.AccessLog)
	}
	switch accesslog.Visitors(s.AccessLogVisitors) {
	case accesslog.Full, accesslog.Network, accesslog.Nobody:
	default:
		return fmt.Errorf("--access-log-visitors is %q: give full, network or none", s.AccessLogVisitors)
	}
	if s.AccessLogFile != "" && s.AccessLog == noAccessLog {
		return fmt.Errorf("--access-log-file is %s, and nothing is written to it: add --access-log common or json", s.AccessLogFile)
	}
	return nil
}

// openAccessLog opens what the settings, which were checked, say: nil for none.
func (s *settings) openAccessLog(logger *slog.Logger) (*accesslog.Log, error) {
	if s.AccessLog == noAccessLog {
		return nil, nil
	}
	return accesslog.Open(accesslog.Config{
		Format: accesslog.Format(s.AccessLog), Visitors: accesslog.Visitors(s.AccessLogVisitors), File: s.AccessLogFile, Logger: logger,
	})
}

// closeAccessLog logs what it could not write.
func closeAccessLog(log *accesslog.Log, logger *slog.Logger) {
	if err := log.Close(); err != nil {
		logger.Error("access log not closed", "err", err)
	}
}
