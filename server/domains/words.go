package domains

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Token is the text of the TXT record by which the owner of a host lets an account
// use it on the server of that domain. It is no secret, and good for nothing else:
// it is made of the three by SHA-256, so the record for one of them proves nothing
// for another.
func Token(domain, account, host string) string {
	sum := sha256.Sum256([]byte("gotunnel domain\n" + domain + "\n" + account + "\n" + host + "\n"))
	const bytes = 20 // 32 characters; nobody finds another host with the same
	return "gotunnel=" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:bytes]))
}

func txtHost(host string) string { return "_gotunnel." + host }

// HowTo says which DNS records make a host usable on the server of that domain.
func HowTo(record store.Domain, domain string) string {
	return fmt.Sprintf("Set this DNS record: %s CNAME %s. "+
		"A host that can't have a CNAME, like the top of a domain, gets the server's addresses and this one: %s TXT %q.",
		record.Host, domain, txtHost(record.Host), Token(domain, record.Account, record.Host))
}

func missingRefusal(record store.Domain, domain, instead string) wire.Error {
	message := fmt.Sprintf("%s doesn't lead to this server yet. %s", record.Host, HowTo(record, domain))
	if instead != "" {
		message += fmt.Sprintf(" Now it is a CNAME of %s.", instead)
	}
	return wire.Error{Code: wire.CodeDomain, Message: message + " DNS is asked once a minute."}
}

func troubleRefusal(host string) wire.Error {
	return wire.Error{Code: wire.CodeDomain, Retry: true, Message: fmt.Sprintf(
		"The server could not ask DNS about %s. Try again in a minute.", host)}
}

func foreignRefusal(account, host string) wire.Error {
	if account == "" {
		return wire.Error{Code: wire.CodeDomain, Message: fmt.Sprintf(
			"%s can't be shared: this server has no accounts, and a host of one's own needs one. Use a name such as shop.", host)}
	}
	return wire.Error{Code: wire.CodeDomain, Message: fmt.Sprintf(
		"%s is not a domain of your account. Ask the person who runs this server to run: gotunneld domain add %s %s",
		host, account, host)}
}

// ownRefusal is for a host that is the server's own.
func ownRefusal(host, domain string) wire.Error {
	if name, ok := wire.NameIn(host, domain); ok {
		return wire.Error{Code: wire.CodeNameInvalid, Message: fmt.Sprintf(
			"%s is this server's own address. Use the short name: %s.", host, name)}
	}
	return wire.Error{Code: wire.CodeNameInvalid, Message: fmt.Sprintf(
		"%s is this server's own address. Use a short name, such as shop, or a host of your own.", host)}
}
