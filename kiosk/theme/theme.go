// Package theme is what the glass looks like: the Chinese faces, colours, sizes
// in millimetres, and the parts that every screen is put together from.
package theme

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"yidiantong.org/lobby/assets"
)

// A Theme is the toolkit's theme: the faces the program brings with it, never
// the system's, which draw Chinese in Japanese forms or not at all.
type Theme struct {
	regular, bold fyne.Resource

	// What a Kit has drawn, for one size of glass.
	size  fyne.Size
	cards map[Card]image.Image
	icons map[string]fyne.Resource
}

// New returns the theme. Make one and keep it: the toolkit parses a face once
// for each resource.
func New() *Theme {
	return &Theme{
		regular: fyne.NewStaticResource("NotoSansSC-Regular.ttf", assets.Regular),
		bold:    fyne.NewStaticResource("NotoSansSC-Bold.ttf", assets.Bold),
	}
}

// Font returns the bundled face, for every style the regular or the bold one.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	if s.Bold {
		return t.bold
	}
	return t.regular
}

// Color returns the palette's colour for the few names a screen of ours can
// meet: nothing hovers and nothing has the focus on glass.
func (t *Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch n {
	case theme.ColorNameBackground:
		return Paper
	case theme.ColorNameForeground:
		return Ink
	case theme.ColorNameHover, theme.ColorNameFocus:
		return color.Transparent
	}
	return theme.DefaultTheme().Color(n, theme.VariantLight)
}

// Icon returns the toolkit's own.
func (t *Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Size returns the toolkit's own: screens are laid out by a Kit, in millimetres.
func (t *Theme) Size(n fyne.ThemeSizeName) float32 { return theme.DefaultTheme().Size(n) }
