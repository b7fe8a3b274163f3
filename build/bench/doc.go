// Command bench measures Gotunnel beside no tunnel and beside two haproxy
// relays in a row, which is the least that any tunnel must do:
//
//	go run ./build/bench                  # everything, about five minutes
//	go run ./build/bench -only 'keep|down' -rounds 3
//	go run ./build/bench -list            # the figures and their bars
//
// It starts the app, the relays, the server and the client itself, all on
// 127.0.0.1, in interleaved rounds: each round measures every figure through
// every path, so that a ratio compares what ran within the same seconds. It
// exits with 1 when a request failed or bytes were wrong, and with 0 when a
// figure is below its bar: it is a measurement, not a gate.
//
// It does not measure a real network (there is no packet loss here), does not
// compare with other tunnels, and needs Linux for /proc. README.md beside this
// file says how to read the numbers.
package main
