package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
)

// found is what a server or its commands tell of what there is.
type found struct {
	Accounts []struct{ Name string }
	Tokens   []struct{ ID, Device string }
	Names    []struct {
		Name              string
		Reserved, Blocked bool
	}
}

// all is that as a clerk calls it.
func (f found) all() map[string]bool {
	all := map[string]bool{}
	for _, a := range f.Accounts {
		all["account "+a.Name] = true
	}
	for _, t := range f.Tokens {
		all["token "+t.Device] = true
	}
	for _, n := range f.Names {
		if n.Reserved {
			all["name "+n.Name] = true
		}
		if n.Blocked {
			all["block "+n.Name] = true
		}
	}
	return all
}

// clerk gives orders, one after the other, and remembers what was acknowledged.
type clerk struct {
	*office
	name string // of the clerk's account, and what all of the clerk's begins with

	done         map[string]bool   // whether a thing is there
	ids          map[string]string // of tokens
	open         string            // what the order was about that was not acknowledged; or ""
	acknowledged int
}

// work goes on until the server is gone.
func (c *clerk) work(ctx context.Context) {
	for ctx.Err() == nil {
		thing, err := c.orderAny(ctx)
		switch {
		case err == nil:
			c.done[thing] = !c.done[thing]
			c.acknowledged++
		case errors.Is(err, errRefused):
			c.t.Error(err)
			return
		default: // whether it was done is not known
			c.open = thing
			return
		}
	}
}

// orderAny has something made that is not there, or ended that is.
func (c *clerk) orderAny(ctx context.Context) (thing string, err error) {
	kind := []string{"account", "token", "name", "block"}[rand.N(4)]
	name := fmt.Sprintf("%s-%s-%d", c.name, kind, rand.N(10))
	thing = kind + " " + name
	there := c.done[thing]
	mine := map[string]string{"account": c.name}
	switch {
	case kind == "account" && there:
		return thing, c.order(ctx, http.MethodDelete, "accounts/"+name, nil, nil)
	case kind == "account":
		return thing, c.order(ctx, http.MethodPost, "accounts", map[string]string{"name": name}, nil)
	case kind == "token" && there:
		return thing, c.order(ctx, http.MethodDelete, "tokens/"+c.ids[thing], nil, nil)
	case kind == "token":
		var made struct{ ID string }
		mine["device"] = name
		err := c.order(ctx, http.MethodPost, "tokens", mine, &made)
		c.ids[thing] = made.ID
		return thing, err
	case kind == "name" && there:
		return thing, c.order(ctx, http.MethodDelete, "names/"+name, nil, nil)
	case kind == "name":
		return thing, c.order(ctx, http.MethodPut, "names/"+name+"/reservation", mine, nil)
	case there:
		return thing, c.order(ctx, http.MethodDelete, "names/"+name+"/block", nil, nil)
	}
	return thing, c.order(ctx, http.MethodPut, "names/"+name+"/block", map[string]string{"reason": "a test"}, nil)
}

// compare fails the test if there is not what there should be, and takes from
// there what is the clerk's.
func (c *clerk) compare(there map[string]bool, f found) {
	c.t.Helper()
	if c.open != "" { // either way is right
		c.done[c.open] = there[c.open]
		c.open = ""
	}
	for thing, want := range c.done {
		if want && !there[thing] {
			c.t.Errorf("%s is lost, and was acknowledged", thing)
		}
		if want {
			delete(there, thing)
		}
	}
	for _, t := range f.Tokens {
		c.ids["token "+t.Device] = t.ID
	}
}
