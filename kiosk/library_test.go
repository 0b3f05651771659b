package kiosk

import (
	"bytes"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2/canvas"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/internal/pack"
	"yidiantong.org/lobby/kiosk/screen"
	"yidiantong.org/lobby/kiosk/theme"
	"yidiantong.org/lobby/queue"
)

// A township is the sample hall as a library.
type township struct {
	pack.Township
	bare bool // its pictures are empty, of the right size: painting them takes long
}

func (t *township) Affairs() affairs.Catalogue { return t.Township.Affairs }
func (t *township) Guides() guide.Book         { return t.Book }
func (t *township) Roster() roster.Roster      { return t.Township.Roster }

func (t *township) Picture(name string) []byte {
	b := t.Pictures[name]
	if i := bytes.IndexByte(b, '>'); t.bare && i > 0 {
		return append(b[:i+1:i+1], "</svg>"...)
	}
	return b
}

var readSample = sync.OnceValues(func() (pack.Township, error) {
	files, err := fs.Sub(assets.Hall, "hall")
	if err != nil {
		return pack.Township{}, err
	}
	return pack.Read(files)
})

func sample(t *testing.T) *township {
	t.Helper()
	all, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	return &township{Township: all}
}

var sampleDay = time.Date(2026, 11, 22, 9, 41, 0, 0, time.UTC)

func newReader(t *testing.T) (*glass, *township) {
	t.Helper()
	l := sample(t)
	return newGlassAt(t, sampleDay, l), l
}

// leaf taps 下一页 until a tile says words.
func (g *glass) leaf(words string) {
	g.t.Helper()
	for range 50 {
		for _, it := range look(g.Content()) {
			if tile, ok := it.o.(*theme.Tile); ok && tile.Spoken == words {
				return
			}
		}
		g.tap("下一页")
	}
	g.t.Fatalf("no page has a tile %q", words)
}

// Home, 政务公开, an item: three taps to a village's accounts, when it is on the
// first page of its column.
func TestReadingAccounts(t *testing.T) {
	g, _ := newReader(t)
	g.tap("政务公开")
	g.reads("政务公开", "全部", "财政资金", "第 1 页")
	g.tap("财政资金")
	g.leaf("南岗村2026年第三季度财务收支")
	g.tap("南岗村2026年第三季度财务收支")
	g.reads("南岗村村民委员会", "日期", "事由", "金额", "饮水工程补助，县水利局拨付", "52,000.00", "合计", "78,833.18",
		"公布日期 2026年10月10日，核对日期 2026年11月16日")
	a, b := end(g, "52,000.00"), end(g, "33.18")
	if d := a - b; d < -1 || d > 1 {
		t.Errorf("amounts end at %v and %v, want one edge", a, b)
	}
	g.tap("返回")
	g.reads("政务公开", "财政资金")
	g.tap("首页")
	g.reads("取  号")
}

// end returns where a text ends.
func end(g *glass, words string) float32 {
	g.t.Helper()
	for _, it := range look(g.Content()) {
		if text, ok := it.o.(*canvas.Text); ok && text.Text == words {
			return it.pos.X + text.Size().Width
		}
	}
	g.t.Fatalf("the glass does not say %q", words)
	return 0
}

// Home, 办事指南, 低保, and a number for its line.
func TestFromAGuideToANumber(t *testing.T) {
	g, _ := newReader(t)
	g.tap("办事指南")
	g.reads("办事指南", "全部", "困难救助")
	g.tap("困难救助")
	g.leaf("我想申请低保")
	g.tap("我想申请低保")
	g.reads("最低生活保障（低保）申请", "要带的材料", "全家人的居民身份证和户口簿", "窗口领取", "22个工作日", "不收费", "核对日期 2026年11月16日")
	g.tap("取号：民政救助")
	g.reads("民政救助", "A001", "正在打印小票，请取走")
	g.tap("返回")
	g.reads("最低生活保障（低保）申请")
	g.tap("取号：民政救助")
	g.reads("A001") // one visit, one number
	if got := len(g.hall.taken); got != 1 {
		t.Errorf("numbers taken = %d, want 1", got)
	}
}

func TestSlowReadersAreLeftAlone(t *testing.T) {
	g := newGlassAt(t, sampleDay, stocked(sampleDay, 3))
	g.tap("政务公开")
	g.tap("南岗村2026年第三季度财务收支")
	g.time = g.time.Add(3*time.Minute - time.Second)
	g.tick(g.time)
	g.reads("一、禁火的时间和地方")
	g.time = g.time.Add(time.Second)
	g.tick(g.time)
	g.reads("取  号")
}

func TestGuideOfAnotherPlace(t *testing.T) {
	g, l := newReader(t)
	elsewhere := l.Book.Elsewhere()
	if len(elsewhere) == 0 {
		t.Fatal("the sample has no guide for what is done elsewhere")
	}
	g.tap("办事指南")
	g.leaf(elsewhere[0].Want)
	g.tap(elsewhere[0].Want)
	g.reads("这件事不在本厅办，请到：" + elsewhere[0].Place)
}

func TestGuideOfAClosedLine(t *testing.T) {
	g, _ := newReader(t)
	g.hall.lobby.Lines[3].Closed = &queue.ClosedError{Reason: "中午休息"}
	g.load(t.Context())
	g.tap("办事指南")
	g.leaf("我想申请低保")
	g.tap("我想申请低保")
	g.tap("取号：民政救助")
	g.reads("民政救助现在不取号", "中午休息")
}

