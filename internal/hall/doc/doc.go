// Package doc is the one document model: what screens, web pages and slips are
// drawn from, and what search and speech read. It is a leaf: every rule may
// import it.
//
// Text in it is plain. What a clerk made bold is there, the boldness is not.
package doc

import (
	"fmt"
	"strings"
)

// A Doc is a document from top to bottom.
type Doc struct{ Blocks []Block }

// A Block is a Heading, Paragraph, List, Table or Picture, and nothing else.
type Block interface{ block() }

// A Heading begins a part of a document. Level 1 is a document's own title;
// parts within it are of level 2 and 3.
type Heading struct {
	Level int
	Text  string
}

// A Paragraph is running text without line breaks.
type Paragraph struct{ Text string }

// A List is numbered when Ordered. Lists do not hold lists.
type List struct {
	Ordered bool
	Items   []string
}

// An Align says at which side of its column a table's text stands.
type Align int

// The sides. Amounts stand at the right.
const (
	Left Align = iota
	Center
	Right
)

// A Table has as many cells in each row as in Head and in Align.
type Table struct {
	Head  []string
	Align []Align
	Rows  [][]string
}

// A Picture is one of the township's pictures, by the name of its file.
type Picture struct {
	Name    string // chungeng.svg
	Caption string
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
func (Picture) block()   {}

// Text writes the document as plain lines, as it is searched, spoken and
// printed: list items are numbered or begin with ·, and a table's row repeats
// the head, 项目：村道硬化；金额：120000, because an ear has no columns.
func (d Doc) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for _, block := range d.Blocks {
		switch v := block.(type) {
		case Heading:
			line("%s", v.Text)
		case Paragraph:
			line("%s", v.Text)
		case List:
			for i, item := range v.Items {
				if v.Ordered {
					line("%d. %s", i+1, item)
				} else {
					line("· %s", item)
				}
			}
		case Table:
			for _, row := range v.Rows {
				line("%s", v.sentence(row))
			}
		case Picture:
			line("图：%s", v.Caption)
		}
	}
	return b.String()
}

// sentence reads one row under its head, leaving out cells that are empty.
func (t Table) sentence(row []string) string {
	var parts []string
	for i, cell := range row {
		switch {
		case cell == "":
		case t.Head[i] == "":
			parts = append(parts, cell)
		default:
			parts = append(parts, t.Head[i]+"："+cell)
		}
	}
	return strings.Join(parts, "；")
}

// A FieldError names the field of a document that is wrong and says what to
// write instead, to the clerk who wrote it.
type FieldError struct {
	Field string // as in the file: 收费依据
	Says  string
}

func (e *FieldError) Error() string { return "“" + e.Field + "”：" + e.Says }
