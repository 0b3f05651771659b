package kiosk_test

import (
	"fmt"
	"strings"

	"yidiantong.org/lobby/kiosk"
)

// The gallery names every screen in every state that changes how it looks; tests
// measure its pictures and make shots draws them.
func ExampleGallery() {
	for _, p := range kiosk.Gallery() {
		if strings.HasPrefix(p.Name, "number") {
			fmt.Println(p.Name)
		}
	}
	// Output:
	// number
	// number-next
	// number-long
	// number-no-printer
	// number-printer-stops
}
