# Two commands do everything, set-up included: make run and make test.
# The work is in build/*.sh; this file is the list of what there is.

.PHONY: help run test test-short wine shots build desktop check fmt fuzz bench clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

run: ## start a server here and share a sample page through it
	@sh build/run.sh

test: ## run every test: unit (with the race detector), fuzz, end to end
	@sh build/test.sh

test-short: ## run the quick tests only
	@sh build/test.sh short

build: ## build gotunneld and gotunnel into build/bin
	@sh build/compile.sh

desktop: ## build the window, gotunnel-desktop, into build/bin (Linux)
	@sh build/desktop.sh

check: ## formatting, linters, import rules, sizes, scripts
	@sh build/check.sh

fmt: ## format the Go code
	@sh build/check.sh fix

shots: ## take pictures of all that the window can show, into frontend/shots
	@sh build/page.sh shots

wine: ## run the tests of Windows' code under Wine (Linux)
	@sh build/wine.sh

fuzz: ## run each fuzz target for a minute, or FUZZTIME
	@sh build/fuzz.sh "$${FUZZTIME:-1m}"

bench: ## measure (takes minutes)
	@sh build/bench.sh

clean: ## remove what was built and fetched into this folder
	rm -rf build/bin .cache
