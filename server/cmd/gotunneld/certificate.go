package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"

	"gotunnel/server"
	"gotunnel/server/certs"
)

// addCertificates gives the server the operator's certificate, for clients and
// visitors, or one that it made itself, for clients only: browsers would warn
// visitors of that.
// The certificate that it returns is the one of this moment; refresh looks
// whether its files have changed, which otherwise takes up to a minute.
func addCertificates(c *server.Config, s settings, log *slog.Logger) (cert tls.Certificate, refresh func(), err error) {
	if s.TLSCert == "" {
		cert, err := certs.Self(s.Data)
		c.LinkTLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
		return cert, func() {}, err
	}
	files, err := certs.Watch(s.TLSCert, s.TLSKey, log)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	c.LinkTLS = &tls.Config{GetCertificate: files.GetCertificate, MinVersion: tls.VersionTLS13}
	c.VisitorTLS = &tls.Config{GetCertificate: files.GetCertificate}
	return files.Certificate(), files.Refresh, nil
}

func printPin(w io.Writer, s settings) error {
	if err := s.checkFiles(); err != nil {
		return err
	}
	cert, err := s.savedCertificate()
	if err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintln(w, certs.Pin(cert))
	return failed(err)
}

func (s *settings) savedCertificate() (tls.Certificate, error) {
	if s.TLSCert != "" {
		return certs.Load(s.TLSCert, s.TLSKey)
	}
	cert, err := certs.Saved(s.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return cert, fmt.Errorf("there is no key in %s: run gotunneld serve once, or name its folder with --data", s.Data)
	}
	return cert, err
}
