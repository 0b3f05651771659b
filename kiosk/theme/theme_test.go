package theme

import (
	"image"
	"image/color"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
	"github.com/skip2/go-qrcode"
)

// TestMain makes one app for all tests: each new one would read the faces anew.
func TestMain(m *testing.M) {
	test.NewApp()
	os.Exit(m.Run())
}

// house is one theme for all tests, for the same reason.
var house = sync.OnceValue(New)

func newKit(t *testing.T) *Kit {
	t.Helper()
	return NewKit(house(), Standard(), fyne.NewSize(1080, 1920), NewTouch(time.Now))
}

func TestMillimetres(t *testing.T) {
	touch := NewTouch(time.Now)
	for _, c := range []struct {
		name  string
		glass Panel
		size  fyne.Size
		px    float32 // of 20 mm of the design
		real  float32 // millimetres of glass for one of the design
	}{
		{"the standard panel", Standard(), fyne.NewSize(1080, 1920), 81, 1},
		{"lying", Standard(), fyne.NewSize(1920, 1080), 81, 1},
		{"in half the pixels", Standard(), fyne.NewSize(540, 960), 40, 1},
		{"4K, 43 inches", Panel{535, 951}, fyne.NewSize(2160, 3840), 161, 2},
		{"15.6 inches", Panel{194, 345}, fyne.NewSize(1080, 1920), 81, 0.72},
		{"not described", Panel{}, fyne.NewSize(1080, 1920), 81, 1},
	} {
		k := NewKit(house(), c.glass, c.size, touch)
		if got := k.MM(20); got != c.px {
			t.Errorf("%s: 20 mm = %g px, want %g", c.name, got, c.px)
		}
		if got := k.Real(); abs(got-c.real) > 0.01 {
			t.Errorf("%s: Real() = %g, want %g", c.name, got, c.real)
		}
	}
}

func TestCutting(t *testing.T) {
	r := Rect{0, 0, 100, 60}
	top, rest := r.Top(20, 4)
	if want := (Rect{0, 0, 100, 20}); top != want {
		t.Errorf("Top = %v, want %v", top, want)
	}
	if want := (Rect{0, 24, 100, 36}); rest != want {
		t.Errorf("rest of Top = %v, want %v", rest, want)
	}
	right, rest := r.Right(30, 5)
	if want := (Rect{70, 0, 30, 60}); right != want {
		t.Errorf("Right = %v, want %v", right, want)
	}
	if want := (Rect{0, 0, 65, 60}); rest != want {
		t.Errorf("rest of Right = %v, want %v", rest, want)
	}
	if got, want := r.Grid(2, 2, 10), []Rect{{0, 0, 45, 25}, {55, 0, 45, 25}, {0, 35, 45, 25}, {55, 35, 45, 25}}; !cmp.Equal(got, want) {
		t.Errorf("Grid = %v, want %v", got, want)
	}
}

const article = "根据《中华人民共和国政府信息公开条例》（国务院令第711号），现将青石镇2025年第三季度资金1,286,400.00元的使用情况公示如下：" +
	"“两项补贴”118,600.00元、高龄津贴86,500.00元。公示期7天，如有异议请拨0571-88886666；也可到3号窗口查阅……"

