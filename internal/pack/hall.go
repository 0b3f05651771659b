// Package pack reads a hall from the files a clerk can edit: Markdown with 键: 值
// lines at its head and CSV tables, from the embedded sample hall, a folder or,
// later, a signed pack. A bad file is refused with its line and what to write
// instead; nothing of a bad hall is ever used.
package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/queue"
)

var (
	idForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{1,19}$`)
	letterForm = regexp.MustCompile(`^[A-Z]$`)
	windowForm = regexp.MustCompile(`^[0-9A-Za-z]{1,4}$`)
	baseForm   = regexp.MustCompile(`^HTTPS://[A-Z0-9.-]+(:[0-9]+)?$`)
)

// Hall reads hall.md, lines.csv and windows.csv. The error is a *FileError when a
// clerk can mend it.
func Hall(fsys fs.FS) (queue.Hall, error) {
	h, err := readHall(fsys)
	if err != nil {
		return queue.Hall{}, err
	}
	if h.Lines, err = readLines(fsys); err != nil {
		return queue.Hall{}, err
	}
	if h.Windows, err = readWindows(fsys, h.Lines); err != nil {
		return queue.Hall{}, err
	}
	return h, nil
}

func readHall(fsys fs.FS) (queue.Hall, error) {
	const file = "hall.md"
	p, err := readPage(fsys, file, "名称", "标语", "电话", "查询网址", "取号后", "示范")
	if err != nil {
		return queue.Hall{}, err
	}
	front := p.front
	h := queue.Hall{
		Name:   front["名称"].text,
		Motto:  front["标语"].text,
		Phone:  front["电话"].text,
		Base:   strings.ToUpper(strings.TrimRight(front["查询网址"].text, "/")),
		Advice: front["取号后"].text,
		Sample: front["示范"].text == "是",
	}
	if h.Name == "" {
		return h, &FileError{File: file, Says: "缺少“名称: ”，如“名称: 青石镇便民服务中心”"}
	}
	if h.Base != "" && !baseForm.MatchString(h.Base) {
		return h, &FileError{file, front["查询网址"].line, "查询网址写成 https://域名，没有就留空"}
	}
	if s := front["示范"]; s.text != "" && s.text != "是" && s.text != "否" {
		return h, &FileError{file, s.line, "示范写“是”或“否”"}
	}
	return h, nil
}

func readLines(fsys fs.FS) ([]queue.Line, error) {
	const file = "lines.csv"
	var lines []queue.Line
	err := readTable(fsys, file, []string{"编号", "字母", "名称", "说明", "时间", "每日号数"}, func(_ int, get func(string) string) error {
		l := queue.Line{ID: get("编号"), Letter: get("字母"), Name: get("名称"), About: get("说明")}
		switch {
		case !idForm.MatchString(l.ID):
			return fmt.Errorf("编号 %q 请用 2 到 20 个小写字母或数字，如 shebao", l.ID)
		case !letterForm.MatchString(l.Letter):
			return fmt.Errorf("字母 %q 请用一个大写字母，如 A", l.Letter)
		case l.Name == "":
			return errors.New("名称不能为空")
		}
		for _, other := range lines {
			if other.ID == l.ID {
				return fmt.Errorf("编号 %s 与“%s”重复", l.ID, other.Name)
			}
			if other.Letter == l.Letter {
				return fmt.Errorf("字母 %s 与“%s”重复，号码会分不清", l.Letter, other.Name)
			}
		}
		var err error
		if l.Hours, err = calendar.ParseHours(get("时间")); err != nil || get("时间") == "" {
			return fmt.Errorf("时间 %q 请写成：周一至周五 8:30-12:00 14:00-17:30；多段用分号隔开", get("时间"))
		}
		if n := get("每日号数"); n != "" {
			if l.Cap, err = strconv.Atoi(n); err != nil || l.Cap < 1 || l.Cap > 9999 {
				return fmt.Errorf("每日号数 %q 请写 1 到 9999 的数，不限就留空", n)
			}
		}
		lines = append(lines, l)
		return nil
	})
	if err == nil && len(lines) == 0 {
		err = &FileError{File: file, Says: "至少要有一个队列"}
	}
	return lines, err
}

func readWindows(fsys fs.FS, lines []queue.Line) ([]queue.Window, error) {
	const file = "windows.csv"
	var windows []queue.Window
	served := make(map[string]bool)
	err := readTable(fsys, file, []string{"窗口", "名称", "办理"}, func(_ int, get func(string) string) error {
		w := queue.Window{ID: get("窗口"), Name: get("名称"), Lines: list(get("办理"))}
		if !windowForm.MatchString(w.ID) {
			return fmt.Errorf("窗口 %q 请写叫号时用的号，如 3", w.ID)
		}
		if slices.ContainsFunc(windows, func(o queue.Window) bool { return o.ID == w.ID }) {
			return fmt.Errorf("窗口 %s 写了两次", w.ID)
		}
		if len(w.Lines) == 0 {
			return errors.New("“办理”里请写这个窗口办哪些队列的编号，用空格隔开")
		}
		for _, id := range w.Lines {
			if !slices.ContainsFunc(lines, func(l queue.Line) bool { return l.ID == id }) {
				return fmt.Errorf("队列 %q 在 lines.csv 里没有", id)
			}
			served[id] = true
		}
		windows = append(windows, w)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if !served[l.ID] {
			return nil, &FileError{File: file, Says: fmt.Sprintf("没有窗口办理“%s”（%s），取了号没人叫", l.Name, l.ID)}
		}
	}
	return windows, nil
}
