//go:build !unix

package main

// giveToOwner does nothing where folders have no one owner.
func giveToOwner(string) error { return nil }
