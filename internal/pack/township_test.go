package pack_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/pack"
)

const (
	guideFront = `---
名称: 最低生活保障申请
又称: 低保、低保户
主题: 困难救助、养老
我想办: 我想申请低保
部门: minzheng
责任人: mai
办理方式: 窗口、代办
层级: 县
地点: 5号窗口
队列: minzheng
承诺时限: 22个工作日
法定时限: 30个工作日
收费: 不收费
收费依据: 无收费项目
到场次数: 1
依据: 《社会救助暂行办法》
结果: 按月发放
咨询电话: 0000-12345005
投诉电话: 0000-12345012、12345
核对日期: 2026-11-16
---
`
	guideBody = `
## 谁能办

收入低于标准的家庭。

## 材料

| 材料 | 原件或复印件 | 份数 | 从哪里来 | 说明 |
| --- | --- | --- | --- | --- |
| 身份证 | 原件 | 1份 | 自己带 | 看一眼就还您 |

## 程序

1. 到5号窗口申请。（当场受理）
2. 公示（7天）。
3. 发钱（第二年）。

## 提醒

- 不收一分钱。
`
	itemFile = `---
标题: 停水通知
栏目: 停水停电
发布单位: 青石镇供水站
成文日期: 2026-11-16
公布日期: 2026-11-17
核对日期: 2026-11-18
有效期: 2026-11-20
村: 石桥村
范围: 社会
---

明天停水。

![停水范围](../../pictures/ditu.svg)
`
)

