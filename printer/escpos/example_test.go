package escpos_test

import (
	"bytes"
	"fmt"

	"yidiantong.org/lobby/printer/escpos"
)

func ExampleEncoder() {
	var b bytes.Buffer
	e := escpos.NewEncoder(&b, escpos.Profile{Width: 576, QR: "native", Charset: "gb2312", Cutter: true}, nil)
	e.Reset()
	e.Align(escpos.Centre)
	e.Size(4, 4)
	e.Line("A001")
	e.Size(2, 2)
	e.Line("社会保险")
	e.Size(1, 1)
	e.Line("请留意叫号")
	e.QR("T/7K3M9QX2W4B")
	e.Cut()
	if err := e.Err(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(escpos.List(b.Bytes()))
	// Output:
	// ESC @ reset
	// FS & Chinese on
	// FS S 0 0 Chinese spacing
	// ESC a 1 align centre
	// GS ! 0x33 size 4×4
	// "A001"
	// GS ! 0x11 size 2×2
	// FS ! 0x0c Chinese size 2×2
	// "社会保险"
	// GS ! 0x00 size 1×1
	// FS ! 0x00 Chinese size 1×1
	// "请留意叫号"
	// GS ( k 167 QR module 5 dots
	// GS ( k 169 QR correction M
	// GS ( k 180 QR holds "T/7K3M9QX2W4B"
	// GS ( k 181 QR print
	// GS V 66 20 cut
}

func ExampleProfile_Prints() {
	for _, charset := range []string{"gb2312", "gbk", "gb18030-2byte", "gb18030"} {
		p := escpos.Profile{Charset: charset}
		fmt.Println(charset, p.Prints("综合受理"), p.Prints("國"), p.Prints("䶮"), p.Prints("㐱"), p.Prints("𬭳"))
	}
	// Output:
	// gb2312 true false false false false
	// gbk true true false false false
	// gb18030-2byte true true true false false
	// gb18030 true true true true false
}
