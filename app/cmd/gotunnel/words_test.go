package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

func TestServerFailure(t *testing.T) {
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
			code: "pin", want: "It has sha256:got;",
		},
		{
			name: "certificate", err: &tunnelcore.CertificateError{Server: "share.test", Err: x509.UnknownAuthorityError{}},
			code: "certificate", want: "The certificate for share.test isn't valid (x509: certificate signed by unknown authority)",
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
			got := serverFailure("share.test", test.err)
			if got.code != test.code || !strings.Contains(got.message, test.want) {
				t.Errorf("got %s: %s\nwant %s: %s", got.code, got.message, test.code, test.want)
			}
			if status(got) != 1 {
				t.Errorf("got status %d, want 1", status(got))
			}
		})
	}
}
