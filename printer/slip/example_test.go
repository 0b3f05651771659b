package slip_test

import (
	"fmt"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/slip"
)

func ExampleRender() {
	p := escpos.Profile{Width: 576, QR: "native", Charset: "gb18030", Cutter: true}
	values := `{"Hall": "青石镇便民服务中心", "No": "A001", "Line": "社会保险", "Ahead": 3,
		"Taken": "2026-11-22 09:05", "Advice": "请留意叫号", "Code": "T/7K3M9QX2W4B"}`
	b, err := slip.Render(p, nil, printer.TicketSlip, []byte(values), 0)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(escpos.List(b))
	// Output:
	// ESC @ reset
	// FS & Chinese on
	// FS S 0 0 Chinese spacing
	// ESC a 1 align centre
	// "青石镇便民服务中心"
	// GS ! 0x11 size 2×2
	// FS ! 0x0c Chinese size 2×2
	// "社会保险"
	// GS ! 0x53 size 6×4
	// "A001"
	// GS ! 0x00 size 1×1
	// FS ! 0x00 Chinese size 1×1
	// "前面还有 3 人 2026-11-22 09:05"
	// "请留意叫号"
	// "凭此码在本机查询"
	// LF
	// GS ( k 167 QR module 5 dots
	// GS ( k 169 QR correction M
	// GS ( k 180 QR holds "T/7K3M9QX2W4B"
	// GS ( k 181 QR print
	// GS V 66 20 cut
}
