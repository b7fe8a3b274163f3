package main

// figure is one row of the report.
type figure struct {
	id    string
	title string
	unit  string
	of    string // the figure whose values these are, when not its own
	per   ref    // what Gotunnel's value is divided by in each round
	less  bool   // less is better
	bar   float64
	// stretch is what we would like. Zero means that there is none, for bar
	// too.
	stretch float64
}

// ref names another value of the same round. The zero ref means that the value
// is judged as it is.
type ref struct{ path, figure string }

// relaysOf and bigOf are the usual refs: the same through two relays. directOf is
// the same without any tunnel.
func relaysOf(figure string) ref { return ref{pathRelays, figure} }
func bigOf(figure string) ref    { return ref{pathBig, figure} }
func directOf(figure string) ref { return ref{pathDirect, figure} }

// figures in the order of the report. The bars say how much of what two relays
// reach a tunnel with TLS between its ends must reach, and what it may cost; a
// bar without ref is in the figure's unit.
var figures = []figure{
	{id: "keepalive-32", title: "keep-alive, 32 visitors", unit: "req/s", per: relaysOf("keepalive-32"), bar: 0.65, stretch: 0.80},
	{id: "keepalive-256", title: "keep-alive, 256, against its 32", unit: "req/s", per: ref{pathGotunnel, "keepalive-32"}, bar: 0.9},
	{id: "gateway-32", title: "keep-alive, 32, HTTP gateway", unit: "req/s", per: relaysOf("keepalive-32"), bar: 0.40, stretch: 0.55},
	{id: "gateway-32-direct", title: "  the same, against no tunnel", unit: "req/s", of: "gateway-32", per: directOf("keepalive-32")},
	{id: "gateway-32-cost", title: "  the same, against --no-inspect", unit: "req/s", of: "gateway-32", per: ref{pathGotunnel, "gateway-32-off"}, bar: 0.85},
	{id: "gateway-32-off", title: "  with --no-inspect", unit: "req/s", per: relaysOf("keepalive-32")},
	{id: "newconn-32", title: "a new connection each, 32", unit: "req/s", per: relaysOf("newconn-32"), bar: 0.80, stretch: 1.00},
	{id: "gateway-newconn", title: "a new connection each, gateway", unit: "req/s", per: relaysOf("newconn-32")},
	{id: "gateway-newconn-direct", title: "  the same, against no tunnel", unit: "req/s", of: "gateway-newconn", per: directOf("newconn-32")},
	{id: "gateway-newconn-cost", title: "  the same, against --no-inspect", unit: "req/s", of: "gateway-newconn", per: ref{pathGotunnel, "gateway-newconn-off"}, bar: 0.85},
	{id: "gateway-newconn-off", title: "  with --no-inspect", unit: "req/s", per: relaysOf("newconn-32")},
	{id: "ttfb", title: "first byte, new connection", unit: "µs", per: relaysOf("ttfb"), less: true, bar: 1.25, stretch: 1.0},
	{id: "down", title: "bulk down", unit: "MB/s", per: relaysOf("down"), bar: 0.9, stretch: 1.2},
	{id: "down-cpu", title: "bulk down, CPU", unit: "s/GiB", less: true, bar: 1.8},
	{id: "gateway-down", title: "bulk down, HTTP gateway", unit: "MB/s", per: relaysOf("down")},
	{id: "gateway-down-direct", title: "  the same, against no tunnel", unit: "MB/s", of: "gateway-down", per: directOf("down")},
	{id: "gateway-down-cost", title: "  the same, against --no-inspect", unit: "MB/s", of: "gateway-down", per: ref{pathGotunnel, "gateway-down-off"}, bar: 0.85},
	{id: "gateway-down-off", title: "  with --no-inspect", unit: "MB/s", per: relaysOf("down")},
	{id: "up", title: "bulk up", unit: "MB/s", per: relaysOf("up"), bar: 0.9, stretch: 1.2},
	{id: "up-cpu", title: "bulk up, CPU", unit: "s/GiB", less: true, bar: 1.8},
	{id: "passthrough", title: "bulk down, passthrough", unit: "MB/s", per: relaysOf("passthrough"), bar: 2.5},
	{id: "passthrough-big", title: "  the same, against big relays", unit: "MB/s", of: "passthrough", per: bigOf("passthrough"), stretch: 1.0},
	{id: "passthrough-cpu", title: "  the same, CPU", unit: "s/GiB", less: true},
	{id: "passthrough-tls", title: "bulk down, passthrough, TLS ends", unit: "MB/s", per: relaysOf("passthrough-tls")},
	{id: "stalled", title: "bulk beside 20 that read nothing", unit: "× before", bar: 0.5},
	{id: "delayed-ttfb", title: "first byte, link of 50 ms", unit: "ms", less: true, bar: 55},
	{id: "rss-server", title: "RSS server, 1,000 idle visitors", unit: "MB", less: true, bar: 45, stretch: 25},
	{id: "rss-client", title: "RSS client, 1,000 idle visitors", unit: "MB", less: true, bar: 50, stretch: 25},
	{id: "rss-tunnel", title: "RSS server, each idle tunnel", unit: "KiB", less: true, bar: 80, stretch: 50},
	{id: "restart", title: "serving after a server restart", unit: "ms", less: true, bar: 250, stretch: 100},
}

// source is the figure whose values the row shows.
func (f figure) source() string {
	if f.of != "" {
		return f.of
	}
	return f.id
}

// judged is what bar and stretch are about, in one round: the ratio, or the
// value where there is no ref. It reports false when the round lacks a value.
func (f figure) judged(r round) (float64, bool) {
	v, ok := r.get(f.source(), pathGotunnel)
	if f.per == (ref{}) || !ok {
		return v, ok
	}
	base, ok := r.get(f.per.figure, f.per.path)
	if !ok || base == 0 {
		return 0, false
	}
	return v / base, true
}

// meets reports whether v is at least as good as limit.
func (f figure) meets(v, limit float64) bool {
	if f.less {
		return v <= limit
	}
	return v >= limit
}

// verdict is one word for a judged value.
func (f figure) verdict(v float64) string {
	switch {
	case f.stretch != 0 && f.meets(v, f.stretch):
		return "stretch"
	case f.bar != 0 && f.meets(v, f.bar):
		return "ok"
	case f.bar != 0:
		return "below"
	}
	return ""
}
