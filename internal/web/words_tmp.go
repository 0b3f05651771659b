package web

func words(v any) (says, do string) {
	if w, ok := v.(interface{ Words() (string, string) }); ok {
		return w.Words()
	}
	return "正常", ""
}
