#!/bin/sh
# Usage: build/page.sh check|test
# Looks at the window's page, or tests it with a made-up backend: its parts in a
# simulated browser, and the whole of it in Chromium, by keys alone and for who can't
# see it well. Pictures of all that it can show are made by: npm --prefix frontend run shots
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/setup/page.sh

page() {
	npm --prefix frontend run --silent "$@"
}

case ${1-} in
check)
	page format:check && page lint && page check && page knip && page build >/dev/null && page size
	sh build/bindings.sh check
	;;
test)
	page test
	page e2e
	;;
*) fail 'Usage: build/page.sh check|test' ;;
esac
