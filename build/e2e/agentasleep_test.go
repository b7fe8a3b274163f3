package e2e

import (
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"gotunnel/app/localapi"
)

// The computer sleeps for a minute; the link is back with its name soon after it
// wakes up.
func TestAgentAsleep(t *testing.T) {
	t.Parallel()
	s := serve(t)
	a := s.agent(s.home)
	a.mustStart(localapi.NewShare{Target: portOf(t, app(t, says("awake"))), Name: "nap"})
	client := visitor(s)
	mustShow(t, client, s.url("nap"), "awake")

	a.signal(syscall.SIGSTOP)
	wakes := time.NewTimer(time.Minute)
	s.await("session ended")
	<-wakes.C
	a.signal(syscall.SIGCONT)
	woke := time.Now()
	back(t, client, s.url("nap"), "awake")
	t.Logf("the link served %v after the computer woke up", time.Since(woke).Round(time.Millisecond))
	a.await("the computer slept")
}

// back waits until a link shows its page again.
func back(t *testing.T, client *http.Client, url, body string) {
	t.Helper()
	client.CloseIdleConnections()
	eventually(t, func() error { return shows(t.Context(), client, url, body) })
}

// The network goes away and comes back; so does the link, at once.
func TestAgentCable(t *testing.T) {
	t.Parallel()
	there, here := twoComputers(t)
	s, ip := serveOn(t, there), need(t, "ip")
	person := home(t)
	var p *process
	here.inside(func() { p = start(t, s.agentCommand(person, "GOTUNNEL_PIN="+s.pin())) })
	a := reach(t, person, p)
	port := portOf(t, here.app(says("plugged in")))
	share := a.mustStart(localapi.NewShare{Target: "127.0.0.1:" + port, Name: "shop"})
	client := visitorOn(there, s)
	mustShow(t, client, s.url("shop"), "plugged in")

	here.run(ip, "link", "set", here.end, "down")
	a.until("unplugged", func(now localapi.Snapshot) bool { return now.Shares[0].State == localapi.Reconnecting })
	s.await("session ended")
	here.run(ip, "link", "set", here.end, "up")
	plugged := time.Now()
	back(t, client, s.url("shop"), "plugged in")
	t.Logf("the link served %v after the network was back", time.Since(plugged).Round(time.Millisecond))
	now := a.until("plugged in", live(1))
	if now.Shares[0].URL != share.URL {
		t.Error(fmt.Errorf("the link is now %s, was %s", now.Shares[0].URL, share.URL))
	}
}
