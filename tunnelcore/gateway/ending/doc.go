// Package ending lets a share end by itself:
//
//	until, err := ending.Parse("18:00", time.Now())
//	e := ending.New(until, stopSharing)
//	defer e.Close()
//	http.Serve(tunnel, e.Wrap(gateway))
//
// Until the end it passes requests on. At the end it cuts off what still runs,
// calls stopSharing once, and answers every further request with "This share
// has ended." (410). [Text] says the end as people do: "Until tomorrow 18:00".
//
// The end is a time of the computer's clock, so a computer that slept past it
// shows nothing more when it wakes, and one whose clock is set follows it.
//
// This package does not stop the share itself: the link answers with 410 for as
// long as its owner keeps the tunnel. It does not remember the end either; the
// owner keeps [Ending.Until] with the share.
package ending
