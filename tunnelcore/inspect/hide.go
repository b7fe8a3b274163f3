package inspect

import (
	"net/url"
	"strings"
)

// Hidden stands where a secret was.
const Hidden = "(hidden)"

// shownFields is a copy of fields, without secrets unless reveal is set.
func shownFields(fields []Field, reveal bool) []Field {
	if fields == nil {
		return nil
	}
	shown := make([]Field, len(fields))
	for i, f := range fields {
		if !reveal {
			f.Value = hideValue(f.Name, f.Value)
		}
		shown[i] = f
	}
	return shown
}

// hideValue hides a header field's value, or the secrets in the query of an
// address.
func hideValue(name, value string) string {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "authorization", "proxy-authorization", "cookie", "set-cookie", "cookie2", "set-cookie2":
		return Hidden
	case "referer", "location", "content-location", "refresh":
		return hideQuery(value)
	}
	if isSecret(name) {
		return Hidden
	}
	return value
}

// isSecret tells by its name whether a form, query or JSON field is a secret:
// password, user[password], access_token, clientSecret, api-key.
func isSecret(name string) bool {
	plain := strings.Map(lettersOnly, name)
	for _, part := range []string{"password", "passwd", "passphrase", "secret", "apikey"} {
		if strings.Contains(plain, part) {
			return true
		}
	}
	return strings.HasSuffix(plain, "token") || plain == "pass" || plain == "pwd"
}

// lettersOnly maps ASCII letters to lower case and drops the rest.
func lettersOnly(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case 'a' <= r && r <= 'z':
		return r
	}
	return -1
}

// hideQuery hides secrets behind the ? and the # of an address.
func hideQuery(address string) string {
	i := strings.IndexAny(address, "?#")
	if i < 0 {
		return address
	}
	return address[:i+1] + hideForm(address[i+1:], "&;?#")
}

// hideForm hides secrets among name=value pairs that any of the separators
// divide.
func hideForm(form, separators string) string {
	var out strings.Builder
	for {
		i := strings.IndexAny(form, separators)
		pair := form
		if i >= 0 {
			pair = form[:i]
		}
		out.WriteString(hidePair(pair))
		if i < 0 {
			return out.String()
		}
		out.WriteByte(form[i])
		form = form[i+1:]
	}
}

func hidePair(pair string) string {
	name, value, ok := strings.Cut(pair, "=")
	if !ok || value == "" {
		return pair
	}
	plain, err := url.QueryUnescape(name)
	if err != nil {
		plain = name
	}
	if !isSecret(plain) {
		return pair
	}
	return name + "=" + Hidden
}
