// Package frontend holds what the window shows, as Vite builds it into dist.
package frontend

import "embed"

// Dist is the built page. Before a build there is only .gitkeep in it, so that
// everything compiles.
//
//go:embed all:dist
var Dist embed.FS
