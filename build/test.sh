#!/bin/sh
# Usage: build/test.sh [short]
# Runs every test. FUZZTIME sets how long each fuzz target runs (default 5s).
# With "short" it runs only the quick ones, without the race detector.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
. build/steps.sh

if [ "${1-}" = short ]; then
	sh build/setup/go.sh
	step 'quick tests' go test -short -shuffle=on ./...
	finish 'make test-short'
	exit
fi

sh build/setup/packages.sh base go test e2e
sh build/setup/go.sh
sh build/setup/page.sh

# Elsewhere than on Linux the tests of the window are skipped.
window() {
	[ "$(uname)" != Linux ] || { sh build/desktop.sh && sh build/desktop.sh dev; }
}

end_to_end() {
	sh build/compile.sh && window &&
		E2E=1 GOTUNNEL_BIN=$PWD/build/bin go test -count=1 -timeout=20m ./build/e2e/...
}

step 'tests with the race detector' go test -race -shuffle=on ./...
step 'fuzzing' sh build/fuzz.sh "${FUZZTIME:-5s}"
step 'tests of the page' sh build/page.sh test
step 'end-to-end tests' end_to_end
finish 'make test'
