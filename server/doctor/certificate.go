package doctor

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"gotunnel/server/certs"
)

// soon is how long before its end a certificate should have been renewed: those
// who do it by themselves do it 30 days before.
const soon = 14 * 24 * time.Hour

// load is the server's certificate, as its files are now.
func (p Patient) load() (tls.Certificate, error) {
	if p.CertFile == "" {
		return certs.Saved(p.Config.Data)
	}
	return certs.Load(p.CertFile, p.KeyFile)
}

// certificate looks at what proves the server to clients and visitors. roots are
// who is trusted; nil: whom this system trusts.
func (p Patient) certificate(now time.Time, roots *x509.CertPool) []Finding {
	const about = "certificate"
	cert, err := p.load()
	switch {
	case p.CertFile == "" && errors.Is(err, fs.ErrNotExist):
		return []Finding{ok(about, "the server makes its own at its first start: visitors have HTTP only, and clients need an invite or its pin")}
	case err != nil:
		return []Finding{fix(about, err.Error(), "it can't be used")}
	case p.CertFile == "":
		return []Finding{ok(about, "the server's own, %s: visitors have HTTP only, and clients need an invite or this pin", certs.Pin(cert))}
	}
	var list []Finding
	for _, check := range []func(tls.Certificate) []Finding{
		p.covers,
		func(c tls.Certificate) []Finding { return p.chain(c, now, roots) },
		func(c tls.Certificate) []Finding { return ending(c, now) },
	} {
		list = append(list, check(cert)...)
	}
	if len(list) == 0 {
		list = append(list, ok(about, "%s is for all names of %s, complete, and good until %s",
			p.CertFile, p.Config.Domain, cert.Leaf.NotAfter.Format(day)))
	}
	return list
}

const day = "2 Jan 2006"

// covers sees that the certificate is for the domain and every name under it.
func (p Patient) covers(cert tls.Certificate) (list []Finding) {
	domain := p.Config.Domain
	hosts := map[string]string{domain: domain}
	names := []string{domain}
	do := "get one for it, as with certbot certonly --manual --preferred-challenges dns -d " + domain
	if !p.Config.Single {
		all := "*." + domain
		hosts[all] = anyName(domain)
		names = append(names, all)
		do += " -d '" + all + "'"
	}
	for _, name := range names {
		if cert.Leaf.VerifyHostname(hosts[name]) != nil {
			list = append(list, fix("certificate", do, "%s is not for %s", p.CertFile, name))
		}
	}
	return list
}

// chain sees that browsers find the way from the certificate to an authority that
// they know, of whom this system's roots stand for.
func (p Patient) chain(cert tls.Certificate, now time.Time, roots *x509.CertPool) []Finding {
	const about = "certificate"
	between := x509.NewCertPool()
	last := cert.Leaf
	for _, der := range cert.Certificate[1:] {
		next, err := x509.ParseCertificate(der)
		if err != nil {
			return []Finding{fix(about, "get the file from the authority again", "%s has something else after the certificate (%v)", p.CertFile, err)}
		}
		between.AddCert(next)
		last = next
	}
	_, err := cert.Leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now})
	switch _, lost := errors.AsType[x509.UnknownAuthorityError](err); {
	case err == nil:
		return nil
	case certs.SelfSigned(cert):
		return []Finding{fix(about, "get one from an authority, or leave --tls-cert out",
			"nobody vouches for %s, and browsers warn visitors of it", p.CertFile)}
	case lost && bytes.Equal(last.RawIssuer, last.RawSubject):
		return []Finding{unknown(about, "see that clients and visitors have it too", "%s is complete up to %q, which this computer does not trust", p.CertFile, name(last))}
	case lost && roots == nil && noRoots():
		return []Finding{unknown(about, "apt-get install ca-certificates", "whether %s is complete is not known, since this computer trusts no authority", p.CertFile)}
	case lost:
		return []Finding{fix(about, "give --tls-cert the file with the whole chain, which certbot calls fullchain.pem",
			"%s lacks the certificate of %q, so that some browsers and programs refuse it", p.CertFile, last.Issuer.String())}
	}
	return []Finding{fix(about, "get another", "%s is not accepted (%v)", p.CertFile, err)}
}

func name(cert *x509.Certificate) string { return cert.Subject.String() }

func noRoots() bool {
	pool, err := x509.SystemCertPool()
	return err != nil || pool.Equal(x509.NewCertPool())
}

// ending tells of an end that is near. One that has come is an error before.
func ending(cert tls.Certificate, now time.Time) []Finding {
	left := cert.Leaf.NotAfter.Sub(now)
	if left >= soon {
		return nil
	}
	return []Finding{fix("certificate", "certbot renew, or as it was got; the server sees new files by itself",
		"it ends on %s, in %s", cert.Leaf.NotAfter.Format(day), days(left))}
}

func days(d time.Duration) string {
	const hours = 24
	if n := int(d.Hours()) / hours; n != 1 {
		return fmt.Sprintf("%d days", n)
	}
	return "1 day"
}
