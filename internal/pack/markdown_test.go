package pack

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"yidiantong.org/lobby/internal/hall/doc"
)

func read(body string) (doc.Doc, error) {
	p := page{name: "affairs/zhengwu/a.md", body: body, line: 10}
	parts, err := p.parts()
	return whole(parts), err
}

// What a clerk writes becomes what a screen can draw, and no word of it is lost.
func TestMarkdown(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       []doc.Block
	}{
		{"nothing", "\n\n", nil},
		{"a heading and text", "# 甲\n## 乙\n### 丙\n\n丁。", []doc.Block{
			doc.Heading{Level: 1, Text: "甲"}, doc.Heading{Level: 2, Text: "乙"}, doc.Heading{Level: 3, Text: "丙"}, doc.Paragraph{Text: "丁。"},
		}},
		{"lines broken by hand are joined", "今天\n停水  \n明天 3\n4 日", []doc.Block{doc.Paragraph{Text: "今天停水明天 3 4 日"}}},
		{"a paragraph that begins with Chinese spaces", "甲。\n\n　　乙。", []doc.Block{doc.Paragraph{Text: "甲。"}, doc.Paragraph{Text: "乙。"}}},
		{"a point of two paragraphs", "1. 甲\n\n   乙\n\n2. 丙", []doc.Block{doc.List{Ordered: true, Items: []string{"甲乙", "丙"}}}},
		{"a line of dashes is decoration, not a heading", "甲。\n---\n乙。", []doc.Block{doc.Paragraph{Text: "甲。"}, doc.Paragraph{Text: "乙。"}}},
		{"bold before Chinese punctuation", "**注意：**请带**身份证**。", []doc.Block{doc.Paragraph{Text: "注意：请带身份证。"}}},
		{"stars in a phone number", "电话 138****0001 或 139****0002", []doc.Block{doc.Paragraph{Text: "电话 138****0001 或 139****0002"}}},
		{"marks that mean nothing here", "a_b_c *甲* `乙` ~丙~ [丁] 收入<5000元 & \\# \\|", []doc.Block{
			doc.Paragraph{Text: "a_b_c *甲* `乙` ~丙~ [丁] 收入<5000元 & # |"},
		}},
		{"a list", "- 甲\n- 乙\n  丙\n\n- 丁", []doc.Block{doc.List{Items: []string{"甲", "乙丙", "丁"}}}},
		{"a numbered list after text", "甲：\n1. 乙\n2. 丙", []doc.Block{doc.Paragraph{Text: "甲："}, doc.List{Ordered: true, Items: []string{"乙", "丙"}}}},
		{"a table", "收支如下：\n\n| 项目 | 金额 | 占比 |\n| --- | ---: | :-: |\n| 修\\|路 | 1,200.00 | **9**% |\n| | 0 | |", []doc.Block{
			doc.Paragraph{Text: "收支如下："},
			doc.Table{
				Head: []string{"项目", "金额", "占比"}, Align: []doc.Align{doc.Left, doc.Right, doc.Center},
				Rows: [][]string{{"修|路", "1,200.00", "9%"}, {"", "0", ""}},
			},
		}},
		{"a table right below text", "收支如下：\n| 项目 | 金额 |\n| --- | --- |\n| 甲 | 1 |", []doc.Block{
			doc.Paragraph{Text: "收支如下："},
			doc.Table{Head: []string{"项目", "金额"}, Align: []doc.Align{doc.Left, doc.Left}, Rows: [][]string{{"甲", "1"}}},
		}},
		{"a picture", "![村口的路](../../pictures/cundao.svg)", []doc.Block{doc.Picture{Name: "cundao.svg", Caption: "村口的路"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(tt.body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Blocks); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// What a screen in a lobby cannot show is refused with its line. The body begins
// on line 10 of the file.
func TestMarkdownRefuses(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"a link", "甲。\n\n看[这里](http://example.org)", "第 12 行：触摸屏上打不开网址"},
		{"an address in angle brackets", "<http://example.org>", "第 10 行：触摸屏上打不开网址"},
		{"a page pasted in", "甲。\n\n<div>乙</div>", "第 12 行：有网页代码"},
		{"a tag in a line", "甲<br/>乙", "第 10 行：有网页代码"},
		{"a script", "<script>alert(1)</script>", "第 10 行：有网页代码"},
		{"a quotation", "甲。\n\n> 乙", "第 12 行：行首不要用 >"},
		{"quotations in quotations", strings.Repeat("> ", 2000) + "甲", "第 10 行：行首的符号太多"},
		{"a fence", "甲。\n\n```\n乙\n```", "不要用 ```"},
		{"a fence that never ends", "~~~\n" + strings.Repeat("甲\n", 1000), "不要用 ```"},
		{"a list in a list", "- 甲\n  - 乙", "第 11 行：列表里不要再套列表"},
		{"lists in lists on one line", "- - 甲", "第 10 行：列表里不要再套列表"},
		{"many lists in lists on one line", strings.Repeat("1. ", 2000) + "甲", "第 10 行：行首的符号太多"},
		{"a table that would fill the memory", "|" + strings.Repeat("a|", 3000) + "\n|" + strings.Repeat("-|", 3000) + "\n" + strings.Repeat("|\n", 4000), "第 10 行：表格太宽"},
		{"bars without a table", "甲。\n" + strings.Repeat("甲|", 25), "第 11 行：表格太宽"},
		{"lines without end", strings.Repeat("\n", 5000), "第 5010 行：内容太长，最多 5000 行"},
		{"brackets without end", "甲。\n" + strings.Repeat("[", 1001), "第 11 行：方括号 [ 太多"},
		{"a table in a list", "- 甲\n\n  | a |\n  | --- |\n  | b |", "列表里只能写文字"},
		{"a quotation in a list", "- > 甲", "第 10 行：列表里只能写文字"},
		{"an empty point", "- 甲\n-\n- 乙", "第 10 行：列表里有一条是空的"},
		{"numbers that begin again", "1. 甲\n\n乙\n\n2. 丙", "第 14 行：编号要从 1. 开始"},
		{"text that would become code", "甲。\n\n    乙", "第 12 行：行首空格太多"},
		{"a heading of level 4", "#### 甲", "第 10 行：标题最多用三个 #"},
		{"a heading without words", "甲。\n\n##\n", "# 后面没有标题文字"},
		{"bold that never ends", "甲。\n\n**注意：请带身份证。", "第 12 行：** 没有成对"},
		{"a table with a head too short", "| 项目 |\n| --- | --- |\n| 甲 | 1 |", "第 10 行：表头有 1 格，下面一行 | --- | 有 2 格"},
		{"a table without the line below its head", "| 项目 | 金额 |\n| 甲 | 1 |", "第 10 行：表格没有写对"},
		{"a dash below text", "甲。\n\n停水\n-", "第 12 行：下面一行的短横线请删掉"},
		{"a row too long", "| 项目 | 金额 |\n| --- | --- |\n| 甲 | 1 |\n| 乙 | 2 | 3 |", "第 13 行：这一行应当和表头一样有 2 格"},
		{"a row too short", "| 项目 | 金额 |\n| --- | --- |\n| 甲 |", "第 12 行：这一行应当和表头一样有 2 格"},
		{"text stuck below a table", "| 项目 | 金额 |\n| --- | --- |\n| 甲 | 1 |\n合计见下。", "第 13 行：这一行应当和表头一样有 2 格"},
		{"a table too wide", "|" + strings.Repeat(" 甲 |", 13) + "\n|" + strings.Repeat(" --- |", 13), "第 10 行：表格太宽，最多 12 列"},
		{"a table too long", "| 甲 |\n| --- |\n" + strings.Repeat("| 乙 |\n", 501), "第 512 行：表格太长，最多 500 行"},
		{"a list too long", strings.Repeat("- 甲\n", 501), "第 510 行：列表太长，最多 500 条"},
		{"too many paragraphs", strings.Repeat("甲。\n\n", 1001), "第 2010 行：内容太长"},
		{"a line too long", "甲。\n\n" + strings.Repeat("甲", 3000), "第 12 行：这一行太长"},
		{"a picture within text", "看![图](../../pictures/a.svg)", "第 10 行：图片请单独占一行"},
		{"a picture of another kind", "![图](../../pictures/a.png)", "第 10 行：图片要放在 pictures 文件夹里，是 .svg 文件"},
		{"a picture in no folder", "![图](a.svg)", "第 10 行：图片要放在 pictures 文件夹里"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(tt.body)
			var bad *FileError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("parts() = %v, %v\nwant a FileError with %s", got, err, tt.want)
			}
		})
	}
}

