package localapi

import (
	"context"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Listen opens a socket that Find finds, and which only this person may use.
// Closing it removes it.
func Listen() (net.Listener, error) { return listen(strconv.Itoa(os.Getpid())) }

// ListenAgent is Listen for the agent, whom DialAgent finds. The caller has made
// sure that there is no other one.
func ListenAgent() (net.Listener, error) { return listen(agentName) }

// agentName is the name of the agent's socket.
const agentName = "agent"

// DialAgent is the way to the agent; false if none runs. The caller closes it.
func DialAgent(ctx context.Context) (*Client, bool) {
	socket, err := socketOf(agentName)
	if err != nil {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, findWait)
	defer cancel()
	client := NewClient(socket)
	if _, err := client.About(ctx); err != nil {
		client.Close()
		return nil, false
	}
	return client, true
}

// Found is a share, and the way to the program that shares it.
type Found struct {
	Share  Share
	Client *Client
}

// findWait is how long to wait for a program to say what it shares. One that
// was stopped, as by Ctrl-Z, says nothing.
const findWait = 2 * time.Second

// Find lists what programs of this person share now, each program's in the order
// in which it shares.
func Find(ctx context.Context) ([]Found, error) {
	all, err := sockets()
	if err != nil {
		return nil, err
	}
	return ask(ctx, all), nil
}

// Others lists what other programs than the agent share. Clients are for the
// caller to close.
func Others(ctx context.Context) []Found {
	agent, err := socketOf(agentName)
	if err != nil {
		return nil
	}
	all, err := sockets()
	if err != nil {
		return nil
	}
	return ask(ctx, slices.DeleteFunc(all, func(socket string) bool { return socket == agent }))
}

// ask has every program behind a socket say what it shares, all at once: one that
// was stopped keeps no other from being heard.
func ask(ctx context.Context, sockets []string) []Found {
	ctx, cancel := context.WithTimeout(ctx, findWait)
	defer cancel()
	answers := make([][]Found, len(sockets))
	var wg sync.WaitGroup
	for i, socket := range sockets {
		wg.Go(func() { answers[i] = askOne(ctx, socket) })
	}
	wg.Wait()
	return slices.Concat(answers...)
}

// askOne has one program say it. A socket that nobody answers is the rest of one
// that was killed.
func askOne(ctx context.Context, socket string) (all []Found) {
	client := NewClient(socket)
	shares, _ := client.Shares(ctx)
	for _, s := range shares {
		all = append(all, Found{s, client})
	}
	if len(all) == 0 {
		client.Close()
	}
	return all
}
