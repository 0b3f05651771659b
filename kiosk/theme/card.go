package theme

import (
	"image"
	"image/color"
	"math"
	"runtime"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// A Card is a surface with what the toolkit lacks: a gradient in round corners
// and a soft shadow. It is drawn once, pixel for pixel, and is then one textured
// rectangle, the cheapest thing there is for a machine without a graphics chip.
type Card struct {
	Top, Bottom Tone
	Radius      float32 // in canvas units
	Rim         Tone    // a line inside the edge, none when 0
	Shine       uint8   // light along the upper edge
	Shadow      color.NRGBA
	Blur, Drop  float32 // of the shadow: how soft, how far below
	Art         Art
	Notch       float32 // how far below the top a slip's notches are, 0 for none

	w, h int
}

// An Art is a quiet picture on a card.
type Art int

// The pictures.
const (
	Plain Art = iota
	Rings     // two rings of light in the upper right
	Hills     // a range of hills along the foot
)

// White is the card that text is written on.
func (k *Kit) White() Card {
	return Card{Top: White, Bottom: White, Radius: k.MM(Radius), Rim: Hairline, Shadow: Bronze.Alpha(52), Blur: k.MM(3.6), Drop: k.MM(1.5)}
}

// Tinted is a card in a colour, lighter towards the top, with its own shadow.
func (k *Kit) Tinted(c Tone) Card {
	return Card{Top: c.Mix(White, 0.06), Bottom: c.Mix(0, 0.22), Radius: k.MM(Radius), Shine: 70, Shadow: c.Alpha(70), Blur: k.MM(3.6), Drop: k.MM(1.8)}
}

// Golden is the card of 取号 and of whatever is the thing to do.
func (k *Kit) Golden() Card {
	return Card{Top: GoldTop, Bottom: GoldEnd, Radius: k.MM(Radius), Shine: 190, Shadow: Amber.Alpha(96), Blur: k.MM(5), Drop: k.MM(2.4)}
}

// Card puts a card on a sheet; its shadow falls outside r.
func (k *Kit) Card(sheet *fyne.Container, c Card, r Rect) *canvas.Image {
	c.w, c.h = int(r.W), int(r.H)
	bitmap, ok := k.cards[c]
	if !ok {
		bitmap = c.draw()
		k.cards[c] = bitmap
	}
	pad := float32(c.pad())
	i := Pixels(bitmap)
	Put(sheet, i, Rect{r.X - pad, r.Y - pad, float32(bitmap.Bounds().Dx()), float32(bitmap.Bounds().Dy())})
	return i
}

// Cards is how many different cards have been drawn.
func (k *Kit) Cards() int { return len(k.cards) }

// Pixels returns an image that is drawn as it is, pixel for pixel.
func Pixels(bitmap image.Image) *canvas.Image {
	i := canvas.NewImageFromImage(bitmap)
	i.FillMode = canvas.ImageFillStretch
	i.ScaleMode = canvas.ImageScalePixels
	return i
}

// pad is the room that the shadow needs on every side.
func (c Card) pad() int {
	if c.Shadow.A == 0 {
		return 0
	}
	return int(math.Ceil(float64(c.Blur + c.Drop)))
}

// draw paints the card on every processor there is: it stands between switching
// on and the first picture.
func (c Card) draw() *image.RGBA {
	pad := c.pad()
	img := image.NewRGBA(image.Rect(0, 0, c.w+2*pad, c.h+2*pad))
	hills := c.hills()
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for worker := range workers {
		wg.Go(func() {
			for y := worker; y < img.Rect.Max.Y; y += workers {
				c.row(img.Pix[y*img.Stride:(y+1)*img.Stride], y-pad, pad, hills)
			}
		})
	}
	wg.Wait()
	return img
}

// dither breaks up the bands of a slow gradient.
var dither = [4][4]float32{{-.47, .03, -.34, .16}, {.28, -.22, .41, -.09}, {-.28, .22, -.41, .09}, {.47, -.03, .34, -.16}}

// row paints one row of pixels; y counts from the card's own top.
func (c Card) row(pix []byte, y, pad int, hills []float32) {
	w, h := float32(c.w), float32(c.h)
	py := float32(y) + 0.5
	f := clamp(py / h)
	base := [3]float32{
		mixByte(c.Top>>16, c.Bottom>>16, f), mixByte(c.Top>>8, c.Bottom>>8, f), mixByte(c.Top, c.Bottom, f),
	}
	// Away from edges and corners a pixel is nothing but the gradient.
	edge := max(c.Radius, 3)
	plain := py > 3 && py < h-3
	if py > edge && py < h-edge {
		edge = 3
	}
	if c.Notch > 0 && abs(py-c.Notch) < c.notchRadius()+2 {
		edge = max(edge, c.notchRadius()+2)
	}
	short := min(w, h)
	from, to := int(edge)+1, c.w-int(edge)-1
	for x := -pad; x < c.w+pad; x++ {
		if x == from && plain && c.Art == Plain && to-from > 8 {
			fill(pix[(x+pad)*4:(to+pad)*4], base, x, y)
			x = to
		}
		px := float32(x) + 0.5
		cover, d := float32(1), float32(-100)
		if !plain || px < edge || px > w-edge {
			d = c.distance(px, py, w, h)
			cover = clamp(0.5 - d)
		}
		var r, g, b, a float32
		if cover < 1 && c.Shadow.A > 0 {
			t := clamp(0.5 - c.distance(px, py-c.Drop, w, h)/(2*c.Blur))
			a = t * t * (3 - 2*t) * float32(c.Shadow.A) / 255
			r, g, b = float32(c.Shadow.R)*a, float32(c.Shadow.G)*a, float32(c.Shadow.B)*a
		}
		if cover > 0 {
			light := float32(0)
			switch c.Art {
			case Rings:
				for _, radius := range [2]float32{0.62, 0.95} {
					light = over(light, clamp(radius*short-hypot(px-w+0.06*short, py-0.02*short)+0.5)*0.10)
				}
			case Hills:
				light = over(light, clamp(0.45*short+0.04*w-hypot(px-0.86*w, py-min(0.30*h, 0.25*w))+0.5)*0.045)
				for i := range 3 {
					light = over(light, clamp(py-hills[i*c.w+min(max(x, 0), c.w-1)]+0.5)*0.045)
				}
			case Plain:
			}
			if c.Shine > 0 {
				light = over(light, clamp(1-abs(d+1.5)/1.5)*clamp(1-py/(h*0.5))*float32(c.Shine)/255)
			}
			n := dither[(y+1024)&3][x&3]
			cr, cg, cb := base[0]+(255-base[0])*light+n, base[1]+(255-base[1])*light+n, base[2]+(255-base[2])*light+n
			if c.Rim != 0 {
				e := clamp(1 - abs(d+0.9))
				cr, cg, cb = cr+(float32(c.Rim>>16&255)-cr)*e, cg+(float32(c.Rim>>8&255)-cg)*e, cb+(float32(c.Rim&255)-cb)*e
			}
			r, g, b, a = r*(1-cover)+cr*cover, g*(1-cover)+cg*cover, b*(1-cover)+cb*cover, a*(1-cover)+cover
		}
		r, g, b = min(r, a*255), min(g, a*255), min(b, a*255) // no colour is more than its alpha
		o := (x + pad) * 4
		pix[o], pix[o+1], pix[o+2], pix[o+3] = toByte(r), toByte(g), toByte(b), toByte(a*255)
	}
}

// fill paints pixels that are nothing but a row's colour: the first four, which
// hold the whole pattern, and copies of them.
func fill(pix []byte, base [3]float32, x, y int) {
	for i := range 4 {
		n := dither[(y+1024)&3][(x+i)&3]
		pix[4*i], pix[4*i+1], pix[4*i+2], pix[4*i+3] = toByte(base[0]+n), toByte(base[1]+n), toByte(base[2]+n), 255
	}
	for done := 16; done < len(pix); done *= 2 {
		copy(pix[done:], pix[:done])
	}
}

// distance is how far a point lies outside the card, negative within.
func (c Card) distance(px, py, w, h float32) float32 {
	qx, qy := abs(px-w/2)-(w/2-c.Radius), abs(py-h/2)-(h/2-c.Radius)
	d := hypot(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - c.Radius
	if c.Notch > 0 {
		d = max(d, c.notchRadius()-hypot(min(px, w-px), py-c.Notch))
	}
	return d
}

func (c Card) notchRadius() float32 { return c.Radius * 0.8 }

// hills returns, for each of three ranges, how far below the top it rises at
// every column.
func (c Card) hills() []float32 {
	if c.Art != Hills {
		return nil
	}
	ys := make([]float32, 3*c.w)
	for i := range 3 {
		for x := range c.w {
			t := float64(x)/float64(c.h) + float64(i)*2.1
			wave := 0.5*math.Sin(1.1*t) + 0.3*math.Sin(2.3*t+1.3) + 0.2*math.Sin(4.1*t+0.4)
			ys[i*c.w+x] = float32(c.h) * float32(0.62+0.12*float64(i)-0.14*wave)
		}
	}
	return ys
}

func clamp(v float32) float32       { return min(max(v, 0), 1) }
func abs(v float32) float32         { return max(v, -v) }
func hypot(x, y float32) float32    { return float32(math.Sqrt(float64(x*x + y*y))) }
func over(under, e float32) float32 { return under + (1-under)*e }
func toByte(v float32) uint8        { return uint8(min(max(v+0.5, 0), 255)) }

func mixByte(a, b Tone, f float32) float32 {
	return float32(a&255) + f*(float32(b&255)-float32(a&255))
}
