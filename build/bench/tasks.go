package main

import (
	"context"
	"regexp"
	"slices"
	"time"
)

// values is what one measurement gives, by figure.
type values map[string]float64

// task is one kind of measurement. It may yield several figures.
type task struct {
	id      string
	figures []string // what it yields, for -only
	paths   []string
	rounds  int           // in how many rounds at most; zero means in all
	fresh   bool          // on a path of its own, started for it
	delay   time.Duration // one way, within a fresh path
	run     func(context.Context, *bench, path) (values, error)
}

// wanted reports whether -only names the task or one of its figures.
func (t task) wanted(only *regexp.Regexp) bool {
	return only.MatchString(t.id) || slices.ContainsFunc(t.figures, only.MatchString)
}

// The paths of most tasks: big relays matter for bulk only, and what is about
// processes or links has no direct path.
var (
	usual   = []string{pathDirect, pathRelays, pathGotunnel}
	all     = pathNames
	tunnels = []string{pathRelays, pathGotunnel}
)

// linkDelay makes the round trip of 50 ms that the bars speak of.
const linkDelay = 25 * time.Millisecond

// tasks in the order of a round. Those on a fresh path come last: the load of
// the others is over by then.
var tasks = []task{
	{id: "keepalive", figures: []string{"keepalive-32", "keepalive-256"}, paths: usual, run: keepAlives},
	{id: "gateway", figures: inspectedFigures("gateway-32"), paths: []string{pathGotunnel}, run: inspected("gateway-32", keepAliveRate)},
	{id: "newconn", figures: []string{"newconn-32"}, paths: usual, run: newConns},
	{id: "gateway-newconn", figures: inspectedFigures("gateway-newconn"), paths: []string{pathGotunnel}, run: inspected("gateway-newconn", newConnRate)},
	{id: "ttfb", figures: []string{"ttfb"}, paths: usual, run: ttfb},
	{id: "down", figures: []string{"down", "down-cpu"}, paths: all, run: bulkTask(jobDown, modePlain, "down")},
	{id: "gateway-down", figures: inspectedFigures("gateway-down"), paths: []string{pathGotunnel}, run: inspected("gateway-down", downSpeed)},
	{id: "up", figures: []string{"up", "up-cpu"}, paths: all, run: bulkTask(jobUp, modePlain, "up")},
	{
		id: "passthrough", figures: []string{"passthrough", "passthrough-big", "passthrough-cpu"},
		paths: all, run: bulkTask(jobDown, modeHello, "passthrough"),
	},
	{id: "passthrough-tls", figures: []string{"passthrough-tls"}, paths: all, run: bulkTask(jobDown, modeTLS, "passthrough-tls")},
	{id: "stalled", figures: []string{"stalled"}, paths: tunnels, run: besideStalled},
	{id: "delayed", figures: []string{"delayed-ttfb"}, paths: tunnels, fresh: true, delay: linkDelay, run: delayed},
	{id: "visitors", figures: []string{"rss-server", "rss-client"}, paths: tunnels, rounds: 3, fresh: true, run: idleVisitors},
	{id: "restart", figures: []string{"restart"}, paths: []string{pathGotunnel}, fresh: true, run: restart},
	{id: "tunnels", figures: []string{"rss-tunnel"}, paths: []string{pathGotunnel}, rounds: 1, fresh: true, run: idleTunnels},
}