// little returns the files of the least township that is whole.
func little() fstest.MapFS {
	files := make(fstest.MapFS)
	for name, text := range map[string]string{
		"hall.md":                     "---\n名称: 青石镇便民服务中心\n---\n",
		"lines.csv":                   "编号,字母,名称,说明,时间,每日号数\nminzheng,D,民政救助,低保,周一至周五 8:30-12:00,\n",
		"windows.csv":                 "窗口,名称,办理\n5,民政救助,minzheng\n",
		"departments.csv":             "编号,名称,又称,性质,进驻,地点,电话,核对日期,职责,去哪里办\nminzheng,民政办公室,民政所,办,已进驻,5号窗口,0000-12345005,2026-11-16,低保,\n",
		"people.csv":                  "编号,姓名,职务,部门,分工,电话,窗口,AB岗\nmai,麦秋霞,民政办公室主任,minzheng,低保,0000-12345005,5,gu\ngu,谷明远,镇长（正科级）,minzheng,全面工作,0000-12345001,,\n",
		"duty.csv":                    "星期,领导,接待时间,地点\n周一,gu,8:30-12:00 14:00-17:30,大厅\n2026-11-24,gu,9:00-11:00,大厅\n",
		"agents.csv":                  "村,地点,代办员,电话,服务时间,可代办,收费\n石桥村,村委会,甲、乙,138****0001,每天,dibao,免费\n",
		"slogans.csv":                 "标语,从,到\n有事请找我,2026-10-01,2027-04-30\n",
		"facilities.csv":              "名称,位置,说明\n老花镜,填表台,用完放回\n",
		"guides/dibao.md":             guideFront + guideBody,
		"affairs/dangwu/.keep":        "",
		"affairs/zhengwu/.keep":       "",
		"affairs/bianmin/tingshui.md": itemFile,
		"regulations/shouwen.md":      "---\n标题: 首问负责制\n类别: 公开制度\n公布日期: 2026-01-05\n---\n谁先接待，谁负责到底。\n",
		"about.md":                    "---\n标题: 关于中心\n地址: 中街1号\n服务时间: 周一至周五\n交通: 班车到镇政府站\n---\n办事不收费。\n",
		"pictures/ditu.svg":           `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 8"><path fill="url(#a)" d="M0 0h12v8z"/></svg>`,
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func ExampleRead() {
	files := little()
	files["guides/dibao.md"].Data = []byte(strings.Replace(guideFront, "收费依据: 无收费项目\n", "", 1) + guideBody)
	_, err := pack.Read(files)
	fmt.Println(err)
	// Output: guides/dibao.md：“收费依据”：不能空着，如：无收费项目
}

// What the files say is what the township holds.
func TestRead(t *testing.T) {
	got, err := pack.Read(little())
	if err != nil {
		t.Fatal(err)
	}
	g, ok := got.Book.Guide("dibao")
	if !ok {
		t.Fatal("guide dibao is missing")
	}
	want := guide.Guide{
		ID: "dibao", Name: "最低生活保障申请", Aliases: []string{"低保", "低保户"}, Themes: []guide.Theme{"困难救助", "养老"},
		Want: "我想申请低保", Department: "minzheng", Person: "mai", Ways: []guide.Way{guide.Window, guide.Agent}, Level: guide.AtCounty,
		Place: "5号窗口", Line: "minzheng", Promise: guide.Limit{N: 22, Unit: guide.WorkingDays}, Legal: guide.Limit{N: 30, Unit: guide.WorkingDays},
		Fee: "不收费", FeeBasis: "无收费项目", Visits: 1, Basis: "《社会救助暂行办法》", Result: "按月发放",
		Phone: "0000-12345005", Complaint: "0000-12345012、12345", Checked: g.Checked,
		Who:       doc.Doc{Blocks: []doc.Block{doc.Paragraph{Text: "收入低于标准的家庭。"}}},
		Materials: []guide.Material{{Name: "身份证", Kind: "原件", Copies: "1份", From: "自己带", Note: "看一眼就还您"}},
		Steps:     []guide.Step{{Text: "到5号窗口申请。", Time: "当场受理"}, {Text: "公示", Time: "7天"}, {Text: "发钱（第二年）。"}},
		Notes:     doc.Doc{Blocks: []doc.Block{doc.List{Items: []string{"不收一分钱。"}}}},
	}
	if diff := cmp.Diff(want, g); diff != "" {
		t.Errorf("guide: -want +got\n%s", diff)
	}
	if got, want := g.Checked.String(), "2026-11-16"; got != want {
		t.Errorf("checked on %s, want %s", got, want)
	}
	i := got.Affairs.Items[0]
	blocks := []doc.Block{doc.Paragraph{Text: "明天停水。"}, doc.Picture{Name: "ditu.svg", Caption: "停水范围"}}
	if diff := cmp.Diff(blocks, i.Doc.Blocks); diff != "" {
		t.Errorf("item: -want +got\n%s", diff)
	}
	if i.ID != "tingshui" || i.Affair != affairs.Service || i.Until.String() != "2026-11-20" || i.Village != "石桥村" {
		t.Errorf("item = %+v", i)
	}
	if len(got.Pictures["ditu.svg"]) == 0 {
		t.Error("the picture is missing")
	}
	if s := got.Roster.Duties[1]; s.Day.String() != "2026-11-24" {
		t.Errorf("duty by date = %+v", s)
	}
}

// What programs leave behind in a folder is no content.
func TestReadPassesOverLitter(t *testing.T) {
	files := little()
	for _, name := range []string{"guides/~$dibao.md", "guides/.dibao.md.swp", "pictures/Thumbs.db", "guides/dibao.md~", "desktop.ini"} {
		files[name] = &fstest.MapFile{Data: []byte("\x00\x01")}
	}
	if _, err := pack.Read(files); err != nil {
		t.Error(err)
	}
}

// Every mistake is named by file and line, with what to write instead. Lines
// are those of the file, the first being 1.
func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, file, old, new, want string }{
		{"no guide file at all", "guides/dibao.md", "*", "", "guides：至少要有一份办事指南"},
		{"no name", "guides/dibao.md", "名称: 最低生活保障申请", "名称:", "guides/dibao.md 第 2 行：“名称”：不能空着"},
		{"no line for a key", "guides/dibao.md", "投诉电话: 0000-12345012、12345\n", "", "guides/dibao.md：“投诉电话”：不能空着"},
		{"no count of visits", "guides/dibao.md", "到场次数: 1\n", "", "guides/dibao.md：缺少“到场次数: ”，写 0 到 3 的数"},
		{"visits in words", "guides/dibao.md", "到场次数: 1", "到场次数: 一次", "guides/dibao.md 第 16 行：“到场次数”"},
		{"an unknown key", "guides/dibao.md", "收费依据:", "收费的依据:", `guides/dibao.md 第 15 行：不认识 "收费的依据"`},
		{"an unknown theme", "guides/dibao.md", "困难救助、养老", "困难救助、其他", "guides/dibao.md 第 4 行：“主题”：至少写一个，可以写的有：出生上户"},
		{"an unknown way", "guides/dibao.md", "窗口、代办", "窗口，代办", "guides/dibao.md 第 8 行：“办理方式”"},
		{"an unknown level", "guides/dibao.md", "层级: 县", "层级: 市", "guides/dibao.md 第 9 行：“层级”"},
		{"an unknown department", "guides/dibao.md", "部门: minzheng", "部门: minzhen", `guides/dibao.md 第 6 行：“部门”：“minzhen”在 departments.csv 里没有`},
		{"an unknown person", "guides/dibao.md", "责任人: mai", "责任人: 麦秋霞", "guides/dibao.md 第 7 行：“责任人”：“麦秋霞”在 people.csv 里没有"},
		{"an unknown queue", "guides/dibao.md", "队列: minzheng", "队列: 民政", "guides/dibao.md 第 11 行：“队列”：“民政”在 lines.csv 里没有"},
		{"no queue", "guides/dibao.md", "队列: minzheng", "队列:", "guides/dibao.md 第 11 行：“队列”：写 lines.csv 里的编号"},
		{"no queue for a window", "guides/dibao.md", "队列: minzheng", "队列: 无", "guides/dibao.md 第 11 行：“队列”：办理方式里有“窗口”"},
		{"a limit without unit", "guides/dibao.md", "承诺时限: 22个工作日", "承诺时限: 22", "guides/dibao.md 第 12 行：“承诺时限”：请写成"},
		{"a limit in other words", "guides/dibao.md", "法定时限: 30个工作日", "法定时限: 没有", "写“无规定”"},
		{"a promise beyond the law", "guides/dibao.md", "22个工作日", "31个工作日", "guides/dibao.md 第 12 行：“承诺时限”：31个工作日比法定时限30个工作日还长"},
		{"a phone in full-width digits", "guides/dibao.md", "0000-12345005", "００００－１２３", "guides/dibao.md 第 19 行：“咨询电话”：电话"},
		{"a phone with words", "guides/dibao.md", "0000-12345012、12345", "找镇纪委", "guides/dibao.md 第 20 行：“投诉电话”：电话"},
		{"a date that is none", "guides/dibao.md", "2026-11-16", "2026年11月16日", "guides/dibao.md 第 21 行：“核对日期”"},
		{"a date in the time of the Romans", "guides/dibao.md", "2026-11-16", "0226-11-16", "guides/dibao.md 第 21 行：“核对日期”"},
		{"text before the first heading", "guides/dibao.md", "\n## 谁能办", "先看这里。\n\n## 谁能办", "guides/dibao.md 第 23 行：正文要从“## 谁能办”开始"},
		{"an unknown heading", "guides/dibao.md", "## 提醒", "## 温馨提示", "guides/dibao.md 第 40 行：不认识“## 温馨提示”"},
		{"a heading twice", "guides/dibao.md", "## 提醒", "## 程序", "guides/dibao.md 第 40 行：“## 程序”写了两次"},
		{"nobody may", "guides/dibao.md", "收入低于标准的家庭。", "", "guides/dibao.md：“谁能办”：不能空着"},
		{"materials that are no table", "guides/dibao.md", "| 材料 | 原件或复印件 | 份数 | 从哪里来 | 说明 |\n| --- | --- | --- | --- | --- |\n| 身份证 | 原件 | 1份 | 自己带 | 看一眼就还您 |", "身份证。", "guides/dibao.md 第 30 行：“## 材料”下面要一张表"},
		{"materials and words", "guides/dibao.md", "## 材料\n", "## 材料\n\n请带齐。\n", "guides/dibao.md 第 28 行：“## 材料”下面只放一张表"},
		{"a column renamed", "guides/dibao.md", "| 份数 |", "| 数量 |", "guides/dibao.md 第 30 行：“## 材料”下面要一张表，表头是"},
		{"a material without a source", "guides/dibao.md", "| 自己带 |", "| |", "guides/dibao.md：“材料”：每一行都要写"},
		{"a cell too few", "guides/dibao.md", "| 自己带 |", "|", "guides/dibao.md 第 32 行：这一行应当和表头一样有 5 格"},
		{"a cell too many", "guides/dibao.md", "| 自己带 |", "| 自己带 | 多 |", "guides/dibao.md 第 32 行：这一行应当和表头一样有 5 格"},
		{"steps that are no list", "guides/dibao.md", "1. 到5号窗口申请。（当场受理）\n2. 公示（7天）。\n3. 发钱（第二年）。", "到5号窗口申请。", "guides/dibao.md 第 36 行：“## 程序”下面每步一行"},
		{"steps without numbers", "guides/dibao.md", "1. 到5号窗口申请。（当场受理）\n2. 公示（7天）。\n3. 发钱（第二年）。", "- 到5号窗口申请。", "“## 程序”下面每步一行"},

		{"no affair folder", "affairs/bianmin/tingshui.md", "*", "", "affairs/bianmin：没有这个文件夹"},
		{"an item for the party", "affairs/bianmin/tingshui.md", "范围: 社会", "范围: 党内", "affairs/bianmin/tingshui.md 第 10 行：“范围”：只能是“社会”"},
		{"an item for nobody said", "affairs/bianmin/tingshui.md", "范围: 社会\n", "", "affairs/bianmin/tingshui.md：“范围”"},
		{"another affair's column", "affairs/bianmin/tingshui.md", "停水停电", "党费收支", "affairs/bianmin/tingshui.md 第 3 行：“栏目”：便民服务的栏目有："},
		{"an item that never shows", "affairs/bianmin/tingshui.md", "有效期: 2026-11-20", "有效期: 2026-11-10", "affairs/bianmin/tingshui.md 第 8 行：“有效期”"},
		{"a day that does not exist", "affairs/bianmin/tingshui.md", "2026-11-16", "2026-11-31", "affairs/bianmin/tingshui.md 第 5 行：“成文日期”"},
		{"an unknown village", "affairs/bianmin/tingshui.md", "石桥村", "石乔村", "affairs/bianmin/tingshui.md 第 9 行：“村”：“石乔村”在 agents.csv 里没有"},
		{"no text", "affairs/bianmin/tingshui.md", "明天停水。\n\n![停水范围](../../pictures/ditu.svg)\n", "", "affairs/bianmin/tingshui.md：“正文”：不能空着"},
		{"a picture that is not there", "affairs/bianmin/tingshui.md", "ditu.svg", "dtu.svg", "affairs/bianmin/tingshui.md 第 15 行：pictures 文件夹里没有 dtu.svg"},
		{"a picture outside", "affairs/bianmin/tingshui.md", "../../pictures/ditu.svg", "../../../../etc/passwd.svg", "第 15 行：图片要放在 pictures 文件夹里"},
		{"a picture from the web", "affairs/bianmin/tingshui.md", "../../pictures/ditu.svg", "https://example.org/pictures/a.svg", "第 15 行：图片要放在 pictures 文件夹里"},
		{"a picture of the root", "affairs/bianmin/tingshui.md", "../../pictures/ditu.svg", "/pictures/ditu.svg", "第 15 行：图片要放在 pictures 文件夹里"},
		{"a picture without a caption", "affairs/bianmin/tingshui.md", "![停水范围]", "![]", "第 15 行：图片要有说明"},
		{"a control character", "affairs/bianmin/tingshui.md", "明天停水。", "明天\x1b停水。", "affairs/bianmin/tingshui.md 第 13 行：有看不见的控制字符"},
		{"text that runs backwards", "affairs/bianmin/tingshui.md", "明天停水。", "明天\u202e停水。", "第 13 行：有看不见的控制字符"},

		{"a department without a phone", "departments.csv", "0000-12345005", "", "departments.csv 第 2 行：“电话”：不能空着"},
		{"a department elsewhere without where", "departments.csv", "已进驻", "未进驻", "departments.csv 第 2 行：“去哪里办”：不能空着"},
		{"a department of no kind", "departments.csv", ",办,", ",局,", "departments.csv 第 2 行：“性质”"},
		{"a department twice", "departments.csv", "*", "编号,名称,又称,性质,进驻,地点,电话,核对日期,职责,去哪里办\nminzheng,甲,,办,已进驻,乙,123,2026-11-16,丙,\nminzheng,甲,,办,已进驻,乙,123,2026-11-16,丙,\n", "departments.csv 第 3 行：编号 minzheng 写了两次"},
		{"an id in Chinese", "departments.csv", "\nminzheng,", "\n民政,", `departments.csv 第 2 行：编号 "民政" 请用`},
		{"a person of an unknown department", "people.csv", "主任,minzheng", "主任,minzhengban", `people.csv 第 2 行：部门 "minzhengban" 在 departments.csv 里没有`},
		{"a person at an unknown window", "people.csv", ",5,gu", ",15,gu", `people.csv 第 2 行：窗口 "15" 在 windows.csv 里没有`},
		{"a stand-in who is nobody", "people.csv", ",5,gu", ",5,xu", `people.csv 第 2 行：AB岗 "xu" 在这张表里没有`},
		{"a stand-in for oneself", "people.csv", ",5,gu", ",5,mai", "people.csv 第 2 行：“AB岗”：不能写本人"},
		{"a leader who is nobody", "duty.csv", "周一,gu", "周一,谷明远", `duty.csv 第 2 行：领导 "谷明远" 在 people.csv 里没有`},
		{"a leader of too low a rank", "duty.csv", "周一,gu", "周一,mai", "duty.csv 第 2 行：麦秋霞的职务是“民政办公室主任”，带班领导要副科级以上"},
		{"a day of no week", "duty.csv", "周一,gu", "星期一,gu", `duty.csv 第 2 行：星期 "星期一"`},
		{"no hours", "duty.csv", "8:30-12:00 14:00-17:30", "全天", `duty.csv 第 2 行：接待时间 "全天" 请写成`},
		{"an agent who takes money", "agents.csv", "免费", "5元", "agents.csv 第 2 行：“收费”：只能写“免费”"},
		{"an agent for what nobody knows", "agents.csv", "dibao", "dibao2", `agents.csv 第 2 行：可代办里的 "dibao2" 在 guides 文件夹里没有`},
		{"an agent for what agents may not do", "guides/dibao.md", "窗口、代办", "窗口", "agents.csv 第 2 行：可代办里有 dibao，但是 guides/dibao.md 的办理方式里没有“代办”"},
		{"a facility nowhere", "facilities.csv", "填表台", "", "facilities.csv 第 2 行：名称和位置不能空着"},
		{"a slogan that never shows", "slogans.csv", "2027-04-30", "2026-04-30", "slogans.csv 第 2 行：“到”比“从”还早"},
		{"a regulation of no kind", "regulations/shouwen.md", "公开制度", "制度", "regulations/shouwen.md 第 3 行：“类别”"},
		{"about without an address", "about.md", "地址: 中街1号\n", "", "about.md：缺少“地址: ”"},
		{"about with nothing to say", "about.md", "办事不收费。", "", "about.md 第 7 行：正文不能空着"},

		{"a picture that is text", "pictures/ditu.svg", "*", "图", "pictures/ditu.svg：不是 SVG 图片"},
		{"a picture that is a page", "pictures/ditu.svg", "*", "<html></html>", "pictures/ditu.svg 第 1 行：不是 SVG 图片"},
		{"a picture cut off", "pictures/ditu.svg", "</svg>", "", "pictures/ditu.svg 第 1 行：不是完整的 SVG 图片"},
		{"a picture with words", "pictures/ditu.svg", "<path", "\n<text>a</text><path", "pictures/ditu.svg 第 2 行：触摸屏画不出图里的 <text>"},
		{"a picture with a script", "pictures/ditu.svg", "<path", "<script>a</script><path", "触摸屏画不出 <script>"},
		{"a picture that fetches a picture", "pictures/ditu.svg", "<path", `<image href="http://example.org/a.png"/><path`, "触摸屏画不出 <image>"},
		{"a picture that points elsewhere", "pictures/ditu.svg", "url(#a)", "url(file:///etc/passwd)", "图片不能引用别的文件"},
		{"a picture that points by href", "pictures/ditu.svg", "<path", `<g xmlns:x="http://www.w3.org/1999/xlink" x:href="http://example.org/a"/><path`, "图里不要用 href"},
		{"a picture with entities", "pictures/ditu.svg", "<svg", `<!DOCTYPE svg [<!ENTITY a "b">]><svg`, "请去掉 <!…> 声明"},
		{"a picture too deep", "pictures/ditu.svg", "<path", strings.Repeat("<g>", 40) + "<path", "图太复杂"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := little()
			text := string(files[tt.file].Data)
			switch {
			case tt.old == "*" && tt.new == "":
				delete(files, tt.file)
				if strings.HasPrefix(tt.file, "guides/") {
					files["guides/.keep"] = &fstest.MapFile{}
				}
			case tt.old == "*":
				files[tt.file].Data = []byte(tt.new)
			case !strings.Contains(text, tt.old):
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			default:
				files[tt.file].Data = []byte(strings.Replace(text, tt.old, tt.new, 1))
			}
			_, err := pack.Read(files)
			var bad *pack.FileError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read = %v\nwant a FileError with %s", err, tt.want)
			}
		})
	}
}

