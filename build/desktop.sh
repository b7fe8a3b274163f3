#!/bin/sh
# Builds gotunnel-desktop, the window, into build/bin on Linux: first the page, if its
# sources are newer than what was built of them, then the program. On macOS and Windows
# the window is built by Wails' own tool: wails build.
# Usage: build/desktop.sh [tag]
# With the tag dev it builds gotunnel-desktop-dev, which also serves the page to any
# browser on this computer. That is for tests, and must not be given to people.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh

[ "$(uname)" = Linux ] || fail "This builds the window for Linux only. Here, use Wails' own tool: wails build."
sh build/setup/packages.sh base desktop
sh build/setup/go.sh

page=frontend/dist/index.html

# stale: succeeds when the page was not built since its sources changed.
stale() {
	[ ! -e "$page" ] || [ -n "$(find frontend -name node_modules -prune -o -path frontend/dist -prune -o -type f -newer "$page" -print -quit)" ]
}

if stale; then
	sh build/setup/page.sh
	say 'Building the page'
	npm --prefix frontend run --silent build
	touch "$page"
fi

version=$(git describe --tags --always --dirty 2>/dev/null || echo dev)
case ${1-production} in
production) tags=desktop,production,webkit2_41 name=gotunnel-desktop ;;
dev) tags=dev,webkit2_41 name=gotunnel-desktop-dev ;;
*) fail "There is no way to build the window that is called $1." ;;
esac
say "Building $name $version into build/bin"
go build -tags "$tags" -trimpath -ldflags "-s -w -X main.version=$version" -o "build/bin/$name" .
