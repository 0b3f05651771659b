package pack

import (
	"errors"
	"io/fs"
	"slices"

	"yidiantong.org/lobby/internal/hall/affairs"
)

func (t *Township) readItems(fsys fs.FS) error {
	seen := make(map[string]string) // file by id
	for _, a := range []struct {
		folder string
		affair affairs.Affair
	}{
		{"affairs/dangwu", affairs.Party},
		{"affairs/zhengwu", affairs.Government},
		{"affairs/bianmin", affairs.Service},
	} {
		err := eachPage(fsys, a.folder, func(name, id string) error {
			if other, twice := seen[id]; twice {
				return &FileError{File: name, Says: "和 " + other + " 同名，请改一个"}
			}
			seen[id] = name
			item, err := t.readItem(fsys, name, id, a.affair)
			if err == nil {
				t.Affairs.Items = append(t.Affairs.Items, item)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Township) readItem(fsys fs.FS, name, id string, a affairs.Affair) (affairs.Item, error) {
	p, err := readPage(fsys, name, "标题", "栏目", "发布单位", "文号", "成文日期", "公布日期", "核对日期", "有效期", "村", "范围")
	if err != nil {
		return affairs.Item{}, err
	}
	text := func(key string) string { return p.front[key].text }
	i := affairs.Item{
		ID: id, Affair: a, Column: text("栏目"), Title: text("标题"), Publisher: text("发布单位"), Number: text("文号"),
		Village: text("村"), Scope: affairs.Scope(text("范围")),
	}
	if i.Written, err = p.day("成文日期"); err != nil {
		return i, err
	}
	if i.Published, err = p.day("公布日期"); err != nil {
		return i, err
	}
	if i.Checked, err = p.day("核对日期"); err != nil {
		return i, err
	}
	if i.Until, err = p.day("有效期"); err != nil {
		return i, err
	}
	if i.Doc, err = t.document(p); err != nil {
		return i, err
	}
	if err := i.Check(); err != nil {
		return i, p.wrong(err)
	}
	if i.Village != "" && !slices.Contains(t.Book.Villages(), i.Village) {
		return i, p.bad("村", "“"+i.Village+"”在 agents.csv 里没有；全镇的事就空着")
	}
	return i, nil
}

func (t *Township) readRegulations(fsys fs.FS) error {
	return eachPage(fsys, "regulations", func(name, id string) error {
		p, err := readPage(fsys, name, "标题", "类别", "公布日期")
		if err != nil {
			return err
		}
		r := affairs.Regulation{ID: id, Title: p.front["标题"].text, Kind: affairs.Kind(p.front["类别"].text)}
		if r.Published, err = p.day("公布日期"); err != nil {
			return err
		}
		if r.Doc, err = t.document(p); err != nil {
			return err
		}
		if err := r.Check(); err != nil {
			return p.wrong(err)
		}
		t.Affairs.Regulations = append(t.Affairs.Regulations, r)
		return nil
	})
}

func (t *Township) readSlogans(fsys fs.FS) error {
	return readTable(fsys, "slogans.csv", []string{"标语", "从", "到"}, func(_ int, get func(string) string) error {
		s := affairs.Slogan{Text: get("标语")}
		var err error
		if s.From, err = day(get("从")); err != nil {
			return err
		}
		if s.Until, err = day(get("到")); err != nil {
			return err
		}
		switch {
		case s.Text == "":
			return errors.New("标语不能空着")
		case s.From != 0 && s.Until != 0 && s.Until < s.From:
			return errors.New("“到”比“从”还早，这一条永远不会显示，请核对")
		}
		t.Affairs.Slogans = append(t.Affairs.Slogans, s)
		return nil
	})
}