// Each file of the township is needed: a hall without its rules or its roster
// is refused rather than shown half.
func TestReadNeedsEveryFile(t *testing.T) {
	for name := range little() {
		if strings.HasSuffix(name, ".keep") || name == "pictures/ditu.svg" {
			continue
		}
		files := little()
		delete(files, name)
		if _, err := pack.Read(files); err == nil {
			t.Errorf("a hall without %s was accepted", name)
		}
	}
}

// Of several bad files each is named, so that they are mended in one go.
func TestReadNamesEveryBadFile(t *testing.T) {
	files := little()
	for _, id := range []string{"aa", "bb", "dibao"} {
		files["guides/"+id+".md"] = &fstest.MapFile{Data: []byte(strings.Replace(guideFront, "层级: 县", "层级:", 1) + guideBody)}
	}
	files["guides/低保.md"] = &fstest.MapFile{Data: []byte(guideFront + guideBody)}
	_, err := pack.Read(files)
	for _, want := range []string{"guides/aa.md 第 9 行", "guides/bb.md 第 9 行", "guides/dibao.md 第 9 行", "guides/低保.md：文件名请用"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read = %v\nwant %s in it", err, want)
		}
	}
}

// A folder or a file too large is refused before it is read whole.
func TestReadLimits(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		spoil      func(fstest.MapFS)
	}{
		{"a file of the wrong ending", "affairs/bianmin/a.txt：这里只放 .md 文件", func(f fstest.MapFS) {
			f["affairs/bianmin/a.txt"] = &fstest.MapFile{}
		}},
		{"a folder among the files", "affairs/bianmin/more：这里只放 .md 文件", func(f fstest.MapFS) {
			f["affairs/bianmin/more/a.md"] = &fstest.MapFile{}
		}},
		{"the same name in two affairs", "affairs/bianmin/tingshui.md：和 affairs/dangwu/tingshui.md 同名", func(f fstest.MapFS) {
			text := strings.NewReplacer("停水停电", "支部活动").Replace(itemFile)
			f["affairs/dangwu/tingshui.md"] = &fstest.MapFile{Data: []byte(text)}
		}},
		{"a page too large", "affairs/bianmin/tingshui.md：文件太大，最多 256 KB", func(f fstest.MapFS) {
			f["affairs/bianmin/tingshui.md"].Data = []byte(itemFile + strings.Repeat("停水。\n\n", 60000))
		}},
		{"a picture too large", "pictures/ditu.svg：文件太大", func(f fstest.MapFS) {
			f["pictures/ditu.svg"].Data = make([]byte, 2<<20)
		}},
		{"too many files", "affairs/dangwu：文件太多，最多 2000 个", func(f fstest.MapFS) {
			for i := range 2001 {
				f[fmt.Sprintf("affairs/dangwu/a%d.md", i)] = &fstest.MapFile{}
			}
		}},
		{"too many rows", "slogans.csv 第 5002 行：表格太长，最多 5000 行", func(f fstest.MapFS) {
			f["slogans.csv"].Data = []byte("标语,从,到\n" + strings.Repeat("好,,\n", 5001))
		}},
		{"a folder where a file should be", "about.md：应当是一个文件", func(f fstest.MapFS) {
			delete(f, "about.md")
			f["about.md/a"] = &fstest.MapFile{}
		}},
		{"a file where a folder should be", "regulations：应当是一个文件夹", func(f fstest.MapFS) {
			delete(f, "regulations/shouwen.md")
			f["regulations"] = &fstest.MapFile{}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := little()
			tt.spoil(files)
			_, err := pack.Read(files)
			var bad *pack.FileError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read = %.300v\nwant a FileError with %s", err, tt.want)
			}
		})
	}
}

