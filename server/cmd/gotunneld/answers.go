package main

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"gotunnel/server/certs"
)

// answers are what init asks for.
type answers struct {
	domain    string
	listen    []string // the first for everyone, the others for visitors with HTTP
	cert, key string   // empty: the server makes its own
	data      string
	report    string
}

// question is one that init asks, or that a flag answers.
type question struct {
	flag, usage string
	text        string
	fallback    func() string
	take        func(answer string) error // checks the answer and keeps it
	needless    func() bool               // nil: it never is
}

func (a *answers) questions() []question {
	return []question{
		{
			flag: "domain", usage: "links are NAME.`DOMAIN`",
			text:     "Links are NAME.DOMAIN. Which domain?",
			fallback: func() string { return defaults().Domain }, take: a.takeDomain,
		},
		{
			flag: "listen", usage: "`addresses` or ports; the first is for everyone, others for visitors with HTTP",
			text:     "Where do visitors and clients come? Ports or addresses; the first takes everything, others visitors with HTTP.",
			fallback: a.defaultListen, take: a.takeListen,
		},
		{
			flag: "tls-cert", usage: "PEM `file` with the certificate for DOMAIN and *.DOMAIN, or own",
			text:     "Which PEM file has the certificate for DOMAIN and *.DOMAIN? With own, the server makes one for clients, and visitors have no https.",
			fallback: func() string { return ownCertificate }, take: a.takeCertificate,
		},
		{
			flag: "tls-key", usage: "PEM `file` with its key",
			text:     "And which has its key?",
			fallback: func() string { return filepath.Join(filepath.Dir(a.cert), "privkey.pem") }, take: a.takeKey,
			needless: func() bool { return a.cert == "" },
		},
		{
			flag: "data", usage: "`folder` for what has to survive a restart",
			text:     "Which folder is for what has to survive a restart, the server's key among it?",
			fallback: defaultData, take: a.takeData,
		},
		{
			flag: "report", usage: "mail `address` or https link where visitors report what a share shows, or none",
			text:     "Where do visitors report a share that deceives people? A mail address or an https link.",
			fallback: func() string { return noReport }, take: a.takeReport,
		},
	}
}

// complete answers every question, with ask where no flag does.
func (a *answers) complete(flags *pflag.FlagSet, ask func(question) error) error {
	for _, q := range a.questions() {
		given := flags.Lookup(q.flag)
		switch {
		case q.needless != nil && q.needless():
			if given.Changed {
				return fmt.Errorf("--%s has no certificate with it: give the certificate's file with --tls-cert", q.flag)
			}
		case given.Changed:
			if err := q.take(given.Value.String()); err != nil {
				return fmt.Errorf("--%s: %w", q.flag, err)
			}
		default:
			if err := ask(q); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	ownCertificate = "own"
	noReport       = "none"
)

func (a *answers) takeDomain(text string) (err error) {
	a.domain, err = (&settings{Domain: text}).domain()
	return withoutFlag(err, "domain")
}

// withoutFlag is for who answered a question and gave no flag.
func withoutFlag(err error, flag string) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.TrimPrefix(err.Error(), "--"+flag+" is "))
}

// defaultListen is the ports that browsers go to, for a domain that others know.
func (a *answers) defaultListen() string {
	if isLocal(a.domain) {
		return defaults().Listen
	}
	return "443 80"
}

func (a *answers) takeListen(text string) error {
	list := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	if len(list) == 0 {
		return errors.New("give a port or an address, such as 8080 or 127.0.0.1:8080")
	}
	for i, addr := range list {
		if _, err := strconv.ParseUint(addr, 10, 16); err == nil {
			list[i] = ":" + addr
		}
		if err := (&settings{Listen: list[i]}).checkAddresses(); err != nil {
			return withoutFlag(err, "listen")
		}
	}
	a.listen = list
	return nil
}

func (a *answers) takeCertificate(text string) (err error) {
	if text == ownCertificate {
		a.cert = ""
		return nil
	}
	path, err := filepath.Abs(text)
	if err != nil {
		return err
	}
	if _, err := os.ReadFile(path); err != nil {
		return fmt.Errorf("%w: give the PEM file, or own", err)
	}
	a.cert = path
	return nil
}

func (a *answers) takeKey(text string) error {
	path, err := filepath.Abs(text)
	if err != nil {
		return err
	}
	cert, err := certs.Load(a.cert, path)
	if err != nil {
		return err
	}
	if err := coverage(cert, a.domain); err != nil {
		return err
	}
	a.key = path
	return nil
}

// coverage is an error if a certificate is not for a domain and the names under
// it.
func coverage(cert tls.Certificate, domain string) error {
	missing := certs.Missing(cert, domain)
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("the certificate is for %s, not for %s: get one for %s and *.%s",
		cmp.Or(strings.Join(cert.Leaf.DNSNames, ", "), "no name"), strings.Join(missing, " and "), domain, domain)
}

func (a *answers) takeData(text string) error {
	if !filepath.IsAbs(text) {
		return fmt.Errorf("%q: give a folder from the root on, such as /var/lib/gotunneld", text)
	}
	if info, err := os.Stat(text); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file: give a folder, which need not be there yet", text)
	}
	a.data = filepath.Clean(text)
	return nil
}

func (a *answers) takeReport(text string) error {
	if text == noReport {
		a.report = ""
		return nil
	}
	if _, err := contact(text); err != nil {
		return withoutFlag(err, "report")
	}
	a.report = text
	return nil
}

// isLocal tells names that lead to this computer by themselves.
func isLocal(domain string) bool {
	return domain == "localhost" || strings.HasSuffix(domain, ".localhost")
}

// isPublic tells addresses that the internet can route.
func isPublic(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate()
}
