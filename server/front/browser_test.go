package front_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"gotunnel/server"
	"gotunnel/server/servertest"
	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore/pages/browsertest"
	"gotunnel/tunnelcore/wire"
)

// read is what a script gives in the page.
func read[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return got
}

// seen is the text of the page that can be seen.
func seen(ctx context.Context, t *testing.T) string {
	t.Helper()
	return read[string](ctx, t, "document.body.innerText")
}

// grant lets tests read the clipboard.
func grant(ctx context.Context, t *testing.T) {
	t.Helper()
	_, err := chromedp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted,
	})
	if err == nil { // only who has the focus may read and write it
		_, err = chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// scan reads the QR code off a picture of the page.
func scan(ctx context.Context, t *testing.T) string {
	t.Helper()
	zbarimg, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("no zbarimg in PATH: install zbar-tools to read QR codes")
	}
	picture, err := chromedp.Run(ctx, chromedp.ScreenshotScale("#qr", 2))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(ctx, zbarimg, "--quiet", "--raw", file).Output()
	if err != nil {
		t.Fatalf("no QR code in the picture: %v", err)
	}
	return strings.TrimSuffix(string(text), "\n")
}

// open opens an invite's page at a server's address, and returns its link and what
// the app should be opened with.
func open(ctx context.Context, t *testing.T, at, app string) (page, link string) {
	t.Helper()
	code := wire.NewInvite()
	const pin = "sha256:Yy1p5tHuVnbTQMHxqrOWD8wSX9QpG4fkYy1p5tHuVnb"
	page = wire.InviteLink{Server: at, Code: code, Pin: pin}.Reveal(wire.SchemeHTTP)
	browsertest.Do(ctx, t, chromedp.Navigate(page), chromedp.WaitVisible("#open"))
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](openHref+".endsWith(location.hash)")); err != nil {
		t.Fatal(err)
	}
	return page, wire.InviteLink{Server: app, Code: code, Pin: pin}.Reveal(wire.SchemeApp)
}

// local is a server's address as browsers know it.
func local(addr string) string {
	_, port, _ := strings.Cut(addr, ":")
	return "localhost:" + port
}

func TestInviteInABrowser(t *testing.T) {
	first := browsertest.Start(t)
	further := freeport.Address(t)
	srv := servertest.Start(t, func(c *server.Config) { c.HTTPListen = []string{further} })
	at := local(srv.Addr)
	page, link := open(first, t, at, at)

	t.Run("open", func(t *testing.T) {
		if got := read[string](first, t, openHref); got != link {
			t.Errorf("Open leads to %s, want %s", got, link)
		}
		if _, err := wire.ParseInviteLink(link); err != nil {
			t.Error(err)
		}
	})
	t.Run("QR code", func(t *testing.T) {
		if got := scan(first, t); got != page {
			t.Errorf("it says %q, want %q", got, page)
		}
	})
	t.Run("copy", func(t *testing.T) { testCopy(first, t, link) })
	t.Run("another invite in the same tab", func(t *testing.T) {
		page, link := open(first, t, at, at)
		if got := read[string](first, t, openHref); got != link {
			t.Errorf("Open leads to %s, want %s", got, link)
		}
		if got := scan(first, t); got != page {
			t.Errorf("the QR code says %q, want %q", got, page)
		}
	})
	t.Run("at an address that clients don't come to", func(t *testing.T) {
		_, link := open(first, t, local(further), at)
		if got := read[string](first, t, openHref); got != link {
			t.Errorf("Open leads to %s, want %s", got, link)
		}
	})
	t.Run("without an invite", func(t *testing.T) { testMissing(first, t, at) })
	t.Run("without scripts", func(t *testing.T) { testWithoutScripts(first, t, at) })
	t.Run("small screen", func(t *testing.T) { testSmallScreen(first, t, at) })
}

const openHref = `document.getElementById("open").href`

func testCopy(ctx context.Context, t *testing.T, link string) {
	grant(ctx, t)
	read[any](ctx, t, `window.kept = navigator.clipboard; kept.writeText("")`)
	for _, way := range []string{"0", `Object.defineProperty(navigator, "clipboard", { value: undefined })`} {
		read[any](ctx, t, way)
		browsertest.Do(ctx, t, chromedp.Click("#copy"))
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.getElementById("status").textContent === "Invite copied."`)); err != nil {
			t.Fatal(err)
		}
		if got := read[string](ctx, t, "kept.readText()"); got != link {
			t.Errorf("after %s the clipboard has %q, want %q", way, got, link)
		}
		read[any](ctx, t, `document.getElementById("status").textContent = ""; kept.writeText("")`)
	}
}

func testMissing(first context.Context, t *testing.T, at string) {
	ctx := browsertest.Tab(first, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+at+"/i"), chromedp.WaitVisible("#missing"))
	if text := seen(ctx, t); !strings.Contains(text, "The invite itself is missing") || strings.Contains(text, "Open Gotunnel") {
		t.Errorf("the page says %q", text)
	}
	read[any](ctx, t, `location.hash = "x"`)
	browsertest.Do(ctx, t, chromedp.WaitVisible("#open"), chromedp.WaitNotVisible("#missing"))
}

func testWithoutScripts(first context.Context, t *testing.T, at string) {
	ctx := browsertest.Tab(first, t)
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+at+"/i#x"), chromedp.WaitVisible("noscript p"))
	if text := seen(ctx, t); !strings.Contains(text, "this browser runs no scripts") || strings.Contains(text, "Open Gotunnel") {
		t.Errorf("the page says %q", text)
	}
}

// 320 px is the narrowest phone, and what WCAG 2.2 asks for at a zoom of 400 %.
func testSmallScreen(first context.Context, t *testing.T, at string) {
	ctx := browsertest.Tab(first, t)
	browsertest.Do(ctx, t, chromedp.EmulateViewport(320, 640, chromedp.EmulateMobile))
	open(ctx, t, at, at)
	if read[bool](ctx, t, "document.documentElement.scrollWidth > innerWidth") {
		t.Error("the page has to be scrolled sideways")
	}
	least := read[float64](ctx, t, `Math.min(...[...document.querySelectorAll("a, button, input")].map(e => e.getBoundingClientRect().height))`)
	if least < 44 { // what fingers hit, by the platforms' guidelines
		t.Errorf("a control is %v px high", least)
	}
}
