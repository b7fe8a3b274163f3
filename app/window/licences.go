package window

import _ "embed" // the texts

// licencesTXT is what "go run ./build/licences" found of everything that is in the
// programs.
//
//go:embed licences.txt
var licencesTXT string

// Licences is under which licences others let their work be used in Gotunnel.
func (*Bridge) Licences() string { return licencesTXT }
