// Package agent shares in the background, for a person who does not keep a
// terminal open:
//
//	err := agent.Run(ctx, agent.Config{Client: client, Folder: folder, Logger: log})
//	if errors.Is(err, agent.ErrRunning) { ... }
//
// There is one for each person of a computer. What it shares it writes down, and
// shares again after a restart. A server that can't be reached is no error: it is
// tried for ever, at once when the computer wakes up or changes networks. Others
// speak with it by package localapi.
//
// It opens no window and no menu, and does not start itself.
package agent
