package pack

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"yidiantong.org/lobby/internal/hall/doc"
)

// What a document may hold at most.
const (
	maxLines    = 5000
	maxLine     = 8 << 10
	maxBrackets = 1000
	maxBlocks   = 1000
	maxItems    = 500
	maxColumns  = 12
)

// A part is a block of a document with the line it begins on.
type part struct {
	doc.Block
	line int
}

// parts reads the body of a page. Markdown that a screen in a lobby cannot show,
// links and web code above all, is refused with its line rather than dropped.
func (p page) parts() ([]part, error) {
	if err := p.limits(); err != nil {
		return nil, err
	}
	m := markdown{page: p, source: []byte(p.body)}
	root := newParser().Parse(text.NewReader(m.source))
	var parts []part
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if len(parts) >= maxBlocks {
			return nil, m.bad(n, fmt.Sprintf("内容太长，最多 %d 段，请分成几篇", maxBlocks))
		}
		b, err := m.block(n)
		if err != nil {
			return nil, err
		}
		if b != nil {
			parts = append(parts, part{b, m.line(n)})
		}
	}
	return parts, nil
}

// nested finds lists and quotations many times within one another.
var nested = regexp.MustCompile(`^[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+|>[ \t]*){6}`)

// limits refuses what would take the parser minutes or gigabytes: it nests as
// deep as a line is long, looks for the end of every bracket, and fills each row
// of a table up to the width of its head.
func (p page) limits() error {
	brackets := 0
	for i, line := range strings.Split(p.body, "\n") {
		brackets += strings.Count(line, "[")
		says := ""
		switch {
		case i >= maxLines:
			says = fmt.Sprintf("内容太长，最多 %d 行，请分成几篇", maxLines)
		case len(line) > maxLine:
			says = "这一行太长，请分成几段"
		case strings.Count(line, "|") > 2*maxColumns:
			says = fmt.Sprintf("表格太宽，最多 %d 列", maxColumns)
		case brackets > maxBrackets:
			says = "方括号 [ 太多，请换成别的括号"
		case nested.MatchString(line):
			says = "行首的符号太多，请删掉几个"
		default:
			continue
		}
		return &FileError{p.name, p.line + i, says}
	}
	return nil
}

// whole returns parts as one document.
func whole(parts []part) doc.Doc {
	var d doc.Doc
	for _, part := range parts {
		d.Blocks = append(d.Blocks, part.Block)
	}
	return d
}

// newParser returns a parser for the Markdown that clerks need. Left out are
// headings made by a --- that follows, which would surprise them, and emphasis,
// which unbold deals with. What is refused must be parsed all the same: goldmark
// drops lines that no parser wants.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
		),
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
	)
}

// markdown turns what goldmark read into blocks.
type markdown struct {
	page
	source []byte
}

func (m markdown) bad(n ast.Node, says string) error {
	return &FileError{m.name, m.line(n), says}
}

// line returns the line of the file on which n begins.
func (m markdown) line(n ast.Node) int {
	return m.page.line + bytes.Count(m.source[:m.offset(n)], []byte("\n"))
}

// offset returns where in the source n begins. Of what holds no text goldmark
// does not keep the place; then it is that of what stands around or before it.
func (m markdown) offset(n ast.Node) int {
	for n != nil {
		if at, ok := start(n); ok {
			return at
		}
		if n.Type() == ast.TypeBlock && n.PreviousSibling() != nil {
			n = n.PreviousSibling()
		} else {
			n = n.Parent()
		}
	}
	return 0
}

func start(n ast.Node) (int, bool) {
	if t, ok := n.(*ast.Text); ok {
		return t.Segment.Start, true
	}
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start, true
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if at, ok := start(c); ok {
			return at, true
		}
	}
	return 0, false
}

// block returns what one block of the file becomes, nil for one that is only
// decoration.
func (m markdown) block(n ast.Node) (doc.Block, error) {
	switch n := n.(type) {
	case *ast.ThematicBreak:
		return nil, nil
	case *ast.Heading:
		if n.Level > 3 {
			return nil, m.bad(n, "标题最多用三个 #")
		}
		s, err := m.text(n)
		if err == nil && s == "" {
			err = m.bad(n, "# 后面没有标题文字")
		}
		return doc.Heading{Level: n.Level, Text: s}, err
	case *ast.Paragraph:
		return m.paragraph(n)
	case *ast.List:
		return m.list(n)
	case *table.Table:
		return m.table(n)
	case *ast.HTMLBlock:
		return nil, m.bad(n, noHTML)
	case *ast.Blockquote:
		return nil, m.bad(n, "行首不要用 >，请直接写文字")
	case *ast.CodeBlock:
		return nil, m.bad(n, "行首空格太多，请删掉；要空两格就用中文空格")
	case *ast.FencedCodeBlock:
		return nil, m.bad(n, "不要用 ``` 或 ~~~，请直接写文字")
	}
	return nil, m.bad(n, "这里的写法触摸屏显示不了，请直接写文字")
}

const noHTML = "有网页代码，请只留文字"

func (m markdown) paragraph(n ast.Node) (doc.Block, error) {
	if image, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
		return m.picture(image)
	}
	s, err := m.text(n)
	if err != nil {
		return nil, err
	}
	// What looks like a table and was not read as one would be shown as bars.
	if strings.HasPrefix(s, "|") {
		return nil, m.bad(n, "表格没有写对：第一行是表头，第二行是 | --- | --- |，两行的格数要一样")
	}
	return doc.Paragraph{Text: s}, nil
}

