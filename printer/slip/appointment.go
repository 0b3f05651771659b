package slip

// An Appointment says when and where somebody is expected 预约单.
type Appointment struct {
	Hall    string
	Sample  bool
	No      string // Y003
	Matter  string // 不动产登记
	Person  string // 张*女士
	Phone   string // 139****0001, so that a wrong one is noticed
	When    string // 2026-11-24 星期二 09:00—09:30
	Place   string // 一楼3号窗口
	Officer string
	Bring   string // what to bring
	Note    string // 办公时间以外，请按门铃
	Advice  string // what to do
	Code    string
	Public  bool
}

func (a Appointment) layout(copy int) layout {
	return layout{
		head: []block{
			{"hall", lines(a.Hall)},
			{"", marks(a.Sample, copy)},
			{"title", name("预约单")},
			{"", huge(a.No)},
		},
		body: []block{
			{"", gap},
			{"", field("时间", a.When)},
			{"", field("地点", a.Place)},
			{"matter", field("事项", a.Matter)},
			{"person", field("预约人", a.Person)},
			{"phone", field("电话", a.Phone)},
			{"officer", field("接待人", a.Officer)},
			{"bring", field("请带上", a.Bring)},
			{"note", field("说明", a.Note)},
			{"advice", lines(a.Advice)},
		},
		code: block{"code", code(a.Code, caption(a.Public, "扫码查看或取消预约", "凭此码在本机签到"))},
	}
}
