package theme

import "math"

// A Rect is a place on a sheet. Screens are laid out by cutting the sheet they
// are given: bands from the top, columns from the left.
type Rect struct{ X, Y, W, H float32 }

// Inset returns the rectangle with d taken off every side.
func (r Rect) Inset(d float32) Rect { return r.Pad(d, d) }

// Pad returns the rectangle with x taken off its left and right and y off its
// top and bottom.
func (r Rect) Pad(x, y float32) Rect { return Rect{r.X + x, r.Y + y, r.W - 2*x, r.H - 2*y} }

// Top cuts a band of height h from the top and drops a gap below it.
func (r Rect) Top(h, gap float32) (band, rest Rect) {
	return Rect{r.X, r.Y, r.W, h}, Rect{r.X, r.Y + h + gap, r.W, r.H - h - gap}
}

// Bottom cuts a band of height h from the bottom and drops a gap above it.
func (r Rect) Bottom(h, gap float32) (band, rest Rect) {
	return Rect{r.X, r.Y + r.H - h, r.W, h}, Rect{r.X, r.Y, r.W, r.H - h - gap}
}

// Left cuts a column of width w from the left and drops a gap beside it.
func (r Rect) Left(w, gap float32) (column, rest Rect) {
	return Rect{r.X, r.Y, w, r.H}, Rect{r.X + w + gap, r.Y, r.W - w - gap, r.H}
}

// Right cuts a column of width w from the right and drops a gap beside it.
func (r Rect) Right(w, gap float32) (column, rest Rect) {
	return Rect{r.X + r.W - w, r.Y, w, r.H}, Rect{r.X, r.Y, r.W - w - gap, r.H}
}

// Middle returns a rectangle of w by h in the middle.
func (r Rect) Middle(w, h float32) Rect {
	return Rect{r.X + round((r.W-w)/2), r.Y + round((r.H-h)/2), w, h}
}

// Grid returns the cells of a grid with gaps between them, row by row. Edges
// fall on whole pixels and cells of a grid are of one size.
func (r Rect) Grid(columns, rows int, gap float32) []Rect {
	w := floor((r.W - gap*float32(columns-1)) / float32(columns))
	h := floor((r.H - gap*float32(rows-1)) / float32(rows))
	cells := make([]Rect, 0, columns*rows)
	for row := range rows {
		for column := range columns {
			cells = append(cells, Rect{r.X + float32(column)*(w+gap), r.Y + float32(row)*(h+gap), w, h})
		}
	}
	return cells
}

// Sheet returns the same size at the origin: the place that a thing put there
// has inside.
func (r Rect) Sheet() Rect { return Rect{0, 0, r.W, r.H} }

func round(v float32) float32 { return float32(math.Round(float64(v))) }
func floor(v float32) float32 { return float32(math.Floor(float64(v))) }
