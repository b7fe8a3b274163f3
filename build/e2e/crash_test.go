package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// The server is killed 200 times at random moments while an operator's orders
// come in: it always starts again, and what it said it did is done.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	const offices, kills = 4, 50
	for i := range offices {
		t.Run(fmt.Sprint("office ", i), func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			for range kills {
				o.work()
			}
			o.open()
			o.check()
			o.server.kill()
			o.checkWithoutServer()
			acknowledged := 0
			for _, c := range o.clerks {
				acknowledged += c.acknowledged
			}
			t.Logf("%d orders were acknowledged between %d kills", acknowledged, kills)
			if acknowledged < kills {
				t.Error("that is too few for the kills to have met any")
			}
		})
	}
}

// office is a server's data with clerks who give it orders.
type office struct {
	t      *testing.T
	home   string
	data   string // within it
	server *process
	http   *http.Client
	clerks []*clerk
}

// newOffice has clerks with an account each.
func newOffice(t *testing.T) *office {
	o := &office{t: t, home: home(t)}
	o.data = filepath.Join(o.home, "server")
	o.http = &http.Client{Timeout: patience, Transport: &http.Transport{
		DisableKeepAlives: true, // each server is another
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(o.data, "admin.sock"))
		},
	}}
	o.open()
	for i := range 3 {
		c := &clerk{office: o, name: fmt.Sprint("clerk", i), done: map[string]bool{}, ids: map[string]string{}}
		if err := o.order(t.Context(), http.MethodPost, "accounts", map[string]string{"name": c.name}, nil); err != nil {
			t.Fatal(err)
		}
		o.clerks = append(o.clerks, c)
	}
	o.server.kill()
	return o
}

// begin starts the server without waiting for it.
func (o *office) begin() {
	o.t.Helper()
	cmd := exec.Command(filepath.Join(programs, "gotunneld"), "serve", "--listen", "127.0.0.1:0", "--data", o.data)
	cmd.Env = environment(o.home)
	o.server = start(o.t, cmd)
}

func (o *office) open() {
	o.t.Helper()
	o.begin()
	o.server.await("listening")
}

// work is one server's life. One in four does not live to serve.
func (o *office) work() {
	o.t.Helper()
	if rand.N(4) == 0 {
		o.begin()
		<-time.After(rand.N(100 * time.Millisecond)) // a random moment
		o.server.kill()
		return
	}
	o.open()
	o.check()
	ctx, cancel := context.WithCancel(o.t.Context())
	var wg sync.WaitGroup
	for _, c := range o.clerks {
		wg.Go(func() { c.work(ctx) })
	}
	<-time.After(rand.N(60 * time.Millisecond)) // a random moment
	o.server.kill()
	cancel()
	wg.Wait()
}

// errRefused is an answer that is no success, which no order here gets.
var errRefused = errors.New("the server refused")

// order gives one to the server, and returns when it is done.
func (o *office) order(ctx context.Context, method, path string, in, answer any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://gotunneld/v1/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := o.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode >= http.StatusBadRequest:
		return fmt.Errorf("%w: %s %s: %d %s", errRefused, method, path, response.StatusCode, text)
	case answer != nil:
		return json.Unmarshal(text, answer)
	}
	return nil
}

// check looks whether all is as the clerks were told.
func (o *office) check() {
	o.t.Helper()
	f := found{}
	for path, into := range map[string]any{"accounts": &f.Accounts, "tokens": &f.Tokens, "names": &f.Names} {
		if err := o.order(o.t.Context(), http.MethodGet, path, nil, into); err != nil {
			o.t.Fatal(err)
		}
	}
	o.compare(f)
}

// checkWithoutServer asks the commands that open the store themselves.
func (o *office) checkWithoutServer() {
	o.t.Helper()
	f := found{}
	for what, into := range map[string]any{"account": &f.Accounts, "token": &f.Tokens, "name": &f.Names} {
		text := mustCall(o.t, filepath.Join(programs, "gotunneld"), what, "list", "--json", "--data", o.data)
		if err := json.Unmarshal([]byte(text), into); err != nil {
			o.t.Fatalf("%v in %s", err, text)
		}
	}
	o.compare(f)
}

func (o *office) compare(f found) {
	o.t.Helper()
	there := f.all()
	for _, c := range o.clerks {
		c.compare(there, f)
		delete(there, "account "+c.name)
	}
	for thing := range there {
		o.t.Errorf("there is %s, which nobody ordered or whose end was acknowledged", thing)
	}
	if o.t.Failed() {
		o.t.FailNow()
	}
}
