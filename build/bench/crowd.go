package main

import (
	"fmt"
	"net"
	"time"
)

// crowd is visitors that stay.
type crowd []*visitor

// open lets j.Conns more visitors in, each of which has asked once and got its
// answer.
func (c *crowd) open(j job, req []byte) error {
	deadline := j.deadline()
	for n := range j.Conns {
		v, err := visit(j.To, deadline)
		if err != nil {
			return fmt.Errorf("visitor %d: %w", n+1, err)
		}
		*c = append(*c, v)
		if err := v.small(req); err != nil {
			return fmt.Errorf("visitor %d: %w", n+1, err)
		}
	}
	return nil
}

// hold keeps j.Conns visitors that ask nothing more until release.
func (c *crowd) hold(j job) error {
	return c.open(j, request(j.To, "GET", "/", ""))
}

// The visitors that read nothing have a small buffer, so that they block
// everything behind them soon: within settle all that fits on the way is there.
const (
	stallBuffer = 64 << 10
	settle      = 300 * time.Millisecond
)

// stall keeps j.Conns visitors that each ask for j.Bytes and read nothing.
func (c *crowd) stall(j job) error {
	first := len(*c)
	if err := c.open(j, request(j.To, "GET", "/", "")); err != nil {
		return err
	}
	req := request(j.To, "GET", fmt.Sprintf("/bulk/%d", j.Bytes), "")
	for _, v := range (*c)[first:] {
		if err := v.Conn.(*net.TCPConn).SetReadBuffer(stallBuffer); err != nil {
			return err
		}
		if _, err := v.Write(req); err != nil {
			return err
		}
	}
	time.Sleep(settle)
	return nil
}

// release lets all of them go.
func (c *crowd) release() {
	for _, v := range *c {
		_ = v.Close() // nothing of theirs is waited for
	}
	*c = nil
}