// write puts files into a folder of the machine.
func write(t *testing.T, dir string, files fstest.MapFS) {
	t.Helper()
	for name, f := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A folder reads the same as the files that were put there, and links that lead
// out of it and pipes that would never end are refused.
func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, little())
	got, err := pack.ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	want, err := pack.Read(little())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folder and files differ: -files +folder\n%s", diff)
	}

	secret := filepath.Join(t.TempDir(), "secret.md")
	if err := os.WriteFile(secret, []byte(guideFront+guideBody), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "guides", "secret.md")
	if err := os.Symlink(secret, link); err != nil {
		t.Fatal(err)
	}
	if _, err := pack.ReadFolder(dir); err == nil || !strings.Contains(err.Error(), "guides/secret.md 打不开") {
		t.Errorf("with a link out of the folder: %v", err)
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(link, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := pack.ReadFolder(dir); err == nil || !strings.Contains(err.Error(), "guides/secret.md：应当是一个文件") {
		t.Errorf("with a pipe: %v", err)
	}
	if _, err := pack.ReadFolder(filepath.Join(dir, "nosuch")); err == nil {
		t.Error("a folder that is not there was read")
	}
}

// Whatever single file is cut off anywhere, nothing panics and nothing hangs.
func FuzzRead(f *testing.F) {
	names := slices.Sorted(maps.Keys(little()))
	for i, name := range names {
		f.Add(uint8(i), string(little()[name].Data))
	}
	f.Add(uint8(slices.Index(names, "guides/dibao.md")), guideFront+"## 材料\n\n| a |\n|---|\n| b | c |\n")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		files := little()
		files[names[int(which)%len(names)]].Data = []byte(text)
		got, err := pack.Read(files)
		if err != nil {
			return
		}
		for _, g := range got.Book.Guides {
			if err := g.Check(); err != nil {
				t.Errorf("a guide that its own rule refuses was accepted: %v", err)
			}
		}
		for _, i := range got.Affairs.Items {
			if err := i.Check(); err != nil {
				t.Errorf("an item that its own rule refuses was accepted: %v", err)
			}
		}
	})
}
