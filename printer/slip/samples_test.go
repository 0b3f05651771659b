package slip_test

import (
	_ "embed"
	"encoding/json"
	"testing"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/slip"
)

//go:embed testdata/ticket.json
var plainTicket []byte

// A paper is a slip that the golden listings show.
type paper struct {
	name   string
	kind   printer.Kind
	values any
	copy   int
	code   string // what a scanner must read
}

const advice = "请在大厅等候，听到叫号、看到大屏显示后到窗口办理。过号请找导办台。"

func papers(t testing.TB) []paper {
	t.Helper()
	var ticket slip.Ticket
	if err := json.Unmarshal(plainTicket, &ticket); err != nil {
		t.Fatal(err)
	}
	waiting := ticket
	waiting.Advice, waiting.Code, waiting.Public = advice, "T/7K3M9QX2W4B", false
	const public, local = "HTTPS://QSZ.GOV.CN/T/7K3M9QX2W4B", "T/7K3M9QX2W4B"
	return []paper{
		{"plain", printer.TicketSlip, ticket, 0, public},
		{"local", printer.TicketSlip, waiting, 0, local},
		{"long", printer.TicketSlip, with(waiting, func(v *slip.Ticket) {
			v.Hall, v.Line, v.No = "凤凰山苗族侗族自治县青石镇人民政府便民服务中心（党群服务中心）", "自然资源、宅基地审批与农村危房改造（含不动产登记）", "AB1024"
		}), 0, local},
		{"medium", printer.TicketSlip, with(waiting, func(v *slip.Ticket) { v.Line = "残疾人与退役军人事务" }), 0, local}, // double on 80 mm only
		{"rare", printer.TicketSlip, with(waiting, func(v *slip.Ticket) {
			v.Line, v.Advice = "䶮河水利", "请到䶮河水利窗口，找张㐱、李𬭳。"
		}), 0, local},
		{"copy", printer.TicketSlip, with(waiting, func(v *slip.Ticket) { v.Sample = true }), 1, local},
		{"first", printer.TicketSlip, with(waiting, func(v *slip.Ticket) { v.Ahead = 0 }), 0, local},
		{"clockless", printer.TicketSlip, with(waiting, func(v *slip.Ticket) { v.Taken = "" }), 0, local},
		{"codeless", printer.TicketSlip, with(waiting, func(v *slip.Ticket) { v.Code = "" }), 0, ""},
		{"appointment", printer.AppointmentSlip, appointment(), 0, "B/3XQ8M2K7W9C"},
		{"receipt", printer.ReceiptSlip, receipt(), 0, "HTTPS://QSZ.GOV.CN/C/5KT2W8M4Q7X"},
		{"receipt-rare", printer.ReceiptSlip, with(receipt(), func(v *slip.Receipt) {
			v.Person, v.Matter, v.Limit, v.Papers = "农𪚥（代办人：李𬭳）", "农村村民住宅建设用地审批（凤凰山苗族侗族自治县䶮河片区）", "", nil
		}), 2, "HTTPS://QSZ.GOV.CN/C/5KT2W8M4Q7X"},
		{"missing", printer.MissingSlip, missing(), 0, "C/5KT2W8M4Q7X"},
		{"guide", printer.GuideSlip, guide(), 0, "I/DIBAO"},
		{"notice", printer.NoticeSlip, notice(), 0, "HTTPS://QSZ.GOV.CN/I/20261120-GS03"},
		{"day", printer.DaySlip, day(), 0, ""},
		{"test", printer.TestSlip, slip.Test{Hall: ticket.Hall, At: ticket.Taken}, 0, ""},
	}
}

// probe is the slip that takes no notice of what the profile says.
func probe() paper {
	return paper{"probe", printer.ProbeSlip, slip.Probe{Hall: hall, At: "2026-11-22 09:05"}, 0, ""}
}

// with returns v changed.
func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

// What stands on the golden slips. Persons, telephones and numbers are invented.
const hall = "青石镇便民服务中心"

func appointment() slip.Appointment {
	return slip.Appointment{
		Hall: hall, Sample: true, No: "Y003", Matter: "不动产登记（宅基地确权）", Person: "麦*霞", Phone: "139****0001",
		When: "2026-11-24 星期二 09:00—09:30", Place: "便民服务中心一楼3号窗口", Officer: "石大勇",
		Bring: "户口簿、身份证、老的宅基地使用证；家里有几个人共有的，都来签字。", Note: "中午不休息，晚到 15 分钟以内仍按预约办理。",
		Advice: "到了先在取号机上扫这个码签到。", Code: "B/3XQ8M2K7W9C",
	}
}

func receipt() slip.Receipt {
	return slip.Receipt{
		Hall: hall, Sample: true, No: "QSZ-20261122-0031", Pickup: "8327", Matter: "城乡居民养老保险参保登记", Person: "麦*霞",
		Received: "2026-11-22 09:05", Promised: "2026-11-27", Limit: "5个工作日", Window: "便民服务中心一楼3号窗口（社会保险）",
		Phone: "0000-12345003", Complain: "0000-12345012、12345", Papers: []string{"居民身份证复印件 1份", "户口簿复印件 1份", "参保登记表 1份"},
		Advice: "办好了会打电话给您。凭取件码领取，请收好这张回执。", Code: "HTTPS://QSZ.GOV.CN/C/5KT2W8M4Q7X", Public: true,
	}
}