func TestBackLeadsToThePartAndPage(t *testing.T) {
	g := newGlassAt(t, sampleDay, stocked(sampleDay, 500))
	g.tap("政务公开")
	g.tap("政策文件")
	g.tap("下一页")
	g.reads("第 2 页")
	g.tap("关于做好秋冬季森林草原防火工作的通知")
	g.reads("一、禁火的时间和地方")
	g.tap("返回")
	g.reads("第 2 页", " · 政策文件")
	if strings.Contains(strings.Join(said(g.Content()), ""), " · 财政资金") {
		t.Error("the list went back to all columns")
	}
}

// What is taken down or changed is gone at the next step of a visit.
func TestChangedContent(t *testing.T) {
	l := stocked(sampleDay, 3)
	g := newGlassAt(t, sampleDay, l)
	g.tap("政务公开")
	l.catalogue.Items = l.catalogue.Items[1:]
	l.catalogue.Items[0].Title = "关于延长禁火期的通知"
	g.tap("南岗村2026年第三季度财务收支") // still there for the eye
	g.reads("政务公开", "关于延长禁火期的通知", "共 2 条")
	l.catalogue.Items = nil
	g.tap("关于延长禁火期的通知")
	g.reads("这里还没有公开的内容")
}

func TestPictureFillsTheGlass(t *testing.T) {
	g, l := newReader(t)
	item, ok := affairs.Item{}, false
	for _, i := range l.Affairs().Items {
		if strings.Contains(i.Doc.Text(), "图：") && i.InForce(calendar.DayOf(sampleDay)) {
			item, ok = i, true
			break
		}
	}
	if !ok {
		t.Fatal("the sample has no item with a picture")
	}
	g.tap(affairName[item.Affair])
	g.leaf(item.Title)
	g.tap(item.Title)
	_, caption, _ := strings.Cut(item.Doc.Text(), "图：")
	caption, _, _ = strings.Cut(caption, "\n")
	g.leaf(caption)
	g.tap(caption)
	g.reads(caption)
	if g.shown() != page(g.photo) {
		t.Error("the picture is not shown alone")
	}
	g.tap("返回")
	g.reads(item.Title)
}

var affairName = map[affairs.Affair]string{affairs.Party: "党务公开", affairs.Government: "政务公开", affairs.Service: "便民服务"}

// TestSampleIsWhole turns every page of every item and guide of the sample township, and
// looks for the layout's faults and for words that have gone missing.
func TestSampleIsWhole(t *testing.T) {
	if racing {
		return
	}
	faces := parse(t)
	l := sample(t)
	l.bare = true
	for _, panel := range panels[:2] {
		s := New(Options{Now: func() time.Time { return sampleDay }, Theme: house(), Library: l, Panel: panel.glass})
		s.Content().Resize(panel.size)
		s.apply(screen.Moment{Now: sampleDay, Lobby: canned(sampleDay, 8).Lobby})
		for _, a := range affairs.Affairs() {
			s.showAffair(a)
			turnAll(s, func(page int) {
				for _, fault := range faults(s, faces, false) {
					t.Errorf("%s, page %d, %s: %s", a, page+1, panel.name, fault)
				}
			}, s.items.Swipe)
		}
		for _, i := range l.Affairs().Items {
			if !i.InForce(s.today()) {
				continue
			}
			s.showItem(i.ID)
			on := ""
			turnAll(s, func(page int) {
				on += strings.Join(said(s.item.Object()), "")
				for _, fault := range faults(s, faces, false) {
					t.Errorf("%s, page %d, %s: %s", i.ID, page+1, panel.name, fault)
				}
			}, s.item.Swipe)
			if lost := lost(i.Doc, on); lost != "" {
				t.Errorf("%s, %s: the pages do not say all of %q", i.ID, panel.name, lost)
			}
		}
		s.showGuides()
		turnAll(s, func(page int) {
			for _, fault := range faults(s, faces, false) {
				t.Errorf("guides, page %d, %s: %s", page+1, panel.name, fault)
			}
		}, s.guides.Swipe)
		for _, g := range l.Book.Guides {
			s.showGuide(g.ID)
			on := ""
			turnAll(s, func(page int) {
				on += strings.Join(said(s.guide.Object()), "")
				for _, fault := range faults(s, faces, false) {
					t.Errorf("%s, page %d, %s: %s", g.ID, page+1, panel.name, fault)
				}
			}, s.guide.Swipe)
			if lost := lost(screen.GuideDoc(g, l.Book, l.Township.Roster), on); lost != "" {
				t.Errorf("%s, %s: the pages do not say all of %q", g.ID, panel.name, lost)
			}
		}
	}
}

// lost returns the characters of a document that are not on its pages, whatever
// the lines and cells they stand in.
func lost(d doc.Doc, on string) string {
	have := make(map[rune]int)
	for _, r := range on {
		have[r]++
	}
	var missing []rune
	for _, block := range d.Blocks {
		said := ""
		switch b := block.(type) {
		case doc.Heading:
			said = b.Text
		case doc.Paragraph:
			said = b.Text
		case doc.List:
			said = strings.Join(b.Items, "")
		case doc.Table:
			for _, row := range b.Rows {
				said += strings.Join(row, "")
			}
		case doc.Picture:
			said = b.Caption
		}
		for _, r := range strings.ReplaceAll(said, " ", "") {
			if have[r]--; have[r] < 0 {
				missing = append(missing, r)
			}
		}
	}
	return string(missing)
}

// turnAll calls look for every page of what is shown.
func turnAll(s *Shell, look func(page int), swipe func(dx, dy float32)) {
	for page := range 100 {
		look(page)
		before := strings.Join(said(s.Content()), "\n")
		swipe(0, -500)
		if strings.Join(said(s.Content()), "\n") == before {
			return
		}
	}
}
