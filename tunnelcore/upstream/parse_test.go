package upstream_test

import (
	"strings"
	"testing"

	"gotunnel/tunnelcore/upstream"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in     string
		addr   string
		place  string
		secure bool
	}{
		{in: "3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: ":3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "localhost:3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "LocalHost:3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "0.0.0.0:3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "[::]:3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "127.0.0.1:3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "127.0.0.2:3000", addr: "127.0.0.2:3000", place: "port 3000"},
		{in: "[::1]:3000", addr: "[::1]:3000", place: "port 3000"},
		{in: "1", addr: "127.0.0.1:1", place: "port 1"},
		{in: "65535", addr: "127.0.0.1:65535", place: "port 65535"},
		{in: "http://localhost:3000", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "http://localhost:3000/", addr: "127.0.0.1:3000", place: "port 3000"},
		{in: "HTTP://localhost", addr: "127.0.0.1:80", place: "port 80"},
		{in: "https://localhost:8443", addr: "127.0.0.1:8443", place: "port 8443", secure: true},
		{in: "https://[::1]", addr: "[::1]:443", place: "port 443", secure: true},
		{in: "192.168.1.5:80", addr: "192.168.1.5:80", place: "192.168.1.5:80"},
		{in: "App.Test:80", addr: "app.test:80", place: "app.test:80"},
		{in: "[fe80::1%eth0]:80", addr: "[fe80::1%eth0]:80", place: "[fe80::1%eth0]:80"},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			target, err := upstream.Parse(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if target.String() != test.addr || target.Place() != test.place || target.Secure() != test.secure {
				t.Errorf("got %s, %q, secure %t; want %s, %q, %t",
					target, target.Place(), target.Secure(), test.addr, test.place, test.secure)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "has no port"},
		{"localhost", "has no port"},
		{"::1", "has no port"},
		{"shop.test", "has no port"},
		{"0", "ports are numbers from 1 to 65535"},
		{"65536", "ports are numbers from 1 to 65535"},
		{"99999999999999999999", "ports are numbers from 1 to 65535"},
		{"localhost:", "ports are numbers from 1 to 65535"},
		{"localhost:http", "ports are numbers from 1 to 65535"},
		{"localhost:-1", "ports are numbers from 1 to 65535"},
		{"localhost:+80", "ports are numbers from 1 to 65535"},
		{"localhost:3000/shop", "leave the path out"},
		{"http://localhost:3000/shop", "leave the path out"},
		{"http://localhost:3000?a=b", "leave the path out"},
		{"http://localhost:3000/#top", "leave the path out"},
		{"http://me:secret@localhost:3000", "leave the user and password out"},
		{"http://localhost:99999", "ports are numbers from 1 to 65535"},
		{"http://local host:80", "is not an address"},
		{"ftp://localhost:21", "neither http nor https"},
		{"tcp://localhost:5432", "neither http nor https"},
		{"localhost:80:80", "has no port"},
		{"-x:80", "is not a host name"},
		{"a\x00b:80", "is not a host name"},
		{"[127.0.0.1:80", "has no port"},
		{"./site", "looks like a folder"},
		{".", "looks like a folder"},
		{"/srv/site", "looks like a folder"},
		{`C:\site`, "looks like a folder"},
		{"~/site", "looks like a folder"},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			target, err := upstream.Parse(test.in)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got error %v, want one with %q", err, test.want)
			}
			if target != nil {
				t.Errorf("got target %s with an error", target)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is in the error: %v", err)
			}
		})
	}
}
