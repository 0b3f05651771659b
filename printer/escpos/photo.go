package escpos

import "image"

const (
	desk    = 0xDE // grey of the table
	white   = 0xFD // grey of the paper
	dark    = 0x24 // grey of what is printed
	around  = 28   // dots of table on every side
	between = 26   // dots of table between two slips
	tooth   = 6    // height and half the width of a tear bar's teeth
	fall    = 9    // dots that a shadow is soft
)

// photograph lays the slips on a table, one below the other.
func photograph(slips []slip, width int) *image.Gray {
	paper := paperWidth(width)
	height := 2*around - between
	for _, s := range slips {
		height += len(s.ink)/width + between
	}
	m := image.NewGray(image.Rect(0, 0, paper+2*around, max(height, 2*around)))
	for i := range m.Pix {
		m.Pix[i] = desk
	}
	y := around
	for _, s := range slips {
		rows := len(s.ink) / width
		shade(m, image.Rect(around, y, around+paper, y+rows))
		lay(m, s, width, image.Rect(around, y, around+paper, y+rows))
		y += rows + between
	}
	return m
}

// paperWidth is the width of the roll that a line of so many dots is printed on:
// 58 mm or 80 mm.
func paperWidth(width int) int {
	switch {
	case width <= 58*DotsPerMM-32:
		return 58 * DotsPerMM
	case width <= 80*DotsPerMM-32:
		return 80 * DotsPerMM
	}
	return width + 64
}

// shade darkens the table around r.
func shade(m *image.Gray, r image.Rectangle) {
	r = r.Add(image.Pt(0, 3))
	b := r.Inset(-fall).Intersect(m.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			off := max(r.Min.X-x, x-r.Max.X+1, 0) + max(r.Min.Y-y, y-r.Max.Y+1, 0)
			if off < fall {
				m.Pix[m.PixOffset(x, y)] = byte(desk - (fall-off)*(fall-off)/2)
			}
		}
	}
}

// lay draws a slip at r. The heat of a dot spreads a little, so its edges are soft.
func lay(m *image.Gray, s slip, width int, r image.Rectangle) {
	margin := (r.Dx() - width) / 2
	rows := r.Dy()
	ink := func(x, y int) int {
		if x < 0 || x >= width || y < 0 || y >= rows {
			return 0
		}
		return int(s.ink[y*width+x])
	}
	for y := range rows {
		row := m.Pix[m.PixOffset(r.Min.X, r.Min.Y+y):]
		for x := range r.Dx() {
			if !s.blade && rows-y <= teeth(x) {
				continue
			}
			row[x] = white
		}
		for x := range width {
			heat := 12*ink(x, y) + ink(x-1, y) + ink(x+1, y) + ink(x, y-1) + ink(x, y+1)
			if heat > 0 {
				row[margin+x] = byte(white - heat*(white-dark)/16)
			}
		}
	}
}

// teeth is how many dots of paper a tear bar takes at x.
func teeth(x int) int {
	x %= 2 * tooth
	return max(x, 2*tooth-x) - tooth
}
