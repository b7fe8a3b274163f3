#!/bin/sh
# Builds gotunneld and gotunnel into build/bin.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/setup/packages.sh base
sh build/setup/go.sh

# Without cgo the Linux programs are static: one file runs on every distribution.
[ "$(uname)" != Linux ] || export CGO_ENABLED=0

version=$(git describe --tags --always --dirty 2>/dev/null || echo dev)
say "Building gotunneld and gotunnel $version into build/bin"
go build -trimpath -ldflags "-X main.version=$version" -o build/bin/ ./server/cmd/gotunneld ./app/cmd/gotunnel
