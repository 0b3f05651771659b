package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/queue"
)

// A Township is everything the files of a hall say. Each reference in it leads
// somewhere: from guides to departments, people and queues, from village points
// to guides, from items to villages, from every document to its pictures.
type Township struct {
	Hall     queue.Hall
	Book     guide.Book
	Roster   roster.Roster
	Affairs  affairs.Catalogue
	Pictures map[string][]byte // SVG, by doc.Picture.Name
}

// Read reads a whole hall. The error is or holds *FileErrors when a clerk can
// mend it; of several bad files in one folder each is named.
func Read(fsys fs.FS) (Township, error) {
	hall, err := Hall(fsys)
	if err != nil {
		return Township{}, err
	}
	t := Township{Hall: hall}
	for _, read := range []func(fs.FS) error{
		t.readPictures,
		t.readDepartments,
		t.readPeople,
		t.readDuty,
		t.readGuides,
		t.readPoints,
		t.readFacilities,
		t.readAbout,
		t.readItems,
		t.readRegulations,
		t.readSlogans,
	} {
		if err := read(fsys); err != nil {
			return Township{}, err
		}
	}
	return t, nil
}

// ReadFolder reads a whole hall from a folder. Nothing outside the folder is
// read, wherever symbolic links in it point.
func ReadFolder(dir string) (Township, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Township{}, fmt.Errorf("文件夹 %s 打不开：%w", dir, err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	return Read(root.FS())
}

// maxErrors is how many bad files are named at once.
const maxErrors = 20

// eachPage calls read with the name of each Markdown file in a folder and
// collects what is wrong with them.
func eachPage(fsys fs.FS, folder string, read func(name, id string) error) error {
	names, err := readFolder(fsys, folder, ".md")
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		id, err := id(name)
		if err == nil {
			err = read(name, id)
		}
		if err != nil {
			errs = append(errs, err)
		}
		if len(errs) >= maxErrors {
			break
		}
	}
	return errors.Join(errs...)
}

// document reads the body of a page and makes sure that its pictures exist.
func (t *Township) document(p page) (doc.Doc, error) {
	parts, err := t.parts(p)
	return whole(parts), err
}

// parts is page.parts with the pictures looked up.
func (t *Township) parts(p page) ([]part, error) {
	parts, err := p.parts()
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		picture, ok := part.Block.(doc.Picture)
		if _, exists := t.Pictures[picture.Name]; ok && !exists {
			return nil, &FileError{p.name, part.line, "pictures 文件夹里没有 " + picture.Name}
		}
	}
	return parts, nil
}

func (t *Township) line(id string) bool {
	return slices.ContainsFunc(t.Hall.Lines, func(l queue.Line) bool { return l.ID == id })
}

func (t *Township) window(id string) bool {
	return slices.ContainsFunc(t.Hall.Windows, func(w queue.Window) bool { return w.ID == id })
}
