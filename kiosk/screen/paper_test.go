package screen

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/kiosk/theme"
)

func TestMain(m *testing.M) {
	test.NewApp()
	os.Exit(m.Run())
}

func newSetter() *setter {
	k := theme.NewKit(theme.New(), theme.Standard(), fyne.NewSize(540, 960), theme.NewTouch(time.Now))
	return &setter{k: k, width: k.MM(228), high: k.MM(200), aspect: func(string) (float32, bool) { return 0, false }}
}

func TestCut(t *testing.T) {
	head := &piece{high: 10}
	for _, tt := range []struct {
		name   string
		pieces []piece
		want   string // how many pieces on each page
	}{
		{"nothing", nil, "[]"},
		{"a page exactly", []piece{{high: 50}, {high: 40, gap: 10}}, "[2]"},
		{"one too many", []piece{{high: 50}, {high: 40, gap: 12}}, "[1 1]"},
		{"a gap at the top of a page is dropped", []piece{{high: 60}, {high: 100, gap: 20}}, "[1 1]"},
		{"a heading goes with what follows", []piece{{high: 50}, {high: 20, keep: true}, {high: 50}}, "[1 2]"},
		{"a table's head is repeated", []piece{{high: 95}, {high: 50, head: head}, {high: 45, head: head}}, "[1 1 1]"},
		{"what is higher than a page stands alone", []piece{{high: 500}, {high: 10}}, "[1 1]"},
		{"nothing but what must stay together", []piece{{high: 60, keep: true}, {high: 60, keep: true}}, "[1 1]"},
	} {
		var got []int
		for _, page := range cut(tt.pieces, 100) {
			got = append(got, len(page))
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s: pieces on the pages = %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestTableWidths(t *testing.T) {
	s := newSetter()
	em, pad := s.k.Em(theme.Body), s.k.MM(2.6)
	words := strings.Repeat("村级组织运转和村干部报酬", 6)
	amount := "1,234,567.00"
	table := doc.Table{
		Head: []string{"项目", "用途", "金额"}, Align: []doc.Align{doc.Left, doc.Left, doc.Right},
		Rows: [][]string{{words, words, amount}},
	}
	widths, ok := s.widths(table, em, pad)
	if !ok {
		t.Fatal("two columns of words and an amount have no room")
	}
	if least := s.k.Width(amount, em, false) + 2*pad; widths[2] < least {
		t.Errorf("column of amounts = %v wide, want %v at least", widths[2], least)
	}
	if total := widths[0] + widths[1] + widths[2]; total > s.width+1 {
		t.Errorf("the table is %v wide, the page %v", total, s.width)
	}
	for range 8 {
		table.Head, table.Align = append(table.Head, "金额"), append(table.Align, doc.Right)
		table.Rows[0] = append(table.Rows[0], amount)
	}
	if _, ok := s.widths(table, em, pad); ok {
		t.Error("nine amounts side by side are said to have room")
	}
}

// A row that is higher than a page is set as words, which go on over the page.
func TestHighRow(t *testing.T) {
	s := newSetter()
	table := doc.Table{Head: []string{"项目", "说明"}, Align: []doc.Align{doc.Left, doc.Left}, Rows: [][]string{{"修路", strings.Repeat("村里的路要修。", 300)}}}
	for i, p := range s.set(doc.Doc{Blocks: []doc.Block{table}}) {
		if p.high > s.high {
			t.Errorf("piece %d is %v high, the page %v", i, p.high, s.high)
		}
	}
}
