package wake

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"
)

// sources are what tells on this system, each until ctx ends. Of sleep only the
// clock tells, and the network that is there again.
var sources = map[string]func(ctx context.Context, tell func(string)) error{"iphlpapi": watchAddresses}

// watchAddresses hears of addresses from the IP helper.
func watchAddresses(ctx context.Context, tell func(string)) error {
	var handle windows.Handle
	callback := windows.NewCallback(func(unsafe.Pointer, unsafe.Pointer, uint32) uintptr {
		tell("the network changed")
		return 0
	})
	err := windows.NotifyUnicastIpAddressChange(windows.AF_UNSPEC, callback, nil, false, &handle)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return windows.CancelMibChangeNotify2(handle)
}
