// Package e2e tests the programs as people run them: gotunneld and gotunnel,
// between real apps and a real browser.
//
//	E2E=1 go test ./build/e2e/...
//	E2E=1 GOTUNNEL_BIN=$PWD/build/bin go test -run TestVite ./build/e2e/...
//
// Without E2E=1 they are skipped. Without GOTUNNEL_BIN the programs are built
// first. A test whose app is not installed here is skipped; with CI=true it
// fails. The tests use loopback and network namespaces of their own, leave
// nothing running, and keep what npm installs in .cache/e2e. Screenshots go to
// .cache/shots.
//
// They do not import the programs' packages, and test no detail that a unit
// test can reach. Only app/detect is asked directly what it makes of real apps.
package e2e
