// Package relay moves bytes between two connections until both directions
// have ended:
//
//	result, err := relay.Join(relay.Wrap(visitor), stream, relay.DefaultLimits)
//
// It half-closes each way on its own, gives up what stands still, counts what
// it moved, and holds a buffer only while there are bytes in it: an idle
// connection costs two goroutines and no memory for data. Two TCP connections
// with a lot to move are spliced by the kernel where there is such a thing.
//
// It knows nothing of what the bytes mean, dials nothing and logs nothing.
package relay
