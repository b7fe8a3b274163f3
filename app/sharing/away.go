package sharing

// Away says that nothing listens where a share's app was, so that its state tells
// that before a visitor finds out. It does nothing for a share whose bytes pass
// untouched, and for a folder.
func (s *Sharer) Away(name string) error {
	one, err := s.find(name)
	if err != nil || one.web == nil || one.gate == nil {
		return err
	}
	one.web.proxy.Load().Away()
	return nil
}
