package main

import (
	_ "embed" // the file with all settings
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// allSettings is a file with every setting and its default, commented out.
//
//go:embed gotunneld.toml
var allSettings string

// file is allSettings with the answers.
func (a *answers) file() string {
	text := withSetting(allSettings, "listen", strconv.Quote(a.listen[0]))
	text = withSetting(text, "domain", strconv.Quote(a.domain))
	text = withSetting(text, "data", strconv.Quote(a.data))
	if len(a.listen) > 1 {
		var list []string
		for _, addr := range a.listen[1:] {
			list = append(list, strconv.Quote(addr))
		}
		text = withSetting(text, "http_listen", "["+strings.Join(list, ", ")+"]")
	}
	if a.cert != "" {
		text = withSetting(text, "tls_cert", strconv.Quote(a.cert))
		text = withSetting(text, "tls_key", strconv.Quote(a.key))
	}
	if a.report != "" {
		text = withSetting(text, "report", strconv.Quote(a.report))
	}
	return text
}

// withSetting gives a setting that is commented out its value, in TOML.
func withSetting(text, key, value string) string {
	line := regexp.MustCompile(`(?m)^#` + key + ` = .*$`).FindStringIndex(text)
	return text[:line[0]] + key + " = " + value + text[line[1]:]
}

// writeConfig writes the file as a whole or not at all. Without force, one that
// is there stays; with it, that one is kept beside the new one.
func writeConfig(path, text string, force bool) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // settings are no secrets
		return fmt.Errorf("the settings can't be written: %w", err)
	}
	temp, err := writeTemp(dir, text)
	if err != nil {
		return fmt.Errorf("the settings can't be written: %w", err)
	}
	defer os.Remove(temp)
	if force {
		if err := keepOld(path); err != nil {
			return fmt.Errorf("the old settings can't be kept: %w", err)
		}
		return os.Rename(temp, path)
	}
	err = os.Link(temp, path) // unlike Rename, it never replaces
	if errors.Is(err, fs.ErrExist) {
		return errThere(path)
	}
	return err
}

// keepOld gives a file that is there a second name.
func keepOld(path string) error {
	old := path + ".old"
	if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := os.Link(path, old)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// writeTemp writes a new file in dir. What root writes is for the service's own
// user too, who is not known yet; there are no secrets in it.
func writeTemp(dir, text string) (path string, err error) {
	f, err := os.CreateTemp(dir, ".gotunneld-*") // mode 0600
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if os.Geteuid() == 0 {
		err = errors.Join(err, f.Chmod(0o644)) //nolint:gosec // as said above
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// ownAddress is an address of this computer for DNS, or a word for it where
// none can be seen from here.
func ownAddress() string {
	addrs, _ := net.InterfaceAddrs() // an error leaves none
	for _, addr := range addrs {
		prefix, err := netip.ParsePrefix(addr.String())
		if err == nil && prefix.Addr().Is4() && isPublic(prefix.Addr()) {
			return prefix.Addr().String()
		}
	}
	return "ADDRESS"
}
