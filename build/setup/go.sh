#!/bin/sh
# Makes sure that there is a Go as new as go.mod asks for. A Go that is here and new
# enough is used as it is; otherwise the right one is fetched the way the go command
# itself does it, as a module, so its checksum is verified.
set -eu
cd "$(dirname "$0")/../.."
. build/setup/env.sh

wanted=$(awk '$1 == "go" {print $2}' go.mod)

# In /, so that an old Go does not stumble over our go.mod.
new_enough() {
	command -v go >/dev/null || return 1
	have=$(cd / && GOTOOLCHAIN=local go version | awk '{sub(/^go/, "", $3); print $3}')
	at_least "$have" "$wanted"
}

# The go commands before 1.21 can fetch a toolchain but not switch to it, and leave
# its programs without the permission to run.
fetch() {
	version=v0.0.1-go$GO_VERSION.$(go env GOHOSTOS)-$(go env GOHOSTARCH)
	say "Fetching Go $GO_VERSION (about 70 MB), because $(go version | awk '{print $3}') is older than the $wanted that go.mod asks for."
	(cd / && GOFLAGS='' GOTOOLCHAIN=local go mod download "golang.org/toolchain@$version")
	folder=$(go env GOMODCACHE)/golang.org/toolchain@$version
	chmod +x "$folder"/bin/* "$folder"/pkg/tool/*/*
	mkdir -p "$CACHE"
	ln -sfn "$folder" "$GO_DIR"
}

if new_enough; then exit 0; fi
sh build/setup/packages.sh go
if new_enough; then exit 0; fi
fetch
hash -r # forget where the old one was
new_enough || fail "Go $GO_VERSION was fetched but does not run. Remove $GO_DIR and try again."
