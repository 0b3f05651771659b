package slip

// A Notice is the gist of something that was made public, with a code that leads
// to all of it.
type Notice struct {
	Hall   string
	Sample bool
	Title  string
	No     string // 文号
	By     string // 发文单位
	Date   string // 发布日期
	Until  string // 公示截止
	Digest string // the gist, a paragraph to a line
	Phone  string // for questions
	Code   string
	Public bool
}

func (n Notice) layout(copy int) layout {
	body := []block{
		{"", gap},
		{"no", field("文号", n.No)},
		{"by", field("发文单位", n.By)},
		{"date", field("发布日期", n.Date)},
		{"until", field("公示截止", n.Until)},
	}
	body = append(body, block{"", gap})
	for paragraph := range paragraphs(n.Digest) {
		body = append(body, block{"", func(s *setter) { s.indented(paragraph) }})
	}
	return layout{
		head: []block{
			{"hall", lines(n.Hall)},
			{"", marks(n.Sample, copy)},
			{"", name(n.Title)},
		},
		body: append(body, block{"phone", field("咨询电话", n.Phone)}),
		code: block{"code", code(n.Code, caption(n.Public, "扫码看全文", "凭此码在本机看全文"))},
	}
}