// TestWrap holds 标点避头尾 at every width a screen can have.
func TestWrap(t *testing.T) {
	k := newKit(t)
	em := k.Em(Body)
	for width := em * 8; width < em*40; width += em / 3 {
		lines := k.Wrap(article, em, false, width)
		if got := strings.Join(lines, ""); got != article {
			t.Fatalf("width %g: words were changed: %q", width, got)
		}
		for i, line := range lines {
			runes := []rune(line)
			if i > 0 && strings.ContainsRune("，。、；：）》”…", runes[0]) {
				t.Errorf("width %g: a line begins with %q: %q", width, runes[0], line)
			}
			if i < len(lines)-1 && strings.ContainsRune("（《“", runes[len(runes)-1]) {
				t.Errorf("width %g: a line ends with %q: %q", width, runes[len(runes)-1], line)
			}
			if i > 0 && unicode.IsDigit(runes[0]) {
				before := []rune(lines[i-1])
				if unicode.IsDigit(before[len(before)-1]) {
					t.Errorf("width %g: a number is split: %q | %q", width, lines[i-1], line)
				}
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for words, want := range map[string][]string{
		"养老保险、待遇认证":      {"养老保险、", "待遇认证"},
		"说“好。”再走":        {"说“好。”", "再走"},
		"一窗受理 · 只进一扇门":   {"一窗受理 · ", "只进一扇门"},
		"党务·政务":          {"党务·政务"},
		"第 1 页\n共 9 页":   {"第 1 页\n", "共 9 页"},
		"真的？！好":          {"真的？！", "好"},
		"，":              {"，"},
		"A001":           {"A001"},
		"8:30 开，12:00 关": {"8:30 开，", "12:00 关"},
	} {
		got := split(words)
		if !slices.Equal(got, want) {
			t.Errorf("split(%q) = %q, want %q", words, got, want)
		}
		if strings.Join(got, "") != words {
			t.Errorf("split(%q) loses words: %q", words, got)
		}
	}
}

// TestLabel looks at how words are fitted into a place of 100 by 32 mm.
func TestLabel(t *testing.T) {
	k := newKit(t)
	set := func(words string, kind Type) []string {
		sheet := k.Sheet(k.All())
		l := k.Label(sheet, Rect{0, 0, k.MM(100), k.MM(32)}, kind, words)
		var lines []string
		for _, line := range l.lines {
			if line.Text != "" {
				lines = append(lines, line.Text)
			}
		}
		return lines
	}
	for _, c := range []struct {
		name  string
		words string
		kind  Type
		want  []string
	}{
		{"short", "社会保险", Type{Cap: Key}, []string{"社会保险"}},
		{"shrinks", "自然资源与建房服务窗口", Type{Cap: Key, Min: Body}, []string{"自然资源与建房服务窗口"}},
		{"is cut at last", "城乡居民基本养老保险待遇资格认证", Type{Cap: Key}, []string{"城乡居民基本养老…"}},
		{"breaks at a pause", "请在大厅等候，听到叫号再去窗口", Type{Cap: Key, Lines: 2, Min: 6}, []string{"请在大厅等候，", "听到叫号再去窗口"}},
		{"drops the dot at the end of a line", "一窗受理 · 只进一扇门 · 最多跑一次", Type{Cap: 6, Lines: 2}, []string{"一窗受理 · 只进一扇门", "最多跑一次"}},
		{"leaves no character alone", "自然资源与建房和退役", Type{Cap: 9, Min: 9, Bold: true, Lines: 2}, []string{"自然资源与", "建房和退役"}},
		{"nothing", "", Type{Cap: Key}, nil},
	} {
		if got := set(c.words, c.kind); !slices.Equal(got, c.want) {
			t.Errorf("%s: lines = %q, want %q", c.name, got, c.want)
		}
	}
}

// A pixel whose colour is more than its opacity shines through what is behind.
func TestCardsAreSound(t *testing.T) {
	k := newKit(t)
	golden, white, hills := k.Golden(), k.White(), Card{Top: Red, Bottom: RedDeep, Art: Hills}
	golden.Art, white.Notch = Rings, 60
	for name, c := range map[string]Card{"golden": golden, "white": white, "hills": hills, "tinted": k.Tinted(Red)} {
		c.w, c.h = 301, 120
		img := c.draw()
		for i := 0; i < len(img.Pix); i += 4 {
			if a := img.Pix[i+3]; max(img.Pix[i], img.Pix[i+1], img.Pix[i+2]) > a {
				t.Fatalf("%s: pixel %d is %v: brighter than it is opaque", name, i/4, img.Pix[i:i+4])
			}
		}
		if got := img.RGBAAt(c.pad()+150, c.pad()+60).A; got != 255 {
			t.Errorf("%s: the middle has opacity %d, want 255", name, got)
		}
	}
}

func TestCardsAreDrawnOnce(t *testing.T) {
	k := newKit(t)
	sheet := k.Sheet(k.All())
	for range 3 {
		k.Card(sheet, k.White(), Rect{0, 0, 100, 80})
	}
	k.Card(sheet, k.White(), Rect{0, 0, 100, 81})
	if got, want := k.Cards(), 2; got != want {
		t.Errorf("cards drawn = %d, want %d", got, want)
	}
}

func TestQR(t *testing.T) {
	const code, side = "HTTPS://HALL.EXAMPLE.CN/T/7K3M9QX2T5V", 300
	img, err := modules(code, side)
	if err != nil {
		t.Fatal(err)
	}
	c, err := qrcode.New(code, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	grid := c.Bitmap()
	scale := img.Bounds().Dx() / len(grid)
	if img.Bounds().Dx() > side || scale < 2 {
		t.Fatalf("the code is %v in %d px", img.Bounds(), side)
	}
	for y := range len(grid) * scale {
		for x := range len(grid) * scale {
			want := color.Gray16Model.Convert(color.White)
			if grid[y/scale][x/scale] {
				want = color.Gray16Model.Convert(color.Black)
			}
			if got := color.Gray16Model.Convert(img.At(x, y)); got != want {
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, got, want)
			}
		}
	}
	for i := range 4 * scale { // what a reader needs around it
		if r, _, _, _ := img.At(i, i).RGBA(); r != 0xffff {
			t.Fatalf("the margin is dark at %d", i)
		}
	}
}

// Every icon exists and is drawn: an SVG that the toolkit cannot read stays
// empty without a word.
func TestIcons(t *testing.T) {
	k := newKit(t)
	for _, name := range []Icon{
		IconHall, IconTicket, IconSlip, IconPeople, IconBack, IconNext, IconUp, IconDown, IconHome, IconClock, IconCheck,
		IconPrinter, IconAlert, IconPhone, IconTouch, IconSpeaker, IconSearch, IconDesk, Take,
	} {
		sheet := k.Sheet(Rect{0, 0, 48, 48})
		k.Icon(sheet, name, Red, Rect{0, 0, 48, 48})
		w := test.NewTempWindow(t, nil)
		w.SetPadded(false)
		w.SetContent(sheet)
		w.Resize(fyne.NewSize(48, 48))
		img := w.Canvas().Capture()
		dark := 0
		for y := range 48 {
			for x := range 48 {
				if c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA); c.R > 100 && c.G < 80 {
					dark++
				}
			}
		}
		if dark < 120 || dark > 1900 {
			t.Errorf("icon %s covers %d of 2304 pixels", name, dark)
		}
	}
}

func BenchmarkCards(b *testing.B) {
	k := NewKit(house(), Standard(), fyne.NewSize(1080, 1920), NewTouch(time.Now))
	header := Card{Top: Red, Bottom: RedDeep, Art: Hills, w: 1080, h: 282}
	hero := k.Golden()
	hero.Art, hero.w, hero.h = Rings, 992, 371
	tile := k.White()
	tile.w, tile.h = 483, 178
	var img image.Image
	for b.Loop() {
		for _, c := range []Card{header, hero, tile} {
			img = c.draw()
		}
	}
	_ = img
}

func TestBreakSplitsWhatIsTooLong(t *testing.T) {
	k := NewKit(New(), Standard(), fyne.NewSize(540, 960), NewTouch(time.Now))
	em := k.Em(Body)
	const address = "网址是https://www.example.gov.cn/zwgk/2026/11/22/0123456789012345678901234567890123456789.html，请看"
	lines := k.Break(address, em, false, 10*em)
	if got := strings.Join(lines, ""); got != address {
		t.Errorf("Break lost or added something: %q", got)
	}
	for _, line := range lines {
		if w := k.Width(line, em, false); w > 10*em {
			t.Errorf("line %q is %v wide, want %v at most", line, w, 10*em)
		}
	}
}
