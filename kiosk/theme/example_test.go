package theme_test

import (
	"fmt"

	"yidiantong.org/lobby/kiosk/theme"
)

// A screen is laid out by cutting the place it is given.
func ExampleRect() {
	glass := theme.Rect{W: 268, H: 476}
	head, rest := glass.Top(70, 0)
	foot, place := rest.Bottom(34, 0)
	fmt.Println("head", head)
	fmt.Println("foot", foot)
	for _, tile := range place.Inset(11).Grid(2, 1, 6) {
		fmt.Println("tile", tile)
	}
	// Output:
	// head {0 0 268 70}
	// foot {0 442 268 34}
	// tile {11 81 120 350}
	// tile {137 81 120 350}
}

// A colour says how it is mixed, so that a shade follows when it changes.
func ExampleTone_Mix() {
	fmt.Printf("%06X\n", uint32(theme.Tone(0x9C1219).Mix(theme.White, 0.5)))
	// Output: CE898C
}
