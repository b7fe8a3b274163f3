package certs

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookEvery is how often the files' times are looked at: a renewal comes days
// before the old certificate ends, so a minute late is nothing.
const lookEvery = time.Minute

// Files is a certificate in two files that follows them: when either changes,
// handshakes at most a minute later use the new certificate. While new files
// cannot be used, the last good certificate stays and the log says why, once for
// each change.
type Files struct {
	certFile, keyFile string
	log               *slog.Logger

	mu     sync.Mutex
	cert   *tls.Certificate
	seen   [2]stamp  // of the files cert was, or should have been, read from
	looked time.Time // when the files were last looked at
}

// stamp tells one version of a file from the next. A zero one is no file.
type stamp struct {
	changed time.Time
	size    int64
}

// Watch loads the certificate once; its errors are those of [Load]. It starts
// no goroutine: the files are looked at when a certificate is asked for.
func Watch(certFile, keyFile string, log *slog.Logger) (*Files, error) {
	f := &Files{certFile: certFile, keyFile: keyFile, log: log, looked: time.Now()}
	f.seen = f.stamps() // before reading: a change in between is seen next time
	cert, err := Load(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	f.cert = &cert
	return f, nil
}

// GetCertificate is for the field of that name in tls.Config. It ignores the
// hello and never fails. Once a minute it asks for the files' times, and reads
// them when these changed.
func (f *Files) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return f.at(time.Now()), nil
}

// Certificate is the one in use now. Do not change it.
func (f *Files) Certificate() tls.Certificate { return *f.at(time.Now()) }

// Refresh looks at the files now.
func (f *Files) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked = time.Now()
	f.lookLocked()
}

func (f *Files) at(now time.Time) *tls.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Sub(f.looked) >= lookEvery {
		f.looked = now
		f.lookLocked()
	}
	return f.cert
}

func (f *Files) lookLocked() {
	stamps := f.stamps()
	if stamps == f.seen {
		return
	}
	f.seen = stamps
	cert, err := Load(f.certFile, f.keyFile)
	if err != nil {
		f.log.Error("new certificate not usable, keeping the old one", "err", err)
		return
	}
	f.cert = &cert
	f.log.Info("new certificate in use", "file", f.certFile, "ends", cert.Leaf.NotAfter)
}

func (f *Files) stamps() (s [2]stamp) {
	for i, path := range []string{f.certFile, f.keyFile} {
		if info, err := os.Stat(path); err == nil {
			s[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return s
}
