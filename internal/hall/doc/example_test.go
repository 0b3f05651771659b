package doc_test

import (
	"fmt"

	"yidiantong.org/lobby/internal/hall/doc"
)

func ExampleDoc_Text() {
	d := doc.Doc{Blocks: []doc.Block{
		doc.Heading{Level: 2, Text: "收入"},
		doc.Table{
			Head:  []string{"项目", "金额（元）"},
			Align: []doc.Align{doc.Left, doc.Right},
			Rows:  [][]string{{"鱼塘承包费", "12000.00"}},
		},
		doc.List{Ordered: true, Items: []string{"公示7天", "有疑问找村监委会"}},
	}}
	fmt.Print(d.Text())
	// Output:
	// 收入
	// 项目：鱼塘承包费；金额（元）：12000.00
	// 1. 公示7天
	// 2. 有疑问找村监委会
}
