package main

import (
	"net"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gotunnel/server/servertest/fakedns"
)

// Each script has a server on a port of its own, and a DNS server that knows
// share.example.com but not the names under it.
func TestDoctorScripts(t *testing.T) {
	dns := fakedns.Start(t)
	dns.Set("share.example.com", "A 127.0.0.1")
	params := scripts("testdata/doctor", false)
	prepare := params.Setup
	params.Setup = func(env *testscript.Env) error {
		unused, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		_, port, _ := net.SplitHostPort(unused.Addr().String())
		unused.Close()
		env.Setenv("PORT", port)
		env.Setenv("GOTUNNELD_LISTEN", "127.0.0.1:"+port)
		env.Setenv("GOTUNNELD_DNS", dns.Addr)
		if err := prepare(env); err != nil {
			return err
		}
		return startServer(env)
	}
	testscript.Run(t, params)
}

func TestGivenFlags(t *testing.T) {
	cmd := doctorCommand()
	err := cmd.ParseFlags([]string{"--listen", "[::]:80", "--http-listen", "[::1]:81,:82", "--json", "--hold", "1h", "--data", "x"})
	if err != nil {
		t.Fatal(err)
	}
	// Without what invite does not have.
	if got, want := givenFlags(cmd.Flags()), " --listen [::]:80 --http-listen [::1]:81,:82 --data x"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
