package slip

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yidiantong.org/lobby/printer/escpos"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		columns int
		want    []string
	}{
		{"as wide as the paper", "便民服务", 8, []string{"便民服务"}},
		{"one cell too wide", "便民服务A", 8, []string{"便民", "服务A"}},
		{"even rather than full", "青石镇便民服务中心", 16, []string{"青石镇便民", "服务中心"}},
		{"after a phrase", "请坐，听到叫号再到窗口", 18, []string{"请坐，", "听到叫号再到窗口"}},
		{"no comma first", "便民服务，谢谢", 8, []string{"便民服", "务，谢谢"}},
		{"no bracket last", "服务站（村）", 8, []string{"服务站", "（村）"}},
		{"nor with a space after it", "便民（ 服务站）", 12, []string{"便民", "（ 服务站）"}},
		{"as few lines as can be", "请说“取号”即可", 8, []string{"请说“取", "号”即可"}},
		{"dots stay with what they follow", "请等等……谢谢", 10, []string{"请等等……", "谢谢"}},
		{"a number stays whole", "电话 0851-12345678 转", 16, []string{"电话", "0851-12345678 转"}},
		{"a word wider than the paper", "HTTPS://QSZ.GOV.CN", 8, []string{"HTTPS:", "//QSZ.", "GOV.CN"}},
		{"narrow paper and nothing but commas", "，，，", 2, []string{"，", "，", "，"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, wrap(tt.text, tt.columns)); diff != "" {
			t.Errorf("%s: wrap(%q, %d) (-want +got):\n%s", tt.name, tt.text, tt.columns, diff)
		}
	}
}

func TestFlow(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		columns int
		want    []string
	}{
		{"as wide as the paper", "便民服务", 8, []string{"便民服务"}},
		{"full rather than even", "青石镇便民服务中心大厅", 14, []string{"青石镇便民服务", "中心大厅"}},
		{"more than a character last", "青石镇便民服务站。", 16, []string{"青石镇便民服", "务站。"}},
		{"across phrases", "请坐，听到叫号再到窗口来", 18, []string{"请坐，听到叫号再到", "窗口来"}},
		{"a number with what it counts", "便民服务中心一楼3号窗口", 17, []string{"便民服务中心一楼", "3号窗口"}},
		{"a decimal stays whole", "今天一共用纸10.6米", 16, []string{"今天一共用纸", "10.6米"}},
		{"a dash stays whole", "等到九点——开门", 10, []string{"等到九", "点——开门"}},
		{"blank at the beginning stays", "　　便民服务中心", 8, []string{"　　便民", "服务中心"}},
		{"none at a break", "便民 服务", 5, []string{"便民", "服务"}},
	}
	for _, tt := range tests {
		got := flow(tt.text, tt.columns)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: flow(%q, %d) (-want +got):\n%s", tt.name, tt.text, tt.columns, diff)
		}
	}
}

// Whatever the text, no line is too wide, no character is lost, and no line
// begins or ends as it must not.
func TestWrapHoldsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(rapid.StringOfN(rapid.SampledFrom([]rune("便民服务中心便民服务中心便民服务中心，。（“”）A1 ")), 0, 60, -1).Draw(t, "text"))
		if text == "" {
			return
		}
		columns := rapid.IntRange(16, 48).Draw(t, "columns")
		lines := wrap(text, columns)
		if filled := flow(text, columns); len(filled) != len(lines) {
			t.Fatalf("%d lines even, %d full: %q, %q", len(lines), len(filled), lines, filled)
		} else if rapid.Bool().Draw(t, "full") {
			lines = filled
		}
		if got, want := strings.Join(lines, ""), text; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Fatalf("%q became %q", want, lines)
		}
		for i, line := range lines {
			if escpos.Cells(line) > columns || line == "" {
				t.Fatalf("line %q of %d columns", line, columns)
			}
			if i == 0 || long(text) {
				continue // a run of punctuation wider than the paper has to be broken somewhere
			}
			first, last := []rune(line)[0], []rune(lines[i-1])
			if strings.ContainsRune(notFirst, first) || strings.ContainsRune(notLast, last[len(last)-1]) {
				t.Fatalf("bad break before %q: %q", line, lines)
			}
		}
	})
}

// long reports whether text has a run of more than three marks or letters.
func long(text string) bool {
	run := 0
	for _, r := range text {
		if strings.ContainsRune("便民服务中心", r) {
			run = 0
		} else if run++; run > 3 {
			return true
		}
	}
	return false
}
