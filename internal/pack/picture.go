package pack

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const (
	maxPicture  = 1 << 20
	maxPictures = 200
	maxShapes   = 20000
	maxDepth    = 32
)

func (t *Township) readPictures(fsys fs.FS) error {
	names, err := readFolder(fsys, "pictures", ".svg")
	if err != nil {
		return err
	}
	if len(names) > maxPictures {
		return &FileError{File: "pictures", Says: fmt.Sprintf("图片太多，最多 %d 张", maxPictures)}
	}
	t.Pictures = make(map[string][]byte)
	for _, name := range names {
		if _, err := id(name); err != nil {
			return err
		}
		b, err := readBytes(fsys, name, maxPicture)
		if err != nil {
			return err
		}
		if err := checkPicture(name, b); err != nil {
			return err
		}
		t.Pictures[path.Base(name)] = b
	}
	return nil
}

// shapes are the elements that every one of our painters draws. Above all they
// do not fetch anything, run anything or need a font.
var shapes = []string{
	"svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
	"linearGradient", "radialGradient", "stop",
}

// checkPicture makes sure that a picture is an SVG we can draw.
func checkPicture(name string, b []byte) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	bad := func(says string) error {
		line, _ := d.InputPos()
		return &FileError{name, line, says}
	}
	depth, count := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return bad("不是完整的 SVG 图片，请重新导出")
		}
		switch e := token.(type) {
		case xml.Directive:
			return bad("请去掉 <!…> 声明")
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			count++
			switch {
			case count == 1 && e.Name.Local != "svg":
				return bad("不是 SVG 图片")
			case e.Name.Local == "text":
				return bad("触摸屏画不出图里的 <text>，请把字转成路径再导出")
			case !slices.Contains(shapes, e.Name.Local):
				return bad("触摸屏画不出 <" + e.Name.Local + ">，请只用路径和基本图形")
			case depth > maxDepth || count > maxShapes:
				return bad("图太复杂，请简化")
			}
			for _, a := range e.Attr {
				if a.Name.Local == "href" {
					return bad("图里不要用 href，请把图形展开再导出")
				}
				if strings.Contains(a.Value, "url(") && !strings.HasPrefix(a.Value, "url(#") {
					return bad("图片不能引用别的文件")
				}
			}
		}
	}
	if count == 0 {
		return &FileError{File: name, Says: "不是 SVG 图片"}
	}
	return nil
}
