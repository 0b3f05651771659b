package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/kiosk/theme"
)

// A Reading is what an Article shows.
type Reading struct {
	Title  string
	About  string // who says so, under which number
	Doc    doc.Doc
	Fresh  string // 公布日期 … 核对日期 …, on every page
	Do     string // what the button says: 取“民政救助”的号; empty when there is none
	OnDo   func()
	Advice string // said instead of a button: where to go
}

// Article is a document on pages: headings, text, tables and pictures.
type Article struct {
	kit          *theme.Kit
	sheet        *fyne.Container
	title, about *theme.Label
	paper        *canvas.Rectangle
	rule         *canvas.Rectangle
	fresh        *theme.Label
	writer       *theme.Writer
	photos       *fyne.Container
	frames       []*frame
	pager        *pager
	do           *theme.Tile
	doWord       *theme.Label
	advice       *fyne.Container
	adviceWord   *theme.Label
	album        *album
	zoom         func(doc.Picture)

	place theme.Rect // of what is below the title
	now   Reading
	pages [][]piece
	page  int
}

// NewArticle returns an empty article. picture looks up a picture's file, zoom is
// called with the one that is tapped.
func NewArticle(k *theme.Kit, place theme.Rect, picture func(name string) []byte, zoom func(doc.Picture)) *Article {
	mm := k.MM
	a := &Article{kit: k, sheet: k.Sheet(place), album: &album{file: picture, of: make(map[string]fyne.Resource)}, zoom: zoom}
	in := place.Sheet().Pad(mm(theme.Margin), mm(8))
	title, rest := in.Top(mm(29), 0)
	about, _ := rest.Top(mm(19), 0)
	a.title = k.Label(a.sheet, title, theme.Type{Cap: theme.Title, Min: theme.Body, Bold: true, Color: theme.Ink, Lines: 3}, "")
	a.about = k.Label(a.sheet, about, theme.Type{Cap: 5.2, Min: theme.Body, Color: theme.InkSoft, Lines: 2, Upper: true}, "")
	a.place = rest

	a.paper = k.Fill(a.sheet, rest, mm(theme.Radius), theme.White)
	a.paper.StrokeColor, a.paper.StrokeWidth = theme.Hairline, max(1, mm(0.3))
	a.rule = k.Fill(a.sheet, rest, 0, theme.Hairline)
	a.fresh = k.Label(a.sheet, rest, theme.Type{Cap: theme.Body, Color: theme.InkSoft, Lines: 2}, "")
	a.writer = k.Writer(a.sheet, rest)
	a.photos = k.Sheet(rest)
	a.sheet.Objects = append(a.sheet.Objects, a.photos)

	bar, above := in.Bottom(mm(24), mm(5))
	a.pager = newPager(k, a.sheet, bar, a.turn)
	deed, _ := above.Bottom(mm(25), 0)
	card := k.Golden()
	a.do = k.Tile(a.sheet, deed, card.Radius, "", func() { a.now.OnDo() })
	k.Card(a.do.Sheet, card, deed.Sheet())
	mark, word := deed.Sheet().Pad(mm(8), 0).Left(mm(13), mm(4))
	k.Icon(a.do.Sheet, theme.IconTicket, theme.Maroon, mark.Middle(mm(13), mm(13)))
	a.doWord = k.Label(a.do.Sheet, word, theme.Type{Cap: theme.Title, Min: theme.Lead, Bold: true, Color: theme.Maroon, Lines: 2}, "")
	a.advice = k.Sheet(deed)
	k.Fill(a.advice, deed.Sheet(), mm(theme.Radius), theme.Warn)
	a.adviceWord = k.Label(a.advice, deed.Sheet().Pad(mm(8), 0), theme.Type{Cap: 6.2, Min: theme.Body, Bold: true, Color: theme.WarnInk, Lines: 2}, "")
	a.sheet.Objects = append(a.sheet.Objects, a.advice)
	return a
}

