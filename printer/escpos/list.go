package escpos

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// List returns what b tells a printer, one command to a line, with no byte left
// out. A line of text stands in quotes and has its line feed unless it says
// otherwise. An unknown byte is listed as such and skipped, never guessed at.
func List(b []byte) string {
	var s strings.Builder
	for len(b) > 0 {
		c := next(b)
		b = b[len(c.raw):]
		if c.name == textName {
			s.WriteString(quote(c.raw))
			if len(b) > 0 && b[0] == lf {
				b = b[1:]
			} else {
				s.WriteString(" without line feed")
			}
		} else {
			s.WriteString(explain(c))
		}
		s.WriteByte('\n')
	}
	return s.String()
}

// quote decodes text, or shows its bytes where it is not GB18030.
func quote(b []byte) string {
	s, err := simplifiedchinese.GB18030.NewDecoder().String(string(b))
	if err != nil || strings.ContainsRune(s, '\uFFFD') {
		return fmt.Sprintf("%+q", b)
	}
	return strconv.QuoteToGraphic(s) // which shows full-width blanks as they are
}

func explain(c command) string {
	if c.name == unknownName {
		return fmt.Sprintf("?? 0x%02x", c.raw[0])
	}
	if c.cut {
		return fmt.Sprintf("%s cut short after %d bytes", c.name, len(c.raw))
	}
	switch c.name {
	case "GS v 0":
		stride, rows := words(c.args[1:])
		return fmt.Sprintf("GS v 0 m=%d raster of %d bytes × %d rows", c.args[0], stride, rows)
	case "GS ( k":
		return c.name + " " + explainQR(c.args[2:])
	case "GS !", "FS !":
		return fmt.Sprintf("%s 0x%02x %s", c.name, c.args[0], meaning(c))
	case "ESC *":
		return fmt.Sprintf("ESC * m=%d column picture of %d bytes", c.args[0], len(c.args)-3)
	}
	s := c.name
	for _, a := range c.args {
		s += fmt.Sprintf(" %d", a)
	}
	if meaning := meaning(c); meaning != "" {
		s += " " + meaning
	}
	return s
}

// words reads two numbers, low bytes first.
func words(b []byte) (first, second int) {
	return int(b[0]) | int(b[1])<<8, int(b[2]) | int(b[3])<<8
}

// meaning says in words what a command with simple arguments does.
func meaning(c command) string {
	n := byte(0)
	if len(c.args) > 0 {
		n = c.args[0]
	}
	switch c.name {
	case "ESC @":
		return "reset"
	case "ESC 2":
		return "line spacing as usual"
	case "ESC 3":
		return fmt.Sprintf("line spacing %d", n)
	case "ESC E", "ESC G":
		return "bold " + onOff(n)
	case "ESC J":
		return fmt.Sprintf("feed %d dots", n)
	case "ESC a":
		return "align " + [...]string{"left", "centre", "right"}[alignOf(n)]
	case "ESC d":
		return fmt.Sprintf("feed %d lines", n)
	case "ESC -", "FS -":
		return "underline " + onOff(n)
	case "ESC p":
		return "open drawer"
	case "ESC i", "ESC m", "GS V":
		return "cut"
	case "FS &":
		return "Chinese on"
	case "FS .":
		return "Chinese off"
	case "FS S":
		return "Chinese spacing"
	case "FS !":
		w, h := chineseSize(n)
		return fmt.Sprintf("Chinese size %d×%d", w, h)
	case "GS !":
		w, h := sizeOf(n)
		return fmt.Sprintf("size %d×%d", w, h)
	case "GS B":
		return "white on black " + onOff(n)
	case "GS b":
		return "smoothing " + onOff(n)
	case "GS a":
		return "report status by itself"
	case "GS r":
		return "answer when here"
	case "GS I":
		return "answer what you are"
	case "GS ( H":
		return "answer when printed"
	case "DLE EOT":
		return "answer at once"
	case "DLE ENQ":
		return "recover"
	case "DLE DC4":
		return "act at once"
	}
	return ""
}

func onOff(n byte) string {
	if n&1 == 1 {
		return "on"
	}
	return "off"
}

// alignOf reads the argument of ESC a, which may also be a digit.
func alignOf(n byte) Align {
	switch n {
	case 1, '1':
		return Centre
	case 2, '2':
		return Right
	}
	return Left
}

// sizeOf reads the argument of GS !.
func sizeOf(n byte) (width, height int) { return int(n>>4)&7 + 1, int(n)&7 + 1 }

// chineseSize reads the argument of FS !.
func chineseSize(n byte) (width, height int) { return 1 + int(n>>2)&1, 1 + int(n>>3)&1 }

// explainQR explains what stands in GS ( k after its length.
func explainQR(b []byte) string {
	if len(b) < 2 || b[0] != '1' {
		return fmt.Sprintf("code % x", b)
	}
	fn, n := int(b[1])+100, 0
	if len(b) > 2 {
		n = int(b[2])
	}
	switch fn {
	case 165:
		return fmt.Sprintf("165 QR model %d", n-'0')
	case 167:
		return fmt.Sprintf("167 QR module %d dots", n)
	case 169:
		if level := n - '0'; level >= 0 && level < 4 {
			return "169 QR correction " + "LMQH"[level:level+1]
		}
	case 180:
		return fmt.Sprintf("180 QR holds %q", b[min(3, len(b)):])
	case 181:
		return "181 QR print"
	}
	return fmt.Sprintf("%d QR % x", fn, b[2:])
}
