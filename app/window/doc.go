// Package window is the desktop program's window, a view of the agent:
//
//	func main() { window.Main(version, frontend.Dist) }
//
// It shows the page of package frontend in the system's web view, by Wails. The
// page calls the methods of [Bridge], and is told by events what changed; both
// are thin, since the agent does everything, and is asked by package localapi.
// The window starts an agent if none runs, and again when it is lost.
//
// There is one window for each person: a second launch has the first one show
// itself, and ends. A window that is closed ends, and the agent goes on sharing.
//
// It shares nothing, and remembers nothing but its own size and place.
package window
