// Package assets embeds what the program brings with it: the Chinese faces,
// icons, the console's scripts and the sample hall. Fonts and scripts are
// fetched by make assets.
package assets

import "embed"

// Regular and Bold are Noto Sans SC (OFL-1.1): every character of the 8105
// 通用规范汉字 and all of U+4E00–9FFF.
var (
	//go:embed fonts/NotoSansSC_400Regular.ttf
	Regular []byte
	//go:embed fonts/NotoSansSC_700Bold.ttf
	Bold []byte
)

// Rare is HanaMinB, for names in the characters of Extensions B to F that Noto
// Sans SC lacks.
//
//go:embed fonts/HanaMinB.ttf
var Rare []byte

// Icons holds icons/*.svg, drawn for this program.
//
//go:embed icons/*.svg
var Icons embed.FS

// Web holds web/: the console's style and scripts.
//
//go:embed web
var Web embed.FS

// Hall holds hall/: the sample hall, in the files a clerk would edit.
//
//go:embed hall
var Hall embed.FS
