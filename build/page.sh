#!/bin/sh
# Usage: build/page.sh check|test|shots
# Looks at the window's page, or tests it with a made-up backend: its parts in a
# simulated browser, and the whole of it in Chromium, by keys alone and for who can't
# see it well. With "shots" it takes pictures of all that the page can show, into
# frontend/shots.
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
shots) page shots ;;
*) fail 'Usage: build/page.sh check|test|shots' ;;
esac
