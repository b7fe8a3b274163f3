package notify

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// desktop is PowerShell, which every Windows since 10 has. Toasts need the name of
// an app from the start menu, so they are shown as PowerShell's. A message's key
// is its tag, by which the system replaces it and takes it away.
type desktop struct{}

const (
	toasts = `$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe'
[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
`
	show = toasts + `$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent('ToastText02')
$texts = $xml.GetElementsByTagName('text')
$texts.Item(0).InnerText = $env:GOTUNNEL_TITLE
$texts.Item(1).InnerText = $env:GOTUNNEL_BODY
$toast = New-Object Windows.UI.Notifications.ToastNotification $xml
$toast.Tag = $env:GOTUNNEL_KEY
$toast.Group = 'gotunnel'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($app).Show($toast)`
	remove = toasts + `[Windows.UI.Notifications.ToastNotificationManager]::History.Remove($env:GOTUNNEL_KEY, 'gotunnel', $app)`
)

func (desktop) send(ctx context.Context, key, title, body string) error {
	return run(ctx, show, "GOTUNNEL_KEY="+tag(key), "GOTUNNEL_TITLE="+title, "GOTUNNEL_BODY="+body)
}

func (desktop) close(ctx context.Context, key string) error {
	return run(ctx, remove, "GOTUNNEL_KEY="+tag(key))
}

func (desktop) end() {}

// maxTag is how long a tag may be; Windows 10 took 16 characters before 1703.
const maxTag = 64

func tag(key string) string { return key[:min(len(key), maxTag)] }

// run gives a script its texts by the environment, so nothing in them is run.
func run(ctx context.Context, script string, texts ...string) error {
	cmd := exec.CommandContext(ctx, "powershell.exe", "-NoProfile", "-NonInteractive", "-Command", script)
	cmd.Env = append(os.Environ(), texts...)
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the desktop did not show a message: %w", err)
	}
	return nil
}
