//go:build !unix

package folder

// nonBlock is for systems whose folders hold no FIFOs.
const nonBlock = 0