// Object returns what is drawn.
func (a *Article) Object() fyne.CanvasObject { return a.sheet }

// Show shows a document from its first page.
func (a *Article) Show(r Reading) {
	k, mm := a.kit, a.kit.MM
	a.now, a.page = r, 0
	a.title.Set(r.Title)
	a.about.Set(r.About)
	a.fresh.Set(r.Fresh)
	a.do.Spoken = r.Do
	a.doWord.Set(r.Do)
	a.adviceWord.Set(r.Advice)
	theme.Show(a.do, r.Do != "")
	theme.Show(a.advice, r.Do == "" && r.Advice != "")

	_, place := a.place.Top(a.about.Height(), mm(4.5))
	deed := r.Do != "" || r.Advice != ""
	foot := float32(0)
	if deed {
		foot = mm(25 + 5)
	}
	// Where the button is, the bar below it keeps its place, so that the button
	// does not move from guide to guide.
	bar := mm(24 + 5)
	for _, below := range []float32{0, bar} {
		if deed {
			below = bar
		}
		paper := place
		paper.H -= foot + below
		theme.Place(a.paper, paper)
		body := paper.Pad(mm(9), mm(6))
		high := mm(9)
		if k.Width(r.Fresh, k.Em(theme.Body), false) > body.W {
			high *= 2
		}
		last, body := body.Bottom(high, mm(6))
		a.fresh.Move(last)
		line, _ := last.Top(1, 0)
		line.Y -= mm(2.5)
		theme.Place(a.rule, line)
		a.writer.Move(body)
		theme.Place(a.photos, body)
		s := setter{k: k, width: body.W, high: body.H, aspect: a.album.aspect}
		a.pages = cut(s.set(r.Doc), body.H)
		if len(a.pages) <= 1 {
			break
		}
	}
	a.fill()
}

func (a *Article) fill() {
	a.writer.Clear()
	used := 0
	if a.page < len(a.pages) {
		y := float32(0)
		for i, p := range a.pages[a.page] {
			switch {
			case i > 0:
				y += p.gap
			case p.head != nil:
				p.head.write(a.writer, 0)
				y = p.head.high
			}
			if p.photo != nil {
				a.frame(used, y, *p.photo)
				used++
			} else {
				p.write(a.writer, y)
			}
			y += p.high
		}
	}
	for i, f := range a.frames {
		theme.Show(f.tile, i < used)
	}
	a.pager.set(a.page, max(1, len(a.pages)))
	a.pager.show(len(a.pages) > 1)
}

// frame shows a picture in the i-th frame of the page.
func (a *Article) frame(i int, y float32, p photo) {
	r := theme.Rect{X: p.x, Y: y, W: p.w, H: p.h}
	if i == len(a.frames) {
		f := &frame{}
		f.tile = a.kit.Tile(a.photos, r, 0, "", func() { a.zoom(f.picture) })
		f.image = &canvas.Image{FillMode: canvas.ImageFillContain}
		theme.Put(f.tile.Sheet, f.image, r.Sheet())
		a.frames = append(a.frames, f)
	}
	f := a.frames[i]
	f.picture = p.Picture
	f.tile.Spoken = p.Caption
	theme.Place(f.tile, r)
	f.image.Resource = a.album.resource(p.Name)
	theme.Place(f.image, r.Sheet())
	f.image.Refresh()
}

// turn goes so many pages on, or back.
func (a *Article) turn(by int) {
	if p := a.page + by; p >= 0 && p < len(a.pages) {
		a.page = p
		a.fill()
		canvas.Refresh(a.sheet)
	}
}

// Swipe turns pages: up or to the left goes on.
func (a *Article) Swipe(dx, dy float32) { a.turn(swipe(dx, dy)) }

// A frame is a picture on a page.
type frame struct {
	tile    *theme.Tile
	image   *canvas.Image
	picture doc.Picture
}
