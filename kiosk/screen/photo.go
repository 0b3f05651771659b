package screen

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"path"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/kiosk/theme"
)

// Photo is one picture, as large as there is room.
type Photo struct {
	sheet   *fyne.Container
	image   *canvas.Image
	caption *theme.Label
	album   *album
}

// NewPhoto returns the screen; picture looks up a picture's file.
func NewPhoto(k *theme.Kit, place theme.Rect, picture func(name string) []byte) *Photo {
	mm := k.MM
	p := &Photo{sheet: k.Sheet(place), album: &album{file: picture, of: make(map[string]fyne.Resource)}}
	k.Fill(p.sheet, place.Sheet(), 0, theme.White)
	words, rest := place.Sheet().Inset(mm(5)).Bottom(mm(20), mm(3))
	p.image = &canvas.Image{FillMode: canvas.ImageFillContain}
	theme.Put(p.sheet, p.image, rest)
	p.caption = k.Label(p.sheet, words, theme.Type{Cap: theme.Key, Min: theme.Body, Color: theme.Ink, Align: fyne.TextAlignCenter, Lines: 2}, "")
	return p
}

// Object returns what is drawn.
func (p *Photo) Object() fyne.CanvasObject { return p.sheet }

// Show shows a picture.
func (p *Photo) Show(picture doc.Picture) {
	p.caption.Set(picture.Caption)
	p.image.Resource = p.album.resource(picture.Name)
	p.image.Refresh()
}

// An album holds pictures as the toolkit wants them, one resource for each
// content: the toolkit keeps what it drew by the resource's name.
type album struct {
	file func(name string) []byte
	of   map[string]fyne.Resource
}

// resource returns a picture, nil when there is none of that name.
func (a *album) resource(name string) fyne.Resource {
	b := a.file(name)
	if len(b) == 0 {
		return nil
	}
	if have, ok := a.of[name]; ok && bytes.Equal(have.Content(), b) {
		return have
	}
	sum := sha256.Sum256(b)
	res := fyne.NewStaticResource(fmt.Sprintf("%x%s", sum[:8], path.Ext(name)), b)
	a.of[name] = res
	return res
}

// aspect is a picture's width to its height.
func (a *album) aspect(name string) (float32, bool) {
	res := a.resource(name)
	if res == nil {
		return 0, false
	}
	i := canvas.NewImageFromResource(res)
	i.Refresh()
	ratio := i.Aspect()
	return ratio, ratio > 0
}
