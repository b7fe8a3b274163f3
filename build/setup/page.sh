#!/bin/sh
# Makes sure that what the window's page is built and tested with is in
# frontend/node_modules.
set -eu
cd "$(dirname "$0")/../.."
. build/setup/env.sh
sh build/setup/node.sh

installed=frontend/node_modules/.package-lock.json # npm writes it last
if [ -e "$installed" ] && [ -z "$(find frontend/package-lock.json -newer "$installed")" ]; then exit 0; fi
say "Fetching what the window's page is built with"
npm --prefix frontend ci --no-audit --no-fund --loglevel=error
