package escpos

// A Profile is what there is to know about one model of printer. Profiles are
// data: packaging/printers/*.conf.
type Profile struct {
	Name    string `toml:"name"`    // generic-58
	About   string `toml:"about"`   // which printers it fits
	Width   int    `toml:"width"`   // printable dots a line: 384 or 576
	QR      string `toml:"qr"`      // native (GS ( k) or raster (GS v 0)
	Double  bool   `toml:"double"`  // GS v 0 with m=3 really doubles both ways
	Charset string `toml:"charset"` // what the ROM prints: gb2312, gbk, gb18030-2byte or gb18030
	Sizes   string `toml:"sizes"`   // of characters: any (GS ! up to 8 by 8), or double when more than that is ignored
	Cutter  bool   `toml:"cutter"`
	Answers string `toml:"answers"` // A completion (GS ( H), B status (GS r, DLE EOT), C nothing
	Buffer  int    `toml:"buffer"`  // bytes it takes before it has printed them
	Baud    int    `toml:"baud"`
	Flow    string `toml:"flow"`  // none, xonxoff or rtscts
	Speed   int    `toml:"speed"` // mm of paper a second
	Head    int    `toml:"head"`  // mm from print head to cutter or tear bar
}

// DotsPerMM is the resolution of receipt printers, 203 dpi.
const DotsPerMM = 8

// Columns is the width of a line in half-width characters of the normal size,
// 12 dots each.
func (p Profile) Columns() int { return p.Width / 12 }

// MaxSize is how many times as wide or high as usual the printer's characters can
// be.
func (p Profile) MaxSize() int {
	if p.Sizes == "double" {
		return 2
	}
	return 8
}
