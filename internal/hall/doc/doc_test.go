package doc_test

import (
	"testing"

	"yidiantong.org/lobby/internal/hall/doc"
)

// Every kind of block is written, none twice, and an empty cell is not read out.
func TestText(t *testing.T) {
	for _, tt := range []struct {
		name  string
		block doc.Block
		want  string
	}{
		{"heading", doc.Heading{Level: 2, Text: "材料"}, "材料\n"},
		{"paragraph", doc.Paragraph{Text: "带身份证。"}, "带身份证。\n"},
		{"list", doc.List{Items: []string{"甲", "乙"}}, "· 甲\n· 乙\n"},
		{"numbered list", doc.List{Ordered: true, Items: []string{"甲", "乙"}}, "1. 甲\n2. 乙\n"},
		{"empty list", doc.List{}, ""},
		{"table", doc.Table{Head: []string{"村", "户数"}, Rows: [][]string{{"石桥村", "12"}, {"柳沟村", ""}}}, "村：石桥村；户数：12\n村：柳沟村\n"},
		{"column without a name", doc.Table{Head: []string{"", "户数"}, Rows: [][]string{{"合计", "12"}}}, "合计；户数：12\n"},
		{"table without rows", doc.Table{Head: []string{"村"}}, ""},
		{"picture", doc.Picture{Name: "a.svg", Caption: "大厅平面图"}, "图：大厅平面图\n"},
		{"a percent sign", doc.Paragraph{Text: "报销50%起"}, "报销50%起\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := (doc.Doc{Blocks: []doc.Block{tt.block}}).Text(); got != tt.want {
				t.Errorf("Text() = %q, want %q", got, tt.want)
			}
		})
	}
}
