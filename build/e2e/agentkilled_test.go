package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gotunnel/app/localapi"
)

// kills is how often the agent is killed.
const kills = 50

// The agent is killed at any time while shares are made and stopped. What was
// acknowledged is never lost, and every link serves again after its return.
func TestAgentKilled(t *testing.T) {
	t.Parallel()
	s := serve(t)
	port := portOf(t, app(t, says("still here")))
	person := &person{port: port, shared: map[string]bool{}}
	a := s.agent(s.home)
	client := visitor(s)
	var slowest time.Duration
	for range kills {
		ctx, cancel := context.WithCancel(t.Context())
		done := inBackground(func() error { return person.work(ctx, a.client) })
		killed := time.After(rand.N(300 * time.Millisecond))
		select {
		case <-killed:
		case err := <-done:
			t.Fatal(err)
		}
		a.kill()
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		client.CloseIdleConnections()
		a = s.agent(s.home)
		returned := time.Now()
		a.until("after its return", func(now localapi.Snapshot) bool { return person.compare(now) == nil })
		for name := range person.shared {
			mustShow(t, client, s.url(name), "still here")
		}
		slowest = max(slowest, time.Since(returned))
	}
	t.Logf("%d orders were acknowledged; all links served at most %v after the agent's return", person.orders, slowest.Round(time.Millisecond))
}

// person makes and stops shares, one after the other.
type person struct {
	port   string
	shared map[string]bool // what is there, as far as it was acknowledged
	open   string          // what the order was about that was not
	orders int
}

// work goes on until the agent is gone.
func (p *person) work(ctx context.Context, client *localapi.Client) error {
	for ctx.Err() == nil {
		name := fmt.Sprintf("share-%d", rand.N(6))
		p.open = name
		var err error
		if p.shared[name] {
			err = client.Stop(ctx, name)
		} else {
			_, err = client.Start(ctx, localapi.NewShare{Target: p.port, Name: name, NoInspect: true})
		}
		if e, ok := errors.AsType[localapi.Error](err); ok && e.Code != localapi.CodeNoShare {
			return fmt.Errorf("%s: %w", name, err) // a no, and not an agent that is gone
		}
		if err != nil {
			return nil //nolint:nilerr // it was killed; whether it was done is not known
		}
		p.set(name, !p.shared[name])
		p.open = ""
		p.orders++
	}
	return nil
}

func (p *person) set(name string, there bool) {
	if there {
		p.shared[name] = true
	} else {
		delete(p.shared, name)
	}
}

// compare returns what is not as it should be.
func (p *person) compare(now localapi.Snapshot) error {
	there := map[string]bool{}
	for _, share := range now.Shares {
		if share.State != localapi.Live {
			return fmt.Errorf("%s is %s", share.Name, share.State)
		}
		there[share.Name] = true
	}
	if p.open != "" { // either way is right
		p.set(p.open, there[p.open])
		p.open = ""
	}
	for name := range p.shared {
		if !there[name] {
			return fmt.Errorf("%s is lost, and was acknowledged", name)
		}
	}
	if len(there) != len(p.shared) {
		return fmt.Errorf("there is %v, want %v", there, p.shared)
	}
	return nil
}
