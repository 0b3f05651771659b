package kiosk

import (
	"fmt"
	"strings"
	"time"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/kiosk/screen"
)

// A shelf is a library of canned things, for the gallery.
type shelf struct {
	catalogue affairs.Catalogue
	book      guide.Book
	roster    roster.Roster
}

func (s *shelf) Affairs() affairs.Catalogue { return s.catalogue }
func (s *shelf) Guides() guide.Book         { return s.book }
func (s *shelf) Roster() roster.Roster      { return s.roster }

func (s *shelf) Picture(name string) []byte {
	if name != "hills.svg" {
		return nil
	}
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="#CFE6F2"/>` +
		`<circle cx="250" cy="48" r="22" fill="#F6C453"/><path d="M0 150L70 80l50 45 60-75 90 90 50-30v90H0z" fill="#5F9A6B"/>` +
		`<path d="M0 165c60-25 110 10 170-5s100-20 150 0v40H0z" fill="#2E6B45"/></svg>`)
}

// published returns every screen on which residents read.
func published(now time.Time) []Picture {
	few, ordinary := canned(now, 6), canned(now, 8)
	list := func(s *Shell) { s.showAffair(affairs.Government) }
	read := func(page int, d doc.Doc) func(*Shell) {
		return func(s *Shell) {
			s.showAffair(affairs.Government)
			i := notice(now, 0)
			i.Doc = d
			s.item.Show(screen.ReadItem(i))
			for range page {
				s.item.Swipe(0, -500)
			}
			s.show(s.item)
		}
	}
	verbose := canned(now, 8)
	lengthen(&verbose)
	longList := stocked(now, 12)
	for i := range longList.catalogue.Items {
		n := &longList.catalogue.Items[i]
		n.Title = strings.Repeat("关于公布青石镇城乡居民基本养老保险待遇资格认证结果的", 3) + "通知"
		n.Village = "莫力达瓦达斡尔族自治旗尼尔基镇东平阳村"
	}
	return []Picture{
		{"home-affairs", ordinary, nil, stocked(now, 12)},
		{"home-affairs-6", few, nil, stocked(now, 12)},
		{"home-affairs-empty", canned(now, 0), nil, stocked(now, 12)},
		{"home-affairs-long", verbose, nil, stocked(now, 12)},
		{"items", ordinary, list, stocked(now, 12)},
		{"items-empty", ordinary, list, stocked(now, 0)},
		{"items-1", ordinary, list, stocked(now, 1)},
		{"items-500", ordinary, list, stocked(now, 500)},
		{"items-500-end", ordinary, func(s *Shell) { list(s); s.items.Swipe(0, -500); s.items.Swipe(-500, 0) }, stocked(now, 500)},
		{"items-column", ordinary, func(s *Shell) { list(s); s.items.Choose("财政资金") }, stocked(now, 12)},
		{"items-long", verbose, list, longList},
		{"item", ordinary, read(0, letter()), stocked(now, 12)},
		{"item-table", ordinary, read(0, accounts(5)), stocked(now, 12)},
		{"item-table-next", ordinary, read(1, accounts(60)), stocked(now, 12)},
		{"item-table-wide", ordinary, read(0, doc.Doc{Blocks: []doc.Block{wideTable(5)}}), stocked(now, 12)},
		{"item-table-stacked", ordinary, read(0, doc.Doc{Blocks: []doc.Block{wideTable(24)}}), stocked(now, 12)},
		{"item-picture", ordinary, read(0, doc.Doc{Blocks: []doc.Block{
			doc.Paragraph{Text: "护林防火，人人有责。"}, doc.Picture{Name: "hills.svg", Caption: "今年新造的防火林带"},
		}}), stocked(now, 12)},
		{"item-long", verbose, func(s *Shell) { list(s); s.showItem(longList.catalogue.Items[0].ID) }, longList},
		{"guides", ordinary, (*Shell).showGuides, stocked(now, 12)},
		{"guides-empty", ordinary, (*Shell).showGuides, &shelf{}},
		{"guide", ordinary, guided(func(*guide.Guide) {}), stocked(now, 12)},
		{"guide-elsewhere", ordinary, guided(func(g *guide.Guide) { g.Line, g.Place = "", "县人民政府政务服务中心三楼公证窗口" }), stocked(now, 12)},
		{"guide-no-line", ordinary, guided(func(g *guide.Guide) { g.Line = "no such" }), stocked(now, 12)},
		{"photo", ordinary, func(s *Shell) { s.showPhoto(doc.Picture{Name: "hills.svg", Caption: "今年新造的防火林带"}) }, stocked(now, 12)},
	}
}

// guided shows the first guide after a change.
func guided(change func(*guide.Guide)) func(*Shell) {
	return func(s *Shell) {
		s.showGuides()
		book := s.o.Library.Guides()
		g := book.Guides[0]
		change(&g)
		s.guide.Show(screen.ReadGuide(g, book, s.o.Library.Roster(), s.moment.Line(g.Line)))
		s.show(s.guide)
	}
}

// allowance is a guide with something in every field.
func allowance(day calendar.Day) guide.Guide {
	return guide.Guide{
		ID: "dibao", Name: "最低生活保障（低保）申请", Themes: []guide.Theme{"困难救助"}, Want: "我想申请低保",
		Department: "minzheng", Person: "mai", Ways: []guide.Way{guide.Window, guide.Agent}, Level: guide.AtCounty,
		Place: "便民服务中心一楼5号窗口", Line: "minzheng", Promise: guide.Limit{N: 22, Unit: guide.WorkingDays},
		Legal: guide.Limit{N: 30, Unit: guide.WorkingDays}, Fee: "不收费", FeeBasis: "无收费项目", Visits: 1,
		Basis: "《社会救助暂行办法》《最低生活保障审核确认办法》", Result: "批准的，从下个月起发低保金",
		Phone: "0000-12345005", Complaint: "0000-12345012、12345", Checked: day,
		Who: doc.Doc{Blocks: []doc.Block{doc.Paragraph{Text: "户口在青石镇，全家平均每人每月收入低于县里公布的低保标准的家庭。"}}},
		Materials: []guide.Material{
			{Name: "全家人的居民身份证和户口簿", Kind: "原件", Copies: "1份", From: "自己带", Note: "窗口免费复印，原件当场还您"},
			{Name: "社会救助申请书和授权核对书", Kind: "原件", Copies: "1份", From: "窗口领取", Note: "不会写，工作人员代写"},
			{Name: "疾病诊断书、住院结算单", Kind: "复印件", Copies: "1份", From: "看病的医院"},
		},
		Steps: []guide.Step{
			{Text: "到5号窗口申请，或者告诉村里代办员。"},
			{Text: "材料齐全当场受理，不齐的一次告诉您还缺什么。", Time: "当场"},
			{Text: "县民政局审核确认，发《确认通知书》。", Time: "5个工作日内"},
		},
		Notes: doc.Doc{Blocks: []doc.Block{doc.List{Items: []string{"办低保不收一分钱，也不用找关系。"}}}},
	}
}

// stocked returns a shelf with n items of 政务, the newest of today.
func stocked(now time.Time, n int) *shelf {
	day := calendar.DayOf(now)
	s := &shelf{
		book: guide.Book{
			Departments: []guide.Department{{ID: "minzheng", Name: "民政办公室"}},
			Points:      []guide.Point{{Village: "石桥村", Place: "村委会", Agents: []string{"石大山"}, Phone: "0000-12345101", Guides: []string{"dibao"}}},
		},
		roster: roster.Roster{People: []roster.Person{{ID: "mai", Name: "麦秋霞", Post: "民政办公室主任"}}},
	}
	for i := range min(n, 12) {
		g := allowance(day)
		if i > 0 {
			t := guide.Themes()[i]
			g.ID, g.Themes, g.Want, g.Name = fmt.Sprintf("guide-%d", i), []guide.Theme{t}, "我想办“"+string(t)+"”的事", string(t)+"的办理"
		}
		s.book.Guides = append(s.book.Guides, g)
	}
	for i := range n {
		s.catalogue.Items = append(s.catalogue.Items, notice(now, i))
	}
	return s
}

// notice is the i-th item.
func notice(now time.Time, i int) affairs.Item {
	known := []struct{ column, title, village string }{
		{"财政资金", "南岗村2026年第三季度财务收支", "南岗村"},
		{"政策文件", "关于做好秋冬季森林草原防火工作的通知", ""},
		{"社会救助", "2026年10月新增城乡低保对象公示", ""},
		{"土地征收", "石桥至南岗通村道路改造工程土地征收预公告", "石桥村"},
		{"人事招聘", "公益性岗位招聘公告", ""},
	}
	k := known[i%len(known)]
	day := calendar.DayOf(now) - calendar.Day(5*i)
	return affairs.Item{
		ID: fmt.Sprintf("item-%d", i), Affair: affairs.Government, Column: k.column, Title: k.title, Village: k.village,
		Publisher: "青石镇人民政府", Number: "青政发〔2026〕18号", Written: day, Published: day, Checked: day, Scope: affairs.Public,
		Doc: letter(),
	}
}

// letter is a text with everything in it but tables and pictures.
func letter() doc.Doc {
	return doc.Doc{Blocks: []doc.Block{
		doc.Paragraph{Text: "各村民委员会，镇直各单位：入秋以来，我镇气温偏高、降水偏少，山上枯枝落叶多，森林火险等级居高不下。为了保护群众的生命财产和山林，现将有关事项通知如下。"},
		doc.Heading{Level: 2, Text: "一、禁火的时间和地方"},
		doc.Paragraph{Text: "从2026年11月1日起到2027年4月30日止，全镇山林和离山林一百米以内的地方，“不准带火、不准用火”。"},
		doc.Heading{Level: 2, Text: "二、不准做的事"},
		doc.List{Ordered: true, Items: []string{
			"上坟烧纸、烧香、放鞭炮。",
			"烧荒、烧田埂、烧秸秆。确实要烧的，先向村里报告，经同意后在三级风以下的天气、有人看守的时候烧，烧完浇透水再走。",
			"在山上抽烟、野炊、烤火取暖。",
		}},
		doc.Heading{Level: 3, Text: "发现火情怎么办"},
		doc.List{Items: []string{"马上打12119，说清在哪里、火有多大。", "老人、孩子、孕妇不要上山救火。"}},
		doc.Paragraph{Text: "特此通知。"},
	}}
}

// accounts is a table of income with n rows.
func accounts(n int) doc.Doc {
	t := doc.Table{Head: []string{"日期", "事由", "金额"}, Align: []doc.Align{doc.Left, doc.Left, doc.Right}}
	for i := range n {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%d月%d日", 7+i%3, 1+i%28), "饮水工程补助，县水利局拨付", "52,000.00"})
	}
	t.Rows = append(t.Rows, []string{"合计", "", "260,000.00"})
	return doc.Doc{Blocks: []doc.Block{
		doc.Paragraph{Text: "本表由村报账员编制，村务监督委员会审核，镇财政所复核。金额单位：元。"},
		doc.Heading{Level: 2, Text: "收入"},
		t,
	}}
}

// wideTable is a table with n columns.
func wideTable(n int) doc.Table {
	var t doc.Table
	for i := range n {
		t.Head = append(t.Head, fmt.Sprintf("第%d季度支出金额", i+1))
		t.Align = append(t.Align, doc.Right)
	}
	t.Head[0], t.Align[0] = "项目", doc.Left
	for range 3 {
		row := []string{"村级组织运转和村干部报酬"}
		for i := range n - 1 {
			row = append(row, fmt.Sprintf("%d2,345.00", i+1))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
