package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/dustin/go-humanize"
	"github.com/spf13/pflag"

	"gotunnel/app/sharing"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/gateway/password"
)

// policyOptions are what a person decides about visitors of HTTP shares.
type policyOptions struct {
	Profile      string   `toml:"profile"`
	Password     string   `toml:"password"`
	PasswordFile string   `toml:"password_file"`
	Until        string   `toml:"until"`
	Allow        []string `toml:"allow"`
	Header       []string `toml:"header"`
	NoIndex      bool     `toml:"noindex"`
	Requests     int      `toml:"requests"`
	Bandwidth    string   `toml:"bandwidth"`
}

// makeOne is --password without a value: a password is made up.
const makeOne = "make one up"

func (o *policyOptions) bind(flags *pflag.FlagSet) {
	flags.StringVar(&o.Profile, "profile", "", "`where` the app thinks it is: localhost (the default) or public, "+
		"for apps that make links of their own address")
	flags.StringVar(&o.Password, "password", "", "``ask visitors for a password; one is made up, unless GOTUNNEL_PASSWORD or the settings file has it")
	flags.Lookup("password").NoOptDefVal = makeOne
	flags.StringVar(&o.PasswordFile, "password-file", "", "ask visitors for the password in a `file`, or - for standard input")
	flags.StringVar(&o.Until, "until", "", "`when` the share ends by itself: 1h, 7d, eod (end of day), 18:00 or 2026-12-24 18:00")
	flags.StringSliceVar(&o.Allow, "allow", nil, "let only visitors from these `addresses` in: 203.0.113.7 or 203.0.113.0/24")
	flags.StringArrayVar(&o.Header, "header", nil, "set a `header` in every answer, as 'Name: value'; without a value the app's is left out")
	flags.BoolVar(&o.NoIndex, "noindex", false, "ask search engines not to list the share")
	flags.IntVar(&o.Requests, "requests", 0, "let each visitor make this many `requests` a minute")
	flags.StringVar(&o.Bandwidth, "bandwidth", "", "let all visitors together take this `much` a second: 500kB, 5MB")
}

// used tells which options were given, by their flags' names.
func (o *policyOptions) used() (flags []string) {
	for flag, given := range map[string]bool{
		"profile": o.Profile != "", "password": o.Password != "", "password-file": o.PasswordFile != "",
		"until": o.Until != "", "allow": len(o.Allow) > 0, "header": len(o.Header) > 0, "noindex": o.NoIndex,
		"requests": o.Requests != 0, "bandwidth": o.Bandwidth != "",
	} {
		if given {
			flags = append(flags, "--"+flag)
		}
	}
	return flags
}

// policy reads the options, and the password from where it is; made tells that
// there was none, and it was made up.
func (o *policyOptions) policy() (p sharing.Policy, made bool, err error) {
	p.NoIndex, p.Requests = o.NoIndex, o.Requests
	if p.Profile, err = gateway.ParseProfile(o.Profile); err != nil {
		return p, false, fmt.Errorf("--profile: %w", err)
	}
	if p.Until, err = ending.Parse(o.Until, time.Now()); err != nil {
		return p, false, fmt.Errorf("--until: %w", err)
	}
	if o.Requests < 0 {
		return p, false, errors.New("--requests is a number of requests a minute, from 1 on")
	}
	for _, read := range []func(*sharing.Policy) error{o.readPassword, o.readAllow, o.readHeaders, o.readBandwidth} {
		if err := read(&p); err != nil {
			return p, false, err
		}
	}
	return p, o.Password == makeOne, nil
}

// maxPassword bounds a password file, in bytes.
const maxPassword = 1024

func (o *policyOptions) readPassword(p *sharing.Policy) error {
	switch {
	case o.Password != "" && o.PasswordFile != "":
		return errors.New("--password and --password-file don't go together: which one is it?")
	case o.Password == makeOne:
		p.Password = password.Generate()
	case o.Password != "":
		p.Password = o.Password
	case o.PasswordFile != "":
		var err error
		p.Password, err = passwordFrom(o.PasswordFile)
		return err
	}
	return nil
}

// passwordFrom reads --password-file.
func passwordFrom(file string) (string, error) {
	text, err := readFile(file, maxPassword)
	if err != nil {
		return "", fmt.Errorf("--password-file: %w", err)
	}
	text = strings.TrimRight(text, "\r\n")
	if text == "" {
		return "", errors.New("--password-file: there is no password in it")
	}
	return text, nil
}

// readFile reads a file of at most so many bytes, or standard input.
func readFile(name string, most int) (string, error) {
	in := io.Reader(os.Stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
	if err == nil && len(text) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return string(text), err
}

func (o *policyOptions) readAllow(p *sharing.Policy) error {
	for _, s := range o.Allow {
		prefix, err := netip.ParsePrefix(s)
		if addr, addrErr := netip.ParseAddr(s); addrErr == nil {
			prefix, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			return fmt.Errorf("--allow %s is not an address or a block of them, such as 203.0.113.7 or 203.0.113.0/24", s)
		}
		p.Allow = append(p.Allow, prefix)
	}
	return nil
}

func (o *policyOptions) readHeaders(p *sharing.Policy) error {
	for _, s := range o.Header {
		name, value, ok := strings.Cut(s, ":")
		value = strings.TrimSpace(value)
		if !ok || !isToken(name) || strings.ContainsFunc(value, unicode.IsControl) {
			return fmt.Errorf("--header %q is not a header; write it as 'Name: value'", s)
		}
		if p.Headers == nil {
			p.Headers = map[string]string{}
		}
		p.Headers[http.CanonicalHeaderKey(name)] = value
	}
	return nil
}

// isToken reports whether a header may have that name, RFC 9110 section 5.6.2.
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

func (o *policyOptions) readBandwidth(p *sharing.Policy) error {
	if o.Bandwidth == "" {
		return nil
	}
	bytes, err := humanize.ParseBytes(strings.TrimSuffix(o.Bandwidth, "/s"))
	if err != nil || bytes == 0 || bytes > math.MaxInt64 {
		return fmt.Errorf("--bandwidth %s is not an amount a second, such as 500kB or 5MB", o.Bandwidth)
	}
	p.Bytes = int64(bytes) //nolint:gosec // checked
	return nil
}
