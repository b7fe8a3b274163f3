// Package frontend holds the window's web pages, as Vite built them:
//
//	pages, err := fs.Sub(frontend.Dist, "dist")
//
// It does not build them: `npm run build` in this folder does. Without that the
// folder holds no page, and a window that shows it stays empty.
package frontend

import "embed"

// Dist is the folder dist with all that the window loads; index.html is the page.
//
//go:embed all:dist
var Dist embed.FS
