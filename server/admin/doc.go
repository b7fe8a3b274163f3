// Package admin is what the server tells those who run it: whether it is well,
// and its numbers. It listens on an address of its own, off the internet:
//
//	listener, err := admin.Listen(ctx, "127.0.0.1:9090")
//	err = admin.Serve(ctx, listener, admin.Info{Healthy: server.Healthy, Metrics: set})
//
// There is GET /healthz, 200 or 503 with the reason, and GET /metrics, in the
// text form that Prometheus reads.
//
// It asks nobody who they are: whoever reaches the address may read both. So
// [Listen] takes only private addresses. Nothing here changes the server.
package admin
