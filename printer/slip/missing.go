package slip

// A Missing is the slip that says everything that is still missing, once
// 一次性告知单.
type Missing struct {
	Hall    string
	Sample  bool
	No      string // 受理编号, empty while there is no case
	Matter  string
	Person  string // 张*女士
	Told    string // 2026-11-22 09:05
	Lacks   []Lack
	Until   string // 2026-12-06
	Window  string
	Officer string
	Phone   string
	Code    string
	Public  bool
}

// A Lack is one thing that is missing or not right yet.
type Lack struct {
	Name string // 居民户口簿
	Need string // 原件1份
	From string // where to get it
	Why  string // what is wrong with the one that was brought
}

func (l Lack) String() string { return thing(l.Name, l.Need, l.From, l.Why) }

// thing says in one sentence what somebody has to bring.
func thing(name, need, from, note string) string {
	switch {
	case need != "" && from != "":
		name += "（" + need + "，" + from + "）"
	case need+from != "":
		name += "（" + need + from + "）"
	}
	if note != "" {
		name += "：" + note
	}
	return name
}

func (m Missing) layout(copy int) layout {
	var texts []string
	told := make(map[Lack]bool)
	for _, l := range m.Lacks {
		if !told[l] { // once means once
			texts = append(texts, l.String())
		}
		told[l] = true
	}
	body := []block{
		{"", gap},
		{"no", field("编号", m.No)},
		{"", field("事项", m.Matter)},
		{"person", field("申请人", m.Person)},
		{"told", field("告知时间", m.Told)},
	}
	body = append(body, list("", "还缺这些，带齐就能办", texts)...)
	body = append(body,
		block{"", gap},
		block{"until", field("补齐期限", m.Until)},
		block{"window", field("窗口", m.Window)},
		block{"officer", field("告知人", m.Officer)},
		block{"phone", field("电话", m.Phone)},
		block{"promise", lines("除此以外，不会再要别的材料。")},
		block{"sign", field("申请人签名", signature)},
	)
	return layout{
		head: []block{
			{"hall", lines(m.Hall)},
			{"", marks(m.Sample, copy)},
			{"", name("一次性告知单")},
		},
		body: body,
		code: block{"code", code(m.Code, caption(m.Public, "扫码看这张单子", "凭此码在本机查看"))},
	}
}
