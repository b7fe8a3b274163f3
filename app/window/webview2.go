package window

import "github.com/wailsapp/wails/v2/pkg/options/windows"

// webView2 is what Windows' people are told of the part of the system that shows
// the page, which older ones lack. Wails asks, and fetches it from Microsoft.
func webView2() *windows.Messages {
	return &windows.Messages{
		MissingRequirements:  "Gotunnel",
		Error:                "Gotunnel",
		InstallationRequired: "Gotunnel's window needs Microsoft's WebView2, which this computer doesn't have. Choose OK to download and install it. It takes a minute or two, then the window opens.",
		UpdateRequired:       "Gotunnel's window needs a newer version of Microsoft's WebView2. Choose OK to download and install it. It takes a minute or two, then the window opens.",
		Webview2NotInstalled: "Microsoft's WebView2 is missing. What you share goes on without the window: use the icon in the taskbar, or the command gotunnel.",
		FailedToInstall:      "WebView2 could not be installed. Check that you're online and try again, or install it from Microsoft's site: search for “WebView2 Runtime”.",
		WebView2ProcessCrash: "Microsoft's WebView2 crashed. Open Gotunnel again. What you share goes on.",
	}
}
