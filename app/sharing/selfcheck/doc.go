// Package selfcheck tells whether a link works, by opening it the way that its
// visitors come:
//
//	check := selfcheck.New()
//	handler = check.Wrap(handler, nil) // outside of all others
//	...
//	if problem := check.Open(ctx, tunnel.URL()); problem != nil {
//		fmt.Println(problem.Message)
//	}
//
// Only who has the check's key can answer it, so an answer means that the link
// leads here, and not to somebody else or to a page that says that it does not work.
//
// It does not look at the app behind the link, and follows no redirects. What
// others see may differ: they have another network and another DNS.
package selfcheck
