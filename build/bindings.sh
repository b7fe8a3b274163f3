#!/bin/sh
# Usage: build/bindings.sh [check]
# Writes the TypeScript for the methods and events of app/window. With "check" it
# leaves everything as it is, and fails when what is there is not current.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/setup/go.sh

place=frontend/src/lib/backend/generated/wailsjs # as wails.json says

# generate: Wails names every type it meets, which is of interest only when it fails.
generate() {
	said=$(CGO_ENABLED=0 tsoutputtype=interfaces go run -tags bindings ./build/genbindings "$place" 2>&1) || fail "$said"
}

if [ "${1-}" != check ]; then
	generate
	exit
fi

before=$(mktemp -d)
restore() {
	rm -rf "$place"
	cp -R "$before/wailsjs" "$place"
	rm -rf "$before"
}
cp -R "$place" "$before/wailsjs" || fail "There is no TypeScript for the window's methods. Run build/bindings.sh and commit what it writes."
trap restore EXIT
trap 'exit 1' INT TERM
generate
diff -r "$before/wailsjs" "$place" || fail "The TypeScript for the window's methods is not current. Run build/bindings.sh and commit what it writes."
