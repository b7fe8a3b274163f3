package certs_test

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/certs"
)

func TestFilesFollowRenewal(t *testing.T) {
	// The bubble's clock starts in 2000, while files have real times.
	first, second := always(t), always(t)
	certFile, keyFile := files(t, first.cert, first.key)
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		f, err := certs.Watch(certFile, keyFile, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		old := current(t, f)

		replace(t, certFile, second.cert, 1)
		time.Sleep(time.Minute)
		if current(t, f) != old {
			t.Error("a certificate is in use whose key is not there yet")
		}
		if !strings.Contains(log.String(), "the key belongs to another certificate") {
			t.Errorf("the log does not say why the old one is kept: %s", &log)
		}

		replace(t, keyFile, second.key, 2)
		if current(t, f) != old {
			t.Error("the files were looked at again within a minute")
		}
		time.Sleep(time.Minute)
		if current(t, f) == old {
			t.Errorf("the old certificate is still in use: %s", &log)
		}

		now, lines := current(t, f), strings.Count(log.String(), "\n")
		if err := os.Remove(certFile); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			time.Sleep(time.Minute)
			if current(t, f) != now {
				t.Error("another certificate after the file was gone")
			}
		}
		if got := strings.Count(log.String(), "\n"); got != lines+1 {
			t.Errorf("%d lines about one change: %s", got-lines, &log)
		}
	})
}

// Who just renewed the certificate need not wait.
func TestRefresh(t *testing.T) {
	first, second := always(t), always(t)
	certFile, keyFile := files(t, first.cert, first.key)
	f, err := certs.Watch(certFile, keyFile, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	old := current(t, f)
	replace(t, certFile, second.cert, 1)
	replace(t, keyFile, second.key, 1)
	f.Refresh()
	if current(t, f) == old {
		t.Error("the old certificate is still in use")
	}
}

// always is a certificate for every clock.
func always(t *testing.T) issued {
	t.Helper()
	return issue(t, time.Unix(0, 0), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
}

// current is the pin of what handshakes get now.
func current(t *testing.T, f *certs.Files) string {
	t.Helper()
	cert, err := f.GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	pin := certs.Pin(*cert)
	if again := certs.Pin(f.Certificate()); again != pin {
		t.Errorf("Certificate is %s, GetCertificate %s", again, pin)
	}
	return pin
}

// replace writes a file whose time differs from the last, however coarse the
// file system's clock is.
func replace(t *testing.T, path string, data []byte, version int) {
	t.Helper()
	write(t, path, data)
	when := time.Now().Add(time.Duration(version) * time.Second)
	if err := os.Chtimes(path, when, when); err != nil {
		t.Fatal(err)
	}
}
