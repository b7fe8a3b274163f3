package server

// Change takes over what of c can change while the server runs: Hold, Abuse and
// TCPPorts, which must have been some before.
func (s *Server) Change(c Config) {
	s.registry.SetHold(c.Hold)
	s.registry.SetPorts(c.TCPPorts.First, c.TCPPorts.Last)
	s.kit.Set(c.Abuse)
	s.hub.SetReport(c.Abuse.Report)
}