func (m markdown) picture(image *ast.Image) (doc.Block, error) {
	caption, err := m.text(image)
	if err != nil {
		return nil, err
	}
	if caption == "" {
		return nil, m.bad(image, "图片要有说明，写成 ![这是什么图](../pictures/名字.svg)")
	}
	dir, name := path.Split(path.Join(path.Dir(m.name), string(image.Destination)))
	if dir != "pictures/" || path.Ext(name) != ".svg" {
		return nil, m.bad(image, "图片要放在 pictures 文件夹里，是 .svg 文件")
	}
	return doc.Picture{Name: name, Caption: caption}, nil
}

func (m markdown) list(n *ast.List) (doc.Block, error) {
	if n.IsOrdered() && n.Start != 1 {
		return nil, m.bad(n, "编号要从 1. 开始；两条中间有别的话，请空三格接在上一条下面")
	}
	l := doc.List{Ordered: n.IsOrdered()}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if len(l.Items) >= maxItems {
			return nil, m.bad(item, fmt.Sprintf("列表太长，最多 %d 条", maxItems))
		}
		var parts []string
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			switch c.Kind() {
			case ast.KindTextBlock, ast.KindParagraph:
				s, err := m.text(c)
				if err != nil {
					return nil, err
				}
				parts = append(parts, s)
			case ast.KindList:
				return nil, m.bad(c, "列表里不要再套列表，请分成两个列表")
			default:
				return nil, m.bad(c, "列表里只能写文字")
			}
		}
		s := strings.Join(parts, "")
		if s == "" {
			return nil, m.bad(item, "列表里有一条是空的")
		}
		l.Items = append(l.Items, s)
	}
	return l, nil
}

func (m markdown) table(n *table.Table) (doc.Block, error) {
	if !strings.Contains(m.written(n), "|") {
		return nil, m.bad(n, "下面一行的短横线请删掉，不然这一行会变成表格")
	}
	if len(n.Alignments) > maxColumns {
		return nil, m.bad(n, fmt.Sprintf("表格太宽，最多 %d 列", maxColumns))
	}
	var t doc.Table
	for _, a := range n.Alignments {
		switch a {
		case table.AlignRight:
			t.Align = append(t.Align, doc.Right)
		case table.AlignCenter:
			t.Align = append(t.Align, doc.Center)
		default:
			t.Align = append(t.Align, doc.Left)
		}
	}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if len(t.Rows) >= maxItems {
			return nil, m.bad(row, fmt.Sprintf("表格太长，最多 %d 行", maxItems))
		}
		if count := m.cells(row); count != len(n.Alignments) {
			if row.Kind() == table.KindTableHeader {
				return nil, m.bad(row, fmt.Sprintf("表头有 %d 格，下面一行 | --- | 有 %d 格，要一样", count, len(n.Alignments)))
			}
			return nil, m.bad(row, fmt.Sprintf("这一行应当和表头一样有 %d 格", len(n.Alignments)))
		}
		var cells []string
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			s, err := m.text(c)
			if err != nil {
				return nil, err
			}
			cells = append(cells, s)
		}
		if row.Kind() == table.KindTableHeader {
			t.Head = cells
		} else {
			t.Rows = append(t.Rows, cells)
		}
	}
	return t, nil
}

// cells counts the cells written on the line of a row: goldmark drops those
// that are too many and adds those that are too few.
func (m markdown) cells(row ast.Node) int {
	line := strings.ReplaceAll(m.written(row), `\|`, "")
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	return strings.Count(line, "|") + 1
}

// written returns the whole line of the file on which n begins.
func (m markdown) written(n ast.Node) string {
	from := bytes.LastIndexByte(m.source[:m.offset(n)], '\n') + 1
	line, _, _ := bytes.Cut(m.source[from:], []byte("\n"))
	return strings.TrimSpace(string(line))
}

// text returns the plain text below n. Lines that were broken by hand are joined
// as Chinese is: without a space, except between Latin letters or digits.
func (m markdown) text(n ast.Node) (string, error) {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s := string(util.UnescapePunctuations(c.Segment.Value(m.source)))
			if b.Len() > 0 && c.PreviousSibling() != nil && breaks(c.PreviousSibling()) {
				s = strings.TrimLeft(s, " \t　")
				if latin(b.String()[b.Len()-1]) && s != "" && latin(s[0]) {
					b.WriteByte(' ')
				}
			}
			b.WriteString(s)
		case *ast.String:
			b.Write(c.Value)
		case *ast.Image:
			return "", m.bad(c, "图片请单独占一行，前后空一行")
		case *ast.Link, *ast.AutoLink:
			return "", m.bad(c, "触摸屏上打不开网址，请只写文字")
		default:
			return "", m.bad(c, noHTML)
		}
	}
	s, ok := unbold(b.String())
	if !ok {
		return "", m.bad(n, "** 没有成对，请补上或者删掉")
	}
	return strings.Trim(s, " \t　"), nil
}

func breaks(n ast.Node) bool {
	t, ok := n.(*ast.Text)
	return ok && (t.SoftLineBreak() || t.HardLineBreak())
}

func latin(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

var stars = regexp.MustCompile(`\*+`)

// unbold drops the ** around bold text and reports whether they came in pairs.
// It does not leave that to Markdown's rules: they do not see the end of
// **注意：**请 and would eat the stars of 138****0001.
func unbold(s string) (string, bool) {
	marks := 0
	s = stars.ReplaceAllStringFunc(s, func(run string) string {
		if run != "**" {
			return run
		}
		marks++
		return ""
	})
	return s, marks%2 == 0
}
