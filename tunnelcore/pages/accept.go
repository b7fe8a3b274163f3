package pages

import "strings"

// AcceptsHTML tells whether an Accept header field lists text/html with a weight
// above 0. Wildcards do not count, so that curl, which sends */*, gets plain
// text; a weight that is not one counts as 0. Join several fields by commas.
// It allocates nothing.
func AcceptsHTML(accept string) bool {
	for accept != "" {
		var item string
		item, accept = cutUnquoted(accept, ',')
		kind, params := cutUnquoted(item, ';')
		if strings.EqualFold(trimSpace(kind), "text/html") && wanted(params) {
			return true
		}
	}
	return false
}

// wanted tells whether the parameters leave a weight above 0.
func wanted(params string) bool {
	for params != "" {
		var param string
		param, params = cutUnquoted(params, ';')
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(trimSpace(name), "q") {
			return positive(trimSpace(value))
		}
	}
	return true
}

// positive tells whether q is a weight (RFC 9110, 12.4.2: 0 to 1 with up to
// three decimals) above 0.
func positive(q string) bool {
	whole, decimals, _ := strings.Cut(q, ".")
	zeros := strings.Trim(decimals, "0") == ""
	switch {
	case len(decimals) > 3 || strings.Trim(decimals, "0123456789") != "":
		return false
	case whole == "1":
		return zeros
	}
	return whole == "0" && !zeros
}

// cutUnquoted cuts s at the first sep outside a quoted string.
func cutUnquoted(s string, sep byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func trimSpace(s string) string { return strings.Trim(s, " \t") }
