package pack

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxFile is the most that one text file of a hall may hold.
const maxFile = 4 << 20

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
func readText(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &FileError{File: name, Says: "没有这个文件"}
	}
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if len(b) > maxFile {
		return "", &FileError{File: name, Says: "文件超过 4 MB"}
	}
	s := strings.TrimPrefix(string(b), "\ufeff")
	if !utf8.ValidString(s) {
		if s, err = simplifiedchinese.GB18030.NewDecoder().String(s); err != nil || strings.ContainsRune(s, utf8.RuneError) {
			return "", &FileError{File: name, Says: "看不懂文字编码，请另存为 UTF-8"}
		}
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), nil
}

// A field is one value of a file, with the line it stands on.
type field struct {
	text string
	line int
}

// readFront reads the 键: 值 lines between the two --- lines at the head of a
// Markdown file. Keys other than those known are refused, so that a mistyped one
// is not silently lost.
func readFront(fsys fs.FS, name string, known ...string) (map[string]field, error) {
	s, err := readText(fsys, name)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(s, "\n")
	if strings.TrimSpace(lines[0]) != "---" {
		return nil, &FileError{name, 1, "第一行应当是 ---，下面每行写“键: 值”，再写一行 ---"}
	}
	front := make(map[string]field)
	for i, line := range lines[1:] {
		n := i + 2
		line = strings.TrimSpace(line)
		if line == "---" {
			return front, nil
		}
		if line == "" {
			continue
		}
		at := strings.IndexAny(line, ":：")
		if at < 0 {
			return nil, &FileError{name, n, fmt.Sprintf("%q 应当写成“键: 值”", line)}
		}
		key := strings.TrimSpace(line[:at])
		_, size := utf8.DecodeRuneInString(line[at:])
		if !slices.Contains(known, key) {
			return nil, &FileError{name, n, fmt.Sprintf("不认识 %q，可以写的有：%s", key, strings.Join(known, "、"))}
		}
		if _, twice := front[key]; twice {
			return nil, &FileError{name, n, fmt.Sprintf("%q 写了两次，请留一个", key)}
		}
		front[key] = field{strings.TrimSpace(line[at+size:]), n}
	}
	return nil, &FileError{name, len(lines), "缺少结束的 --- 行"}
}

// readTable calls row with each row of a CSV file by the names in its header row,
// which must be exactly columns, in any order.
func readTable(fsys fs.FS, name string, columns []string, row func(line int, get func(column string) string) error) error {
	s, err := readText(fsys, name)
	if err != nil {
		return err
	}
	r := csv.NewReader(strings.NewReader(s))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	var header []string
	for {
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
