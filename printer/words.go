package printer

// Words says in a clerk's language how far the job has come, and what to do
// about it; do is empty when there is nothing to do.
func (j Job) Words() (says, do string) {
	fault, remedy := j.Fault.words()
	switch j.State {
	case Queued:
		return "等待打印", ""
	case Held:
		return "尚未打印：" + fault, remedy + "，恢复后自动打印"
	case Sending:
		return "正在打印", ""
	case AwaitAck:
		return "正在打印，等打印机回报", ""
	case Stalled:
		return "打印到一半：" + fault, remedy + "，其余会自动续打，请勿补打"
	case Printed:
		return "已打印", ""
	case Sent:
		return "很可能已打印（这台打印机不会回报）", "请看一眼出纸口，没有小票再补打"
	case Doubt:
		says = "可能已打印，请核对"
		if j.Fault != OK {
			says += "（当时" + fault + "）"
		}
		return says, "请向取号人核对，没有小票或小票不完整再补打"
	case Dropped:
		if j.Fault == Layout {
			return "未能打印：" + fault, remedy
		}
		return "已取消，不再打印", ""
	}
	return "状态不明", "请联系维护人员"
}

// Words says in a clerk's language how the printer is, and what to do about it;
// do is empty when there is nothing to do.
func (s Status) Words() (says, do string) {
	if s.Fault == OK && s.NearEnd {
		return "纸快用完了", "请备好纸卷，用完后马上换"
	}
	return s.Fault.words()
}

func (f Fault) words() (says, do string) {
	switch f {
	case OK:
		return "打印机正常", ""
	case Missing:
		return "打印机没有连上", "请检查打印机的电源和数据线"
	case Silent:
		return "打印机没有应答", "请确认打印机已开机、数据线已插紧"
	case PaperOut:
		return "缺纸", "请换上新纸卷"
	case Cover:
		return "上盖没有合好", "请合上打印机上盖"
	case Cutter:
		return "切刀卡住", "请关掉打印机电源，取出卡住的纸，再开机"
	case Broken:
		return "打印机出现故障", "请关机后再开机，仍不行请联系维修人员"
	case Offline:
		return "打印机暂停工作", "请看打印机面板，等它冷却或按一下走纸键"
	case Garbled:
		return "打印机应答混乱", "请核对打印机型号和波特率的设置"
	case Layout:
		return "小票排版出错", "请把号码写给群众，并告诉维护人员"
	}
	return "打印机状态不明", "请联系维护人员"
}
