package pack_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/pack"
)

func ExampleHall() {
	files := fstest.MapFS{
		"hall.md":     {Data: []byte("---\n名称: 青石镇便民服务中心\n---\n")},
		"lines.csv":   {Data: []byte("编号,字母,名称,说明,时间,每日号数\nshebao,B,社会保险,养老保险,周一至周五 8:30-12:00,\n")},
		"windows.csv": {Data: []byte("窗口,名称,办理\n3,社保,yibao\n")},
	}
	_, err := pack.Hall(files)
	fmt.Println(err)
	// Output: windows.csv 第 2 行：队列 "yibao" 在 lines.csv 里没有
}

// sample returns a copy of the sample hall's files that a test may spoil.
func sample(t *testing.T) fstest.MapFS {
	t.Helper()
	files := make(fstest.MapFS)
	for _, name := range []string{"hall.md", "lines.csv", "windows.csv"} {
		b, err := fs.ReadFile(assets.Hall, "hall/"+name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	return files
}

// The sample hall has what the lobby needs, and says that it is a sample.
func TestSampleHall(t *testing.T) {
	h, err := pack.Hall(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Lines) < 8 || len(h.Windows) < 8 || !h.Sample || h.Name == "" || h.Phone == "" || h.Advice == "" {
		t.Errorf("sample hall = %d lines, %d windows, %+v", len(h.Lines), len(h.Windows), h)
	}
}

// What Excel saves reads the same as what a text editor saves: GB18030, a byte
// order mark, CRLF.
func TestHallEncodings(t *testing.T) {
	want, err := pack.Hall(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, encode := range map[string]func(string) (string, error){
		"GB18030":         simplifiedchinese.GB18030.NewEncoder().String,
		"byte order mark": func(s string) (string, error) { return "\ufeff" + s, nil },
		"CRLF":            func(s string) (string, error) { return strings.ReplaceAll(s, "\n", "\r\n"), nil },
	} {
		t.Run(name, func(t *testing.T) {
			files := sample(t)
			for _, f := range files {
				s, err := encode(string(f.Data))
				if err != nil {
					t.Fatal(err)
				}
				f.Data = []byte(s)
			}
			got, err := pack.Hall(files)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every mistake is named by file and line, with what to write instead.
func TestHallRefuses(t *testing.T) {
	const lines = "编号,字母,名称,说明,时间,每日号数\n"
	for _, tt := range []struct{ name, file, text, want string }{
		{"no front matter", "hall.md", "名称: 甲镇", "hall.md 第 1 行：第一行应当是 ---"},
		{"front matter without end", "hall.md", "---\n名称: 甲镇", "缺少结束的 --- 行"},
		{"a mistyped key", "hall.md", "---\n名字: 甲镇\n---", `第 2 行：不认识 "名字"，可以写的有：名称`},
		{"a key twice", "hall.md", "---\n名称: 甲\n名称: 乙\n---", "第 3 行"},
		{"no name", "hall.md", "---\n---", "缺少“名称: ”"},
		{"an address that is none", "hall.md", "---\n名称: 甲\n查询网址: http://x\n---", "第 3 行：查询网址"},
		{"no header", "lines.csv", "", "缺少表头"},
		{"a column missing", "lines.csv", "编号,字母\n", "表头缺少“名称”"},
		{"a column too many", "lines.csv", "编号,字母,名称,说明,时间,每日号数,备注\n", "不认识“备注”"},
		{"an English comma in a text", "lines.csv", lines + "shebao,B,社保,养老,周一至周五 8:30-12:00,,多\n", "第 2 行：这一行比表头多出几格"},
		{"a bad letter", "lines.csv", lines + "shebao,b,社保,,周一 8:30-12:00,\n", `第 2 行：字母 "b"`},
		{"a letter twice", "lines.csv", lines + "aa,B,甲,,周一 8:30-12:00,\nbb,B,乙,,周一 8:30-12:00,\n", "第 3 行：字母 B 与“甲”重复"},
		{"hours that are none", "lines.csv", lines + "aa,B,甲,,八点半,\n", `第 2 行：时间 "八点半" 请写成`},
		{"no hours", "lines.csv", lines + "aa,B,甲,,,\n", "第 2 行：时间"},
		{"a cap that is none", "lines.csv", lines + "aa,B,甲,,周一 8:30-12:00,很多\n", "每日号数"},
		{"no lines", "lines.csv", lines, "至少要有一个队列"},
		{"an open quote", "lines.csv", lines + "aa,B,\"甲,,,\n", "引号没有成对"},
		{"a window without lines", "windows.csv", "窗口,名称,办理\n1,甲,\n", "第 2 行：“办理”里请写"},
		{"a line nobody serves", "windows.csv", "窗口,名称,办理\n1,甲,zonghe\n", "没有窗口办理“社会保险”"},
		{"neither UTF-8 nor GB18030", "windows.csv", "窗口\xff\xff\xff", "另存为 UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := sample(t)
			files[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
			_, err := pack.Hall(files)
			var bad *pack.FileError
			if !errors.As(err, &bad) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Hall = %v, want a FileError with %q", err, tt.want)
			}
		})
	}
}

func TestHallMissingFile(t *testing.T) {
	files := sample(t)
	delete(files, "windows.csv")
	if _, err := pack.Hall(files); err == nil || err.Error() != "windows.csv：没有这个文件" {
		t.Errorf("Hall = %v", err)
	}
}

func FuzzHall(f *testing.F) {
	f.Add("---\n名称: 甲\n---", "编号,字母,名称,说明,时间,每日号数\naa,B,甲,,周一 8:30-12:00,\n", "窗口,名称,办理\n1,甲,aa\n")
	f.Fuzz(func(t *testing.T, hall, lines, windows string) {
		h, err := pack.Hall(fstest.MapFS{"hall.md": {Data: []byte(hall)}, "lines.csv": {Data: []byte(lines)}, "windows.csv": {Data: []byte(windows)}})
		if err == nil && (h.Name == "" || len(h.Lines) == 0 || len(h.Windows) == 0) {
			t.Errorf("a hall without name, lines or windows was accepted: %+v", h)
		}
	})
}
