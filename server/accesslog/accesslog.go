// Package accesslog writes a line for every request that visitors make, or for a
// whole connection where requests can't be told apart.
//
//	log, err := accesslog.Open(accesslog.Config{Format: accesslog.Common, File: "access.log"})
//	log.Put(accesslog.Entry{Began: began, Visitor: addr, Name: "shop", Method: "GET", Target: "/a", ...})
//	err = log.Reopen() // after the file was moved away
//	err = log.Close()
//
// Whoever puts an entry never waits: lines that can't be written as fast as they
// come are dropped, and counted. What visitors send can't break a line or do
// anything to a terminal: lines are printable ASCII. Queries are left out, since
// they hold secrets, and by default so is the last part of an address.
//
// It does not rotate files: logrotate and its like do, and then Reopen.
package accesslog

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Format is how a line is written.
type Format string

// The formats.
const (
	// Common is the Common Log Format, and after it the name, the bytes that the
	// visitor sent and the milliseconds that it took:
	//
	//	192.0.2.0 - - [25/Nov/2026:10:12:00 +0000] "GET /cart HTTP/1.1" 200 5120 shop 412 38
	Common Format = "common"
	// JSON is an object a line. What is not known has no key.
	JSON Format = "json"
)

// Visitors is how much of a visitor's address is written.
type Visitors string

// What there is of an address.
const (
	Full    Visitors = "full"
	Network Visitors = "network" // of IPv4 /24, of IPv6 /48
	Nobody  Visitors = "none"
)

// Config says what is written, and where.
type Config struct {
	Format   Format
	Visitors Visitors // empty: Network
	// File is made if it is not there, and added to. Empty: Out.
	File string
	Out  io.Writer // nil: standard output
	// Logger is told, once a minute at most, of lines that were dropped.
	Logger *slog.Logger
}

// Entry is what is known of a request, or of a connection. Fields that are zero
// are not known.
type Entry struct {
	Began   time.Time
	Took    time.Duration
	Visitor netip.Addr
	// Name is the share's, or the host that was asked for.
	Name string
	// Method and Target are as the visitor sent them; only the path of the
	// target is written.
	Method, Target string
	Protocol       string // "HTTP/1.1", "TLS", "TCP"
	Status         int
	Up, Down       int64 // bytes from and to the visitor, with heads, without TLS's own
}

const (
	// queueLen bounds the memory of lines to be written: 5 MiB with the longest
	// paths. At 10,000 requests a second the disk may rest for 0.4 s.
	queueLen = 4096
	// batch is how many bytes are written at once at most, when there are so many.
	batch = 64 << 10
	// closeWait is how long Close waits for a disk or a pipe that takes nothing.
	closeWait = 2 * time.Second
	// complainEvery is how often the Logger is told at most.
	complainEvery = time.Minute
)

// Log writes entries. A nil one does nothing. Its methods may be called at once.
type Log struct {
	Config
	queue   chan Entry
	stop    chan struct{}
	done    chan struct{}
	dropped atomic.Int64

	mu   sync.Mutex
	out  io.Writer
	file *os.File // nil without one

	// For the goroutine that writes.
	torn       bool // the last line was not written whole
	told       int64
	complained time.Time
}

// Open opens the file and starts to write. Close ends that.
func Open(cfg Config) (*Log, error) {
	cfg.Visitors = cmp.Or(cfg.Visitors, Network)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	l := &Log{Config: cfg, queue: make(chan Entry, queueLen), stop: make(chan struct{}), done: make(chan struct{}), out: cfg.Out}
	if l.out == nil {
		l.out = os.Stdout
	}
	if err := l.Reopen(); err != nil {
		return nil, err
	}
	go l.run()
	return l, nil
}

// Reopen goes on in a new file of the same name, if the log has a file. When
// that can't be had the old one stays.
func (l *Log) Reopen() error {
	if l == nil || l.File == "" {
		return nil
	}
	file, err := os.OpenFile(l.File, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o640)
	if err != nil {
		return fmt.Errorf("open the access log: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		_ = l.file.Close() // what it has was written
	}
	l.file, l.out = file, file
	return nil
}

// Put has an entry written. It never blocks.
func (l *Log) Put(e Entry) {
	if l == nil {
		return
	}
	e.Target = path(e.Target)
	e.Visitor = l.Visitors.of(e.Visitor)
	select {
	case l.queue <- e:
	default:
		l.dropped.Add(1)
	}
}

// Dropped is how many lines were not written so far.
func (l *Log) Dropped() int64 { return l.dropped.Load() }

// Close writes what was put before, waiting for 2 seconds at most, and closes the
// file. It is called once, and nothing is put after it.
func (l *Log) Close() error {
	if l == nil {
		return nil
	}
	close(l.stop)
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-l.done:
	case <-timer.C:
		return errors.New("the access log takes no more lines: the last ones are lost")
	}
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
