// Package notify shows short messages of the desktop:
//
//	n := notify.New()
//	defer n.End()
//	err := n.Send(ctx, "share:shop", "shop.share.acme.dev is live.", "")
//	err = n.Close(ctx, "share:shop")
//
// A message replaces the one before it that had the same key. Which ones there
// are, and when, is for the caller to decide; there is nothing to click on them,
// and they show text only.
package notify

import (
	"context"
	"time"
)

// wait is how long a desktop may take to show a message. One that starts its
// program for that first takes a second.
const wait = 5 * time.Second

// Notifier shows messages. Its methods may be called at once. They block until
// the desktop answers, at most 5 s, and their errors are sentences: none of them
// is worth more than a line in a log.
type Notifier struct{ desktop }

// New returns a Notifier. It connects to the desktop when it is used; the caller
// ends it.
func New() *Notifier { return &Notifier{} }

// Send shows a message in place of the last one with that key. The body may be
// empty.
func (n *Notifier) Send(ctx context.Context, key, title, body string) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return n.send(ctx, key, title, body)
}

// Close takes the message with that key away. That there is none, or that
// somebody closed it already, is no error.
func (n *Notifier) Close(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return n.close(ctx, key)
}

// End lets go of the desktop. Messages that are shown stay. It may be used again.
func (n *Notifier) End() { n.end() }
