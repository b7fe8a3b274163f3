// Gotunnel-desktop is the window of Gotunnel. It is built with
//
//	go build -tags desktop,production,webkit2_41 -o build/bin/gotunnel-desktop .
//
// and by build/desktop.sh; without these tags it compiles, and only says so.
package main

import "gotunnel/app/window"

// version is set when a release is built.
var version = "dev"

func main() { window.Main(version) }
