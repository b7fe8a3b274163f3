#!/bin/sh
# Builds golangci-lint, with the Go that is in use. It has hundreds of dependencies,
# so it stays out of build/tools/go.mod.
set -eu
cd "$(dirname "$0")/../.."
. build/setup/env.sh

folder=$(golangci_dir)
[ ! -x "$folder/golangci-lint" ] || exit 0
say "Building golangci-lint $GOLANGCI_VERSION (about 3 minutes, once)."
GOBIN=$folder go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$GOLANGCI_VERSION"
