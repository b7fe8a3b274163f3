package store

import (
	"context"
	"io"
)

// Backend keeps records by key. It is what a database has to offer to hold a
// store; package storetest has its rules as tests. All methods may be called at
// once.
//
// Keys are text, at most 512 bytes, and never empty; values are at most 64 KiB.
// A transaction should stay below a hundred writes, so that any database takes
// it whole, and starts no other one.
type Backend interface {
	// View calls f with the records as they are at one moment. What others write
	// meanwhile is not seen. It returns f's error.
	View(ctx context.Context, f func(tx Reader) error) error

	// Update calls f, which reads and writes the records. All that f wrote is
	// kept, and on disk, when Update returns nil; nothing of it is when f or
	// Update returned an error or ctx ended before. No other Update comes in
	// between what f read and what it wrote: f is called again when one did, so
	// it changes nothing but the records and what it sets anew each time.
	Update(ctx context.Context, f func(tx Writer) error) error

	// Backup writes all records as they are at one moment, while others go on
	// reading and writing. The bytes are a file for [Open], whatever the
	// backend is.
	Backup(ctx context.Context, w io.Writer) error

	// Close waits for what is going on. Every call after it is an error.
	Close() error
}

// Reader reads records in a transaction. It may be used only until f returns,
// by f's goroutine, and so may the values that it gives, which nobody changes.
type Reader interface {
	// Get returns the value of a key, or nil if there is none.
	Get(key string) ([]byte, error)
	// Each calls f with every record whose key begins with prefix, in the order
	// of their keys' bytes, until f returns an error, which it passes on. f
	// writes no records.
	Each(prefix string, f func(key string, value []byte) error) error
}

// Writer is a [Reader] that also writes, and reads what it wrote.
type Writer interface {
	Reader
	// Put writes value, which it keeps until the transaction ends, over what
	// there was of that key.
	Put(key string, value []byte) error
	// Delete removes a key. It is no error if there is none.
	Delete(key string) error
}
