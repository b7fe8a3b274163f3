// Package detect finds the apps on this computer that could be shared, by names
// that people know, like "checkout · Vite · 5173".
//
//	var scanner detect.Scanner
//	apps, err := scanner.Scan(ctx)
//	page, err := scanner.Probe(ctx, apps[0]) // title and icon, while a list is open
//
//	id := detect.Identify(apps[0], apps)     // keep it with the share
//	app, state := detect.Follow(id, newest)  // where the shared app is by now
//
// Most of what listens on a computer is not for sharing. App.Hidden says why,
// and App.Risk warns of what a link to it would let people do.
//
// It needs no root. Of other people's programs it tells only the port. It reads
// few files of a project, by their names, and starts nothing but macOS's lsof. It
// does not watch: whoever shows a list scans again. It decides nothing: what is
// hidden or risky may be shared all the same by somebody who was asked.
package detect
