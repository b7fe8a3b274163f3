#!/bin/sh
# Builds everything and shares a sample page through a server on this computer,
# until Ctrl-C. With RUN_ONCE=1 it opens the link once, by itself, and exits.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/compile.sh
go build -o "$CACHE/bin/run" ./build/run

# A program of its own and not "go run", which does not pass TERM on.
exec "$CACHE/bin/run" -bin build/bin
