// Package launch starts Gotunnel's programs for each other:
//
//	program, err := launch.AgentProgram()
//	client, started, err := launch.Agent(ctx, program, os.Environ())
//	err = launch.Window(localapi.View{Name: "settings"})
//
// What it starts outlives the program that did. It ends nothing, and starts
// nothing again: whoever needs an agent for long asks again.
package launch
