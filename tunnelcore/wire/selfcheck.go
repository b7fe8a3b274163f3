package wire

// SelfCheck begins the path at which a client asks for its own link the way that
// visitors come, to see that it works. What follows is text that it made up for this
// once. The client answers such a request itself; the server only does not count it
// as a visitor, as long as it asks for no page.
const SelfCheck = "/.well-known/gotunnel/check-"
