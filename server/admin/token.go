package admin

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"gotunnel/tunnelcore/wire"
)

// TokenFile is the token's name in a server's data folder.
const TokenFile = "admin.token"

// tokenLength is 260 bits.
const tokenLength = 52

// Token is what whoever comes to the private address has to show: the text in
// its file in folder, which is made when there is none.
func Token(folder string) (string, error) {
	path := filepath.Join(folder, TokenFile)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return readToken(path)
	case err != nil:
		return "", fmt.Errorf("make the token for --admin-listen: %w", err)
	}
	token := wire.RandomText(tokenLength)
	_, err = file.WriteString(token + "\n")
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(path)
		return "", fmt.Errorf("make the token for --admin-listen: %w", err)
	}
	return token, nil
}

func readToken(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("%s holds the token for --admin-listen and is open to everyone on this computer (mode %04o): "+
			"remove it, and a new one is made", path, info.Mode().Perm())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(data))
	if len(token) < tokenLength {
		return "", fmt.Errorf("%s is too short for a token: remove it, and a new one is made", path)
	}
	return token, nil
}

// same compares secrets in a time that tells nothing of them.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
