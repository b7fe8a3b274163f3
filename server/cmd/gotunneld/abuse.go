package main

import (
	"fmt"
	"net/mail"
	"net/url"

	"gotunnel/server/abuse"
)

// abuse is what the settings say of names that nobody vouches for.
func (s *settings) abuse() (abuse.Config, error) {
	c := abuse.Config{Addresses: s.MaxAddresses, FirstVisit: s.FirstVisit}
	if s.MaxAddresses < 0 {
		return c, fmt.Errorf("--max-addresses is %d: give a number of addresses a day, or 0 for any", s.MaxAddresses)
	}
	var err error
	c.Report, err = contact(s.Report)
	return c, err
}

// contact makes a link of an e-mail address, or leaves a page's as it is.
func contact(report string) (string, error) {
	if report == "" {
		return "", nil
	}
	if address, err := mail.ParseAddress(report); err == nil && address.Address == report {
		return (&url.URL{Scheme: "mailto", Opaque: report}).String(), nil
	}
	if u, err := url.Parse(report); err == nil && u.Scheme == "https" && u.Host != "" {
		return u.String(), nil
	}
	return "", fmt.Errorf("--report is %q: give an e-mail address, such as abuse@example.com, or a page, such as https://example.com/abuse", report)
}
