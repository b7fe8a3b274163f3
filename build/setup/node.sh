#!/bin/sh
# Makes sure that there is a Node new enough for the web apps of the end-to-end tests.
# Where the system's Node is too old, npm fetches a newer one into .cache.
set -eu
cd "$(dirname "$0")/../.."
. build/setup/env.sh

new_enough() {
	command -v node >/dev/null && command -v npm >/dev/null || return 1
	have=$(node --version)
	at_least "${have#v}" "$NODE_OLDEST"
}

if new_enough; then exit 0; fi
sh build/setup/packages.sh node
if new_enough; then exit 0; fi

say "Fetching Node $NODE_VERSION, because $(node --version) is older than $NODE_OLDEST."
npm install --prefix "$NODE_DIR" --no-audit --no-fund --loglevel=error "node@$NODE_VERSION"
hash -r # forget where the old one was
new_enough || fail "Node $NODE_VERSION was fetched but does not run. Remove $NODE_DIR and try again."
