package slip

// A Guide is the card that says everything about one matter 明白卡: what the
// 六公开 and 五公开 demand and what the 服务指南 of a township has.
type Guide struct {
	Hall      string
	Sample    bool
	Name      string // 最低生活保障（低保）申请
	Who       string // 谁能办
	Materials []Material
	Steps     []Step
	Promise   string // 承诺时限
	Legal     string // 法定时限
	Fee       string // 收费标准
	FeeBasis  string // 收费依据
	Ways      string // 办理方式
	WaysNote  string // why some of it is not done in the hall
	Place     string
	Line      string // the queue to take a number for
	Unit      string // 责任单位
	Person    string // 责任人和职务
	Phone     string // 咨询电话
	Complaint string // 投诉电话
	Visits    string // 到场次数
	Result    string // what one gets
	Basis     string // 办理依据
	Notes     []string
	Checked   string // 核对日期
	Code      string
	Public    bool
}

// A Material is one thing to bring.
type Material struct {
	Name string
	Need string // 原件1份
	From string // 自己带
	Note string
}

// A Step is one step of the procedure.
type Step struct {
	Text string
	Time string // 5个工作日内
}

func (g Guide) layout(copy int) layout {
	materials := make([]string, len(g.Materials))
	for i, m := range g.Materials {
		materials[i] = thing(m.Name, m.Need, m.From, m.Note)
	}
	steps := make([]string, len(g.Steps))
	for i, step := range g.Steps {
		if steps[i] = step.Text; step.Time != "" {
			steps[i] += "（" + step.Time + "）"
		}
	}
	var body []block
	body = append(body, section("who", "谁能办", g.Who)...)
	body = append(body, list("materials", "要带的材料", materials)...)
	body = append(body, list("steps", "怎么办", steps)...)
	body = append(body,
		block{"", gap},
		block{"promise", field("承诺时限", g.Promise)},
		block{"legal", field("法定时限", g.Legal)},
		block{"fee", field("收费标准", g.Fee)},
		block{"feebasis", field("收费依据", g.FeeBasis)},
		block{"ways", field("办理方式", g.Ways)},
		block{"waysnote", field("说明", g.WaysNote)},
		block{"place", field("办理地点", g.Place)},
		block{"line", field("取号队列", g.Line)},
		block{"visits", field("到场次数", g.Visits)},
		block{"result", field("办理结果", g.Result)},
		block{"basis", field("办理依据", g.Basis)},
		block{"unit", field("责任单位", g.Unit)},
		block{"person", field("责任人", g.Person)},
		block{"phone", field("咨询电话", g.Phone)},
		block{"complaint", field("投诉电话", g.Complaint)},
	)
	body = append(body, section("notes", "提醒", g.Notes...)...)
	return layout{
		head: []block{
			{"hall", lines(g.Hall)},
			{"", marks(g.Sample, copy)},
			{"title", lines("服务指南 · 明白卡")},
			{"", name(g.Name)},
		},
		body: append(body, block{"checked", field("核对日期", g.Checked)}),
		code: block{"code", code(g.Code, caption(g.Public, "扫码看全文", "凭此码在本机查看"))},
	}
}
