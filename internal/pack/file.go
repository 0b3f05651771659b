package pack

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
)

// What one file of a hall may hold at most, and one folder of it.
const (
	maxTable   = 4 << 20
	maxPage    = 256 << 10
	maxRows    = 5000
	maxEntries = 2000
)

// A FileError says where a clerk's file is wrong and what to write instead. Its
// text is for the clerk.
type FileError struct {
	File string
	Line int    // 0 when the file as a whole is wrong
	Says string // in Chinese
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + "：" + e.Says
	}
	return fmt.Sprintf("%s 第 %d 行：%s", e.File, e.Line, e.Says)
}

// readText returns a clerk's text file: UTF-8 with or without a byte order mark,
// else GB18030, which is what Excel writes.
func readText(fsys fs.FS, name string, limit int64) (string, error) {
	b, err := readBytes(fsys, name, limit)
	if err != nil {
		return "", err
	}
	s := strings.TrimPrefix(string(b), "\ufeff")
	if !utf8.ValidString(s) {
		if s, err = simplifiedchinese.GB18030.NewDecoder().String(s); err != nil || strings.ContainsRune(s, utf8.RuneError) {
			return "", &FileError{File: name, Says: "看不懂文字编码，请另存为 UTF-8"}
		}
	}
	s = invisible.Replace(s)
	if i := strings.IndexFunc(s, control); i >= 0 {
		return "", &FileError{name, 1 + strings.Count(s[:i], "\n"), "有看不见的控制字符，请把这一行重新打一遍"}
	}
	return s, nil
}

// invisible drops or replaces what comes along when text is pasted from elsewhere
// and cannot be seen.
var invisible = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", "\u00a0", " ",
	"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "",
)

// control reports characters that would do something to a screen or a printer
// instead of being read; among them those that turn the direction of writing.
func control(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 ||
		r == '\u200e' || r == '\u200f' || r >= '\u2028' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// readBytes returns a file of at most limit bytes.
func readBytes(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := open(fsys, name, false)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s 读不出来：%w", name, err)
	}
	if int64(len(b)) > limit {
		return nil, &FileError{File: name, Says: fmt.Sprintf("文件太大，最多 %d KB", limit>>10)}
	}
	return b, nil
}

