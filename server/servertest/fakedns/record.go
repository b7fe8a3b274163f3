package fakedns

import (
	"net/netip"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// findLocked is the records that answer a question, with the CNAMEs on the way to
// them.
func (s *Server) findLocked(host string, q dnsmessage.Question) ([]dnsmessage.Resource, dnsmessage.RCode) {
	var found []dnsmessage.Resource
	for range 16 { // CNAMEs may lead in a circle
		records := s.recordsLocked(host)
		if len(records) == 0 {
			return found, dnsmessage.RCodeNameError
		}
		next := ""
		for _, record := range records {
			kind, value, _ := strings.Cut(record, " ")
			if kind == "CNAME" && q.Type != dnsmessage.TypeCNAME {
				next = value
			}
			if r, ok := resource(host, kind, value); ok && (r.Header.Type == q.Type || kind == "CNAME") {
				found = append(found, r)
			}
		}
		if next == "" {
			break
		}
		host = next
	}
	return found, dnsmessage.RCodeSuccess
}

// recordsLocked is the records of a host, or of the * in its place, RFC 4592.
func (s *Server) recordsLocked(host string) []string {
	if records := s.records[host]; len(records) > 0 {
		return records
	}
	_, above, _ := strings.Cut(host, ".")
	return s.records["*."+above]
}

func resource(host, kind, value string) (dnsmessage.Resource, bool) {
	header := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(host + "."), Class: dnsmessage.ClassINET, TTL: 1}
	switch kind {
	case "A":
		header.Type = dnsmessage.TypeA
		return dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: netip.MustParseAddr(value).As4()}}, true
	case "CNAME":
		header.Type = dnsmessage.TypeCNAME
		return dnsmessage.Resource{Header: header, Body: &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(value + ".")}}, true
	case "TXT":
		header.Type = dnsmessage.TypeTXT
		return dnsmessage.Resource{Header: header, Body: &dnsmessage.TXTResource{TXT: pieces(value)}}, true
	}
	return dnsmessage.Resource{}, false
}

// pieces cuts a text into strings of 255 bytes, RFC 1035 section 3.3.
func pieces(text string) []string {
	var all []string
	for len(text) > 255 {
		all, text = append(all, text[:255]), text[255:]
	}
	return append(all, text)
}