func missing() slip.Missing {
	return slip.Missing{
		Hall: hall, Sample: true, No: "QSZ-20261122-0031", Matter: "最低生活保障（低保）申请", Person: "麦*霞", Told: "2026-11-22 09:05",
		Lacks: []slip.Lack{
			{"居民户口簿", "原件1份", "自己带", "带来的缺第3页，家里每个人的一页都要"},
			{"社会救助申请书和授权核对书", "原件1份", "窗口领取", "全家成年人签字；不会写，工作人员代写"},
			{"残疾人证", "原件1份", "", ""},
			{"收入和财产情况说明", "", "", "没有写打工的收入，请补上"},
			{"残疾人证", "原件1份", "", ""}, // said twice, printed once
		},
		Until: "2026-12-06", Window: "便民服务中心一楼5号窗口", Officer: "麦秋霞（民政专干）", Phone: "0000-12345005", Code: "C/5KT2W8M4Q7X",
	}
}

func guide() slip.Guide {
	return slip.Guide{
		Hall: hall, Sample: true, Name: "最低生活保障（低保）申请",
		Who: "户口在青石镇，全家平均每人每月收入低于县里公布的低保标准，家里财产也符合规定的，可以全家申请。\n家里收入稍高一点，但有重病或重度残疾的人，可以只给这个人申请，也叫“单人保”。",
		Materials: []slip.Material{
			{"全家人的居民身份证和户口簿", "原件1份", "自己带", "窗口免费复印，原件当场还您"},
			{"社会救助申请书和授权核对书", "原件1份", "窗口领取", "同意查核家里收入和财产，全家成年人签字；不会写，工作人员代写"},
			{"收入和财产情况说明", "原件1份", "窗口领取", "照实写：种地、打工、存款、车、房"},
			{"疾病诊断书、住院结算单", "复印件1份", "看病的医院", "家里有重病人的带"},
			{"残疾人证", "原件1份", "自己带", "家里有残疾人的带"},
			{"社会保障卡或本人银行卡", "原件1份", "自己带", "批准后钱打到这张卡上"},
		},
		Steps: []slip.Step{
			{"到5号窗口申请，或者告诉村里代办员，腿脚不便的可以打电话请人上门。", ""},
			{"材料齐全当场受理，不齐的一次告诉您还缺什么。", "当场"},
			{"县里核对家庭收入和财产。", "5个工作日内"},
			{"两名以上干部到家里看实际情况。", "5个工作日内"},
			{"镇里提出意见，在村里公示。", "7天"},
			{"县民政局审核确认，发《确认通知书》。", "5个工作日内"},
			{"从确认的下个月起发钱。", ""},
		},
		Promise: "22个工作日", Legal: "30个工作日", Fee: "不收费", FeeBasis: "无收费项目", Ways: "窗口、代办、上门、网上",
		WaysNote: "入户核查要到家里去，不在窗口办。", Place: "便民服务中心一楼5号窗口", Line: "民政救助", Unit: "青石镇社会事务办公室",
		Person: "麦秋霞（民政专干）", Phone: "0000-12345005", Complaint: "0000-12345012、12345", Visits: "1次",
		Result: "批准的，从确认的下个月起，每月把低保金打到卡上；不批准的，书面告诉您原因", Basis: "《社会救助暂行办法》《最低生活保障审核确认办法》",
		Notes:   []string{"办低保不收一分钱，也不用找关系。有人收钱，请打0000-12345012举报。", "受理、评议、公示、结果都公开，公示名单不登身份证号和住址。"},
		Checked: "2026-11-16", Code: "I/DIBAO",
	}
}

func notice() slip.Notice {
	return slip.Notice{
		Hall: hall, Sample: true, Title: "青石镇2026年第四季度临时救助资金发放公示", No: "青石镇公示〔2026〕3号", By: "青石镇人民政府", Date: "2026-11-20", Until: "2026-11-27",
		Digest: "本季度共救助 17 户、43 人，发放 25,600 元，都从县财政临时救助金中支出。\n名单在镇政务公开栏和各村公示，不登身份证号和住址。对名单有意见的，公示期内打电话或者到窗口反映，我们 5 个工作日内答复。",
		Phone:  "0000-12345005", Code: "HTTPS://QSZ.GOV.CN/I/20261120-GS03", Public: true,
	}
}

func day() slip.Day {
	return slip.Day{
		Hall: hall, Sample: true, Date: "2026-11-22 星期日",
		Lines: []slip.DayLine{
			{"社会保险", 31, 29, 2, 0},
			{"民政救助", 8, 8, 0, 0},
			{"自然资源、宅基地审批与农村危房改造", 112, 104, 5, 3},
			{"䶮河水利", 1, 0, 0, 1},
		},
		Figures: []slip.Figure{{"平均等候", "7 分钟"}, {"最长等候", "26 分钟"}, {"办结", "141 件"}, {"小票", "152 张，约 10.6 米纸；可能没印出来 1 张"}},
		Seq:     4711, Head: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Made: "2026-11-22 17:30",
	}
}
