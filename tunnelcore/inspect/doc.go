// Package inspect shows what passes between visitors and an app, and sends it
// again:
//
//	recorder := &inspect.Recorder{Share: "shop"}
//	proxy.Dial = recorder.Tap(target.Dial) // nil *Recorder: nothing is tapped
//	...
//	for _, r := range recorder.Requests() { ... }
//	detail, ok := recorder.Request(12, false)
//	id, err := recorder.Replay(ctx, 12, nil)
//
// It taps the private connection, below the gateway and above TLS, so it sees
// what the app sees. The connection copies what passes into a bounded queue;
// one goroutine, which lives only while there is work, cuts the copy into
// requests, answers and WebSocket frames. The connection never waits for that
// goroutine and fails for nothing that it finds: when it is behind, or what
// passes is not HTTP/1, what is lost is the record of it, and the record says
// so.
//
// The last 200 requests are kept in memory, bodies up to 1 MiB each and 32 MiB
// in all. Secrets (passwords, tokens, cookies) are kept as well, because a
// replay needs them, and are hidden from every output unless asked for.
//
// It writes nothing to disk, knows no HTTP/2 (the gateway speaks HTTP/1 to the
// app), and changes nothing in what passes.
package inspect
