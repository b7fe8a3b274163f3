package accesslog

import (
	"time"
)

// run writes until the log is closed and its queue empty.
func (l *Log) run() {
	defer close(l.done)
	var lines []byte
	for {
		var count int64
		select {
		case e := <-l.queue:
			lines, count = l.gather(l.Format.line(lines[:0], e))
			l.write(lines, count)
		case <-l.stop:
			if lines, count = l.gather(lines[:0]); len(lines) == 0 {
				return
			}
			l.write(lines, count)
		}
		l.complain(nil)
	}
}

// gather adds what else is in the queue, up to a batch, and counts all lines.
func (l *Log) gather(lines []byte) ([]byte, int64) {
	var count int64
	if len(lines) > 0 {
		count = 1
	}
	for len(lines) < batch {
		select {
		case e := <-l.queue:
			lines = l.Format.line(lines, e)
			count++
		default:
			return lines, count
		}
	}
	return lines, count
}

func (l *Log) write(lines []byte, count int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.torn {
		lines = append([]byte("\n"), lines...)
	}
	n, err := l.out.Write(lines)
	l.torn = n > 0 && lines[n-1] != '\n' || n == 0 && l.torn
	if err != nil {
		l.dropped.Add(count)
		l.complain(err)
	}
}

// complain tells of lines that were dropped.
func (l *Log) complain(why error) {
	dropped := l.dropped.Load()
	if dropped == l.told || time.Since(l.complained) < complainEvery {
		return
	}
	l.told, l.complained = dropped, time.Now()
	if why != nil {
		l.Logger.Error("access log not written", "dropped", dropped, "err", why)
		return
	}
	l.Logger.Warn("access log too slow", "dropped", dropped)
}
