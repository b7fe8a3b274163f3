#!/bin/sh
# Usage: build/bench.sh [ARGUMENTS of build/bench]
# Measures against haproxy and other programs.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh
sh build/setup/packages.sh bench
sh build/compile.sh
go run ./build/bench "$@"
