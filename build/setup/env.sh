# Source this from the top of the repository, before anything else. It names the
# versions that everything is built and checked with, puts the tools that set-up
# fetched first in PATH, and defines the few words the scripts share.
# It installs nothing.
# shellcheck shell=sh

GO_VERSION=1.26.8        # fetched when this computer has no Go, or one older than go.mod asks for
NODE_OLDEST=20.19        # what the end-to-end tests' web apps need
NODE_VERSION=22.23.3     # fetched when this computer's Node is older than that
GOLANGCI_VERSION=v2.12.2 # the linters of .golangci.yml
export GO_VERSION NODE_OLDEST NODE_VERSION GOLANGCI_VERSION

# A folder here carries its version in its name: one that exists is the right one.
CACHE=$PWD/.cache
GO_DIR=$CACHE/go-$GO_VERSION
NODE_DIR=$CACHE/node-$NODE_VERSION
export CACHE GO_DIR NODE_DIR

# nginx and haproxy live in sbin, which ordinary users do not have in PATH.
PATH=$GO_DIR/bin:$NODE_DIR/node_modules/node/bin:$PATH:/usr/sbin:/sbin
export PATH

say() {
	printf '==> %s\n' "$*"
}

fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

# at_least HAVE WANT: succeeds when version HAVE is WANT or newer.
at_least() {
	[ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

# as_root COMMAND...: runs it as root, through sudo for ordinary users.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		fail "This needs root, and there is no sudo here. As root, run: $*"
	fi
}

# golangci_dir: prints where golangci-lint is, or will be. The Go that builds it is
# part of the name, because one built with an older Go refuses to read newer code.
golangci_dir() {
	printf '%s/golangci-lint-%s-%s\n' "$CACHE" "$GOLANGCI_VERSION" "$(go env GOVERSION)"
}