// han counts the Chinese characters in s.
func han(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

// A document that was read keeps what the model promises, whatever was written.
func FuzzMarkdown(f *testing.F) {
	for _, body := range []string{
		"# 甲\n\n乙**丙**\n\n- 丁\n- 戊\n\n1. 己\n", "| a | b |\n| --- | ---: |\n| 1 | 2 |\n", "![图](../../pictures/a.svg)", "> ``` <b>", "- - - 甲",
		"[a](b) ![c](d \"e\")", "|a|\n|-|\n\\|\n", "1. \n2.\n", "***\n** **", strings.Repeat("[", 500), strings.Repeat("![](", 300),
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		p, err := readPage(fstest.MapFS{"a.md": {Data: []byte("---\n---\n" + body)}}, "a.md")
		if err != nil {
			return
		}
		body = p.body
		parts, err := p.parts()
		if err != nil {
			var bad *FileError
			if !errors.As(err, &bad) || bad.Line < p.line || bad.Line > p.line+strings.Count(body, "\n") {
				t.Errorf("error without a place in the file: %v", err)
			}
			return
		}
		d := whole(parts)
		for _, b := range d.Blocks {
			switch b := b.(type) {
			case doc.Heading:
				if b.Level < 1 || b.Level > 3 || b.Text == "" {
					t.Errorf("%#v", b)
				}
			case doc.List:
				if len(b.Items) == 0 {
					t.Errorf("%#v", b)
				}
			case doc.Table:
				if len(b.Align) != len(b.Head) {
					t.Errorf("%#v", b)
				}
				for _, row := range b.Rows {
					if len(row) != len(b.Head) {
						t.Errorf("%#v", b)
					}
				}
			case doc.Picture:
				if strings.ContainsAny(b.Name, "/\\") || b.Caption == "" {
					t.Errorf("%#v", b)
				}
			}
		}
		if got, want := han(fmt.Sprint(d)), han(body); got != want && !strings.Contains(body, "](") {
			t.Errorf("%d of %d characters are left of %q", got, want, body)
		}
	})
}
