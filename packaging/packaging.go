// Package packaging embeds the parts of the appliance package that the program
// reads itself: printer profiles and the configuration file that is its own
// manual.
package packaging

import "embed"

// Printers holds printers/*.conf, one printer profile each.
//
//go:embed printers/*.conf
var Printers embed.FS

// Lobby is lobby.toml, the machine's configuration and its manual.
//
//go:embed lobby.toml
var Lobby []byte