// open opens a file or a folder. It looks first: to open a pipe would wait for
// ever.
func open(fsys fs.FS, name string, folder bool) (fs.File, error) {
	what := "文件"
	if folder {
		what = "文件夹"
	}
	info, err := fs.Stat(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &FileError{File: name, Says: "没有这个" + what}
	case err == nil && (info.IsDir() != folder || !folder && !info.Mode().IsRegular()):
		return nil, &FileError{File: name, Says: "应当是一个" + what}
	}
	var f fs.File
	if err == nil {
		f, err = fsys.Open(name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s 打不开：%w", name, err)
	}
	return f, nil
}

// readFolder returns the names of a folder's files, which must end in ext. What
// programs leave behind is passed over; anything else is refused, so that no
// notice is missing because its name ends in .txt.
func readFolder(fsys fs.FS, folder, ext string) ([]string, error) {
	f, err := open(fsys, folder, true)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	d, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil, fmt.Errorf("%s: %w", folder, errors.ErrUnsupported)
	}
	entries, err := d.ReadDir(maxEntries + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s 读不出来：%w", folder, err)
	}
	if len(entries) > maxEntries {
		return nil, &FileError{File: folder, Says: fmt.Sprintf("文件太多，最多 %d 个", maxEntries)}
	}
	var names []string
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		switch {
		case litter(e.Name()):
		case path.Ext(name) != ext:
			return nil, &FileError{File: name, Says: "这里只放 " + ext + " 文件，请改名或移走"}
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// litter reports names of files that editors and file managers leave behind.
func litter(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(name, "~") ||
		name == "Thumbs.db" || name == "desktop.ini"
}

// id returns the name of a file without folder and ending, which is how other
// files name it.
func id(name string) (string, error) {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if !fileForm.MatchString(base) {
		return "", &FileError{File: name, Says: "文件名请用 2 到 40 个小写字母、数字或 -，如 dibao.md"}
	}
	return base, nil
}

var fileForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// A field is one value of a file, with the line it stands on.
type field struct {
	text string
	line int
}

// A page is a Markdown file: the 键: 值 lines at its head, and what follows them.
type page struct {
	name  string
	front map[string]field
	body  string
	line  int // on which body begins
}

// readPage reads a Markdown file. The 键: 值 lines stand between two --- lines.
// Keys other than those known are refused, so that a mistyped one is not
// silently lost.
func readPage(fsys fs.FS, name string, known ...string) (page, error) {
	s, err := readText(fsys, name, maxPage)
	if err != nil {
		return page{}, err
	}
	p := page{name: name, front: make(map[string]field)}
	first, rest, _ := strings.Cut(s, "\n")
	if strings.TrimSpace(first) != "---" {
		return page{}, &FileError{name, 1, "第一行应当是 ---，下面每行写“键: 值”，再写一行 ---"}
	}
	for n, more := 2, true; more; n++ {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		line = strings.TrimSpace(line)
		if line == "---" {
			p.body, p.line = rest, n+1
			return p, nil
		}
		if line == "" {
			continue
		}
		at := strings.IndexAny(line, ":：")
		if at < 0 {
			return page{}, &FileError{name, n, fmt.Sprintf("%q 应当写成“键: 值”", line)}
		}
		key := strings.TrimSpace(line[:at])
		_, size := utf8.DecodeRuneInString(line[at:])
		if !slices.Contains(known, key) {
			return page{}, &FileError{name, n, fmt.Sprintf("不认识 %q，可以写的有：%s", key, strings.Join(known, "、"))}
		}
		if _, twice := p.front[key]; twice {
			return page{}, &FileError{name, n, fmt.Sprintf("%q 写了两次，请留一个", key)}
		}
		p.front[key] = field{strings.TrimSpace(line[at+size:]), n}
	}
	return page{}, &FileError{File: name, Says: "缺少结束的 --- 行"}
}

// bad says that the value of a key is wrong.
func (p page) bad(key, says string) error {
	if _, written := p.front[key]; !written {
		return &FileError{File: p.name, Says: "缺少“" + key + ": ”，" + says}
	}
	return &FileError{p.name, p.front[key].line, "“" + key + "”：" + says}
}

// wrong gives the error of a rule its place in the file.
func (p page) wrong(err error) error {
	var field *doc.FieldError
	if !errors.As(err, &field) {
		return err
	}
	if _, written := p.front[field.Field]; !written {
		return &FileError{File: p.name, Says: field.Error()}
	}
	return p.bad(field.Field, field.Says)
}

// day reads a date, 0 when there is none.
func (p page) day(key string) (calendar.Day, error) {
	d, err := day(p.front[key].text)
	if err != nil {
		return 0, p.bad(key, err.Error())
	}
	return d, nil
}

// day reads a date a clerk wrote, 0 for none.
func day(s string) (calendar.Day, error) {
	if s == "" {
		return 0, nil
	}
	d, err := calendar.ParseDay(s)
	if err != nil || d < earliest || d > latest {
		return 0, fmt.Errorf("%q 不是日期，请写成 2026-11-18", s)
	}
	return d, nil
}

// Dates outside these are slips of the hand: 0026, 20226.
const (
	earliest calendar.Day = -7305 // 1950-01-01
	latest   calendar.Day = 47481 // 2099-12-31
)

// list splits what a clerk separated by 、 or by spaces.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" 　、；;", r) })
}

// readTable calls row with each row of a CSV file by the names in its header row,
// which must be exactly columns, in any order.
func readTable(fsys fs.FS, name string, columns []string, row func(line int, get func(column string) string) error) error {
	s, err := readText(fsys, name, maxTable)
	if err != nil {
		return err
	}
	r := csv.NewReader(strings.NewReader(s))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	var header []string
	for n := 0; ; n++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return &FileError{name, parse.Line, "引号没有成对，请检查这一行"}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		if n > maxRows {
			return &FileError{name, line, fmt.Sprintf("表格太长，最多 %d 行", maxRows)}
		}
		for i := range record {
			record[i] = strings.TrimSpace(record[i])
		}
		if header == nil {
			if header, err = checkHeader(name, record, columns); err != nil {
				return err
			}
			continue
		}
		if strings.Join(record, "") == "" {
			continue
		}
		if len(record) > len(header) && strings.Join(record[len(header):], "") != "" {
			return &FileError{name, line, fmt.Sprintf("这一行比表头多出几格；文字里的逗号请用中文逗号，表头是：%s", strings.Join(header, "、"))}
		}
		get := func(column string) string {
			if i := slices.Index(header, column); i >= 0 && i < len(record) {
				return record[i]
			}
			return ""
		}
		if err := row(line, get); err != nil {
			return &FileError{name, line, err.Error()}
		}
	}
	if header == nil {
		return &FileError{name, 1, "缺少表头：" + strings.Join(columns, ",")}
	}
	return nil
}

func checkHeader(name string, got, want []string) ([]string, error) {
	for _, column := range want {
		if !slices.Contains(got, column) {
			return nil, &FileError{name, 1, fmt.Sprintf("表头缺少“%s”，应当是：%s", column, strings.Join(want, ","))}
		}
	}
	for _, column := range got {
		if column != "" && !slices.Contains(want, column) {
			return nil, &FileError{name, 1, fmt.Sprintf("表头里不认识“%s”，应当是：%s", column, strings.Join(want, ","))}
		}
	}
	return got, nil
}
