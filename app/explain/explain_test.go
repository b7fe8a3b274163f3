package explain

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

func TestError(t *testing.T) {
	hasNetwork = func() bool { return true }
	t.Cleanup(func() { hasNetwork = online })
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	tests := []struct {
		name string
		err  error
		code string
		want string
	}{
		{
			name: "refusal", err: fmt.Errorf("bind: %w", wire.Error{Code: wire.CodeNameTaken, Message: "'shop' is taken."}),
			code: "name_taken", want: "'shop' is taken.",
		},
		{
			name: "refusal that will pass", err: &tunnelcore.RetryableError{Err: wire.Error{Code: wire.CodeDraining, Message: "The server is stopping."}},
			code: "draining", want: "The server is stopping.",
		},
		{
			name: "pin", err: &tunnelcore.PinError{Got: "sha256:got", Want: "sha256:want"},
			code: "pin", want: "It has sha256:got.",
		},
		{
			name: "certificate", err: &tunnelcore.CertificateError{Server: "share.test", Err: x509.UnknownAuthorityError{}},
			code: "certificate", want: "The certificate for share.test isn't valid (nobody that this computer trusts has signed it). " +
				"We didn't send your token. If it is self-signed, ask who runs the server for its key pin.",
		},
		{
			name: "expired certificate", err: &tunnelcore.CertificateError{Server: "share.test", Err: x509.CertificateInvalidError{
				Reason: x509.Expired, Cert: &x509.Certificate{NotAfter: time.Date(2019, 11, 3, 12, 0, 0, 0, time.Local)},
			}},
			code: "certificate", want: "The certificate for share.test isn't valid (expired 3 Nov 2019). We didn't send your token.",
		},
		{
			name: "revoked", err: fmt.Errorf("x: %w", &tunnelcore.UnauthorizedError{Server: "share.test", HadToken: true}),
			code: "unauthorized", want: "share.test didn't accept this device. Your access may have been removed. Paste a new invite " +
				"to continue; your shares and names are kept.",
		},
		{
			name: "not signed in", err: &tunnelcore.UnauthorizedError{Server: "share.test"},
			code: "unauthorized", want: "share.test needs an invite. Ask the person who runs it for one.",
		},
		{
			name: "something else", err: tunnelcore.ErrNotGotunnel,
			code: "not_gotunnel", want: "share.test answered, but it isn't a Gotunnel server. Check the address.",
		},
		{
			name: "unreachable", err: &tunnelcore.RetryableError{Err: fmt.Errorf("can't reach share.test: %w", refused)},
			code: "unreachable", want: "Can't reach share.test (connection refused). Check the address and your network.",
		},
		{name: "anything", err: io.ErrUnexpectedEOF, code: "internal", want: "unexpected EOF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Error("share.test", test.err)
			if got.Code != test.code || !strings.Contains(got.Message, test.want) {
				t.Errorf("got %s: %s\nwant %s: %s", got.Code, got.Message, test.code, test.want)
			}
		})
	}
}

func TestOffline(t *testing.T) {
	hasNetwork = func() bool { return false }
	t.Cleanup(func() { hasNetwork = online })
	err := &tunnelcore.RetryableError{Err: errors.New("no route")}
	for server, code := range map[string]string{"share.test": CodeOffline, "127.0.0.1:8080": CodeUnreachable, "localhost": CodeUnreachable} {
		if got := Error(server, err); got.Code != code {
			t.Errorf("%s: %s, want %s", server, got.Code, code)
		}
	}
}
