// Package browser opens links in the person's browser:
//
//	err := browser.Open(share.URL)
//
// It opens nothing but pages of the web: what other addresses would start, a
// link must not.
package browser

import (
	"errors"
	"net/url"
	"time"

	"github.com/skratchdot/open-golang/open"
)

// ErrNotWeb says that an address is none of a page.
var ErrNotWeb = errors.New("only addresses that begin with http:// or https:// can be opened in a browser")

// IsWeb tells whether a browser, or a phone's camera, can open an address.
func IsWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// openWait is how long to wait for a failure. The program that opens links ends
// at once if it can't, and may run as long as the browser if it can.
const openWait = 2 * time.Second

// Open opens an address, and returns when it is plain that it can't be opened,
// or after two seconds.
func Open(address string) error {
	if !IsWeb(address) {
		return ErrNotWeb
	}
	failed := make(chan error, 1)
	go func() { failed <- open.Run(address) }() // ends with the program that it waits for
	select {
	case err := <-failed:
		return err
	case <-time.After(openWait):
		return nil
	}
}
