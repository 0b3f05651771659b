package escpos

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// A code on a slip is read from paper that was torn off a moment ago, at arm's
// length, by any telephone.
const (
	maxCode      = 200 // bytes; at most version 10, 57 modules, which fits 384 dots
	minModule    = 4   // dots
	minSymbol    = 12 * DotsPerMM
	nativeModule = 5 // dots; 21 modules, the smallest symbol, are 13 mm
)

// modules draws code with one dot to a module and no quiet zone.
func modules(code string, level qrcode.RecoveryLevel) (Bitmap, error) {
	q, err := qrcode.New(code, level)
	if err != nil {
		return Bitmap{}, fmt.Errorf("QR code: %w", err)
	}
	q.DisableBorder = true
	rows := q.Bitmap()
	b := NewBitmap(len(rows), len(rows))
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				b.Set(x, y)
			}
		}
	}
	return b, nil
}
