package server

import (
	"sync/atomic"

	"github.com/VictoriaMetrics/metrics"
)

// register adds the server's figures to a set. They are read from what the
// parts count anyway.
func (s *Server) register(set *metrics.Set) {
	if set == nil {
		return
	}
	gauge := func(name string, value func() int) {
		set.NewGauge(name, func() float64 { return float64(value()) })
	}
	counter := func(name string, value *atomic.Int64) {
		set.NewGauge(name, func() float64 { return float64(value.Load()) })
	}
	gauge("gotunneld_sessions", s.hub.Count)
	gauge("gotunneld_names_live", func() int { live, _ := s.registry.Count(); return live })
	gauge("gotunneld_names_held", func() int { _, held := s.registry.Count(); return held })
	counter("gotunneld_visitors_open", &s.public.Stats.Open)
	counter("gotunneld_visitors_total", &s.public.Stats.Visitors)
	counter("gotunneld_visitors_refused_total", &s.public.Stats.Refused)
	counter(`gotunneld_bytes_total{direction="up"}`, &s.public.Stats.Up)
	counter(`gotunneld_bytes_total{direction="down"}`, &s.public.Stats.Down)
	if s.cfg.AccessLog != nil {
		gauge("gotunneld_access_log_dropped_total", func() int { return int(s.cfg.AccessLog.Dropped()) })
	}
}
