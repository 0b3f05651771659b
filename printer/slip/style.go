package slip

import (
	"fmt"
	"image"
	"slices"
	"strings"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
)

// A Style is how a hall wants its slips. The zero Style is the plain one: no logo
// and every field.
type Style struct {
	Logo  escpos.Bitmap             `toml:"-"`     // on top of every slip; see [Logo]
	Large []printer.Kind            `toml:"large"` // slips whose text is twice as high
	Omit  map[printer.Kind][]string `toml:"omit"`  // fields that are left out
	Notes map[printer.Kind][]string `toml:"notes"` // lines to add, above the code
}

// Logo makes a logo of a picture: 24 mm by 10 mm at most. That is 1900 bytes,
// which takes two seconds at 9600 baud.
func Logo(m image.Image) escpos.Bitmap {
	return escpos.Picture(m, 24*escpos.DotsPerMM, 10*escpos.DotsPerMM)
}

// Check returns nil, or which of the style's words means nothing and what could
// be written instead.
func (s Style) Check() error {
	for _, kind := range s.Large {
		if _, err := sheetOf(kind, []byte("{}")); err != nil {
			return fmt.Errorf("large: 没有 %q 这种小票", kind)
		}
	}
	for kind := range s.Notes {
		if _, err := sheetOf(kind, []byte("{}")); err != nil {
			return fmt.Errorf("notes: 没有 %q 这种小票", kind)
		}
	}
	for kind, omit := range s.Omit {
		v, err := sheetOf(kind, []byte("{}"))
		if err != nil {
			return fmt.Errorf("omit: 没有 %q 这种小票", kind)
		}
		names := v.layout(0).names()
		for _, name := range omit {
			if !slices.Contains(names, name) {
				return fmt.Errorf("omit.%s: 没有 %q 这一项，可以不印的有 %s", kind, name, strings.Join(names, "、"))
			}
		}
	}
	return nil
}
