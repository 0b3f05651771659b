package slip

// A Receipt says that a case was taken on and until when it will be done
// 办理事项回执.
type Receipt struct {
	Hall     string
	Sample   bool
	No       string   // 受理编号
	Pickup   string   // 取件码
	Matter   string   // 事项
	Person   string   // 张*女士
	Received string   // 2026-11-22 09:05
	Promised string   // 2026-11-29
	Limit    string   // 5个工作日
	Papers   []string // what was handed in
	Window   string   // 3号窗口
	Phone    string
	Complain string // phone for complaints
	Advice   string // what to do
	Code     string
	Public   bool
}

func (r Receipt) layout(copy int) layout {
	promised := r.Promised
	if r.Limit != "" {
		promised += "（" + r.Limit + "）"
	}
	body := []block{
		{"", gap},
		{"", field("编号", r.No)},
		{"matter", field("事项", r.Matter)},
		{"person", field("申请人", r.Person)},
		{"received", field("受理时间", r.Received)},
		{"", field("承诺办结", promised)},
		{"window", field("窗口", r.Window)},
		{"phone", field("电话", r.Phone)},
		{"complain", field("投诉电话", r.Complain)},
	}
	body = append(body, list("papers", "已收材料", r.Papers)...)
	return layout{
		head: []block{
			{"hall", lines(r.Hall)},
			{"", marks(r.Sample, copy)},
			{"title", name("办理事项回执")},
			{"pickup", func(s *setter) {
				if r.Pickup != "" {
					s.centred("取件码")
					huge(r.Pickup)(s)
				}
			}},
		},
		body: append(body, block{"advice", lines(r.Advice)}),
		code: block{"code", code(r.Code, caption(r.Public, "扫码看办到哪一步", "凭此码在本机查询"))},
	}
}
