#!/bin/sh
# Usage: build/check.sh [fix]
# Looks at the code without running it: formatting, linters, imports, sizes, scripts.
# With "fix" it only formats.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
. build/steps.sh
sh build/setup/packages.sh base go check
sh build/setup/go.sh
sh build/setup/golangci.sh

# Its cache knows results by their packages and not by the checkout, so each has its own.
golangci() {
	GOLANGCI_LINT_CACHE=$PWD/.cache/golangci-results "$(golangci_dir)/golangci-lint" "$@"
}

tool() {
	go tool -modfile=build/tools/go.mod "$@"
}

go_files() {
	git ls-files -co --exclude-standard '*.go'
}

# silent COMMAND...: fails when the command prints a finding. What it says on stderr is
# shown and is none: the first run tells there what it downloads.
silent() {
	output=$("$@") && [ -z "$output" ] && return
	printf '%s\n' "$output"
	return 1
}

formatted() {
	golangci fmt --diff && go_files | silent xargs go tool -modfile=build/tools/go.mod gofumpt -l
}

# What runs on other systems is at least compiled for them here.
compiles_elsewhere() {
	for system in darwin windows; do
		CGO_ENABLED=0 GOOS=$system go build -o /dev/null ./app/cmd/gotunnel &&
			CGO_ENABLED=0 GOOS=$system go vet . ./app/... ./tunnelcore/... || return
	done
	CGO_ENABLED=0 GOOS=windows go build -tags desktop,production -o /dev/null . &&
		CGO_ENABLED=0 GOOS=darwin go build -o /dev/null ./server/cmd/gotunneld
}

scripts() {
	git ls-files -co --exclude-standard '*.sh' .ci/run | xargs shellcheck -x
}

if [ "${1-}" = fix ]; then
	golangci fmt
	go_files | xargs go tool -modfile=build/tools/go.mod gofumpt -w
	exit
fi

step formatting formatted
step 'go vet' go vet ./...
step golangci-lint golangci run
# Errors that people read are sentences, against ST1005. golangci-lint has that check
# too, and knows the exceptions by their nolint comments.
step staticcheck tool staticcheck -checks inherit,-ST1005 ./...
step 'dead code' silent tool deadcode -test ./...
step 'other systems' compiles_elsewhere
step go.mod go mod tidy -diff
step sizes go run ./build/sizes
step shellcheck scripts
step 'the page' sh build/page.sh check
finish 'make check'
