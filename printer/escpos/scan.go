package escpos

// A command is one thing that a printer is told: a run of text, a control
// character, or a sequence that a control character begins.
type command struct {
	name string // as in Epson's reference: "ESC a", "GS v 0", "LF"; textName; or unknownName
	raw  []byte // all its bytes
	args []byte // of these, what follows the name
	cut  bool   // the bytes end before the command does
}

const (
	textName    = "text"
	unknownName = "?"
)

// Split is a bufio.SplitFunc that cuts a stream into commands; a run of text
// counts as one, without the line feed that ends it. It tells whoever reads what
// a printer is sent which bytes are commands and which are part of a picture. A
// picture may be longer than a Scanner's usual buffer.
func Split(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	c := next(data)
	if c.cut && !atEOF {
		return 0, nil, nil
	}
	return len(c.raw), c.raw, nil
}

// next returns the command that b, which is not empty, begins with. It takes
// at least one byte.
func next(b []byte) command {
	if b[0] >= ' ' {
		n := 1
		for n < len(b) && b[n] >= ' ' {
			n++
		}
		return command{name: textName, raw: b[:n], args: b[:n]}
	}
	var family string
	switch b[0] {
	case lf:
		return command{name: "LF", raw: b[:1]}
	case '\r':
		return command{name: "CR", raw: b[:1]}
	case dle:
		family = "DLE "
	case esc:
		family = "ESC "
	case fs:
		family = "FS "
	case gs:
		family = "GS "
	default:
		return command{name: unknownName, raw: b[:1]}
	}
	if len(b) < 2 {
		return command{name: family + "…", raw: b, cut: true}
	}
	name, args := family+string(rune(b[1])), 0
	head := 2
	switch b[0] {
	case dle:
		switch b[1] {
		case 0x04:
			name, args = "DLE EOT", 1
		case 0x05:
			name, args = "DLE ENQ", 1
		case 0x14:
			name, args = "DLE DC4", 3
		default:
			return command{name: unknownName, raw: b[:1]}
		}
	default:
		switch name {
		case "ESC @", "ESC 2", "ESC i", "ESC m", "FS &", "FS .":
		case "ESC !", "ESC -", "ESC 3", "ESC E", "ESC G", "ESC J", "ESC M", "ESC R", "ESC V", "ESC a", "ESC d", "ESC t", "ESC {",
			"FS !", "FS -", "FS W", "GS !", "GS B", "GS H", "GS I", "GS a", "GS b", "GS f", "GS h", "GS r", "GS w":
			args = 1
		case "ESC $", "ESC \\", "FS S", "GS L", "GS P", "GS W":
			args = 2
		case "ESC p":
			args = 3
		case "GS V": // with what to feed first, or without
			args = 1
			if len(b) > 2 && b[2] >= 'A' {
				args = 2
			}
		case "ESC *": // m nL nH, and three bytes a column from m=32 on
			args = 3
			if len(b) >= 5 {
				columns := int(b[3]) | int(b[4])<<8
				if b[2] >= 32 {
					columns *= 3
				}
				args += columns
			}
		case "GS (": // function group, then pL pH
			if len(b) > 2 {
				if b[2] <= ' ' || b[2] > '~' {
					return command{name: unknownName, raw: b[:1]}
				}
				name, head = "GS ( "+string(rune(b[2])), 3
			}
			args = 2
			if len(b) >= 5 {
				args += int(b[3]) | int(b[4])<<8
			}
		case "GS v": // 0 m xL xH yL yH
			if len(b) > 2 && b[2] != '0' {
				return command{name: unknownName, raw: b[:1]}
			}
			name, head, args = "GS v 0", 3, 5
			if len(b) >= 8 {
				args += (int(b[4]) | int(b[5])<<8) * (int(b[6]) | int(b[7])<<8)
			}
		default:
			return command{name: unknownName, raw: b[:1]}
		}
	}
	if end := head + args; end <= len(b) {
		return command{name: name, raw: b[:end], args: b[head:end]}
	}
	return command{name: name, raw: b, args: b[min(head, len(b)):], cut: true}
}
