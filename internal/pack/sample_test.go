package pack_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/hall/affairs"
	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/hall/doc"
	"yidiantong.org/lobby/internal/hall/guide"
	"yidiantong.org/lobby/internal/hall/roster"
	"yidiantong.org/lobby/internal/pack"
)

// town reads the sample township that is in the program.
func town(t testing.TB) pack.Township {
	t.Helper()
	files, err := fs.Sub(assets.Hall, "hall")
	if err != nil {
		t.Fatal(err)
	}
	town, err := pack.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return town
}

// The sample township is whole: pack.Read has refused every missing field and
// every link that leads nowhere; what is left is to count.
func TestSampleCounts(t *testing.T) {
	town := town(t)
	byAffair := make(map[affairs.Affair]int)
	villages := make(map[string]bool)
	tables, pictures := 0, make(map[string]bool)
	for _, i := range town.Affairs.Items {
		byAffair[i.Affair]++
		if i.Village != "" {
			villages[i.Village] = true
		}
		for _, b := range i.Doc.Blocks {
			switch b := b.(type) {
			case doc.Table:
				tables++
			case doc.Picture:
				pictures[b.Name] = true
			}
		}
	}
	if !town.Hall.Sample {
		t.Error("the sample does not say that it is one")
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"queues", len(town.Hall.Lines), 8},
		{"windows", len(town.Hall.Windows), 8},
		{"guides", len(town.Book.Guides), 32},
		{"guides of what is not done here", len(town.Book.Elsewhere()), 4},
		{"themes with a guide", len(town.Book.Themes()), len(guide.Themes())},
		{"departments", len(town.Book.Departments), 14},
		{"village points", len(town.Book.Points), 20},
		{"villages", len(town.Book.Villages()), 12},
		{"facilities", len(town.Book.Facilities), 8},
		{"people", len(town.Roster.People), 25},
		{"items", len(town.Affairs.Items), 60},
		{"items of 党务", byAffair[affairs.Party], 12},
		{"items of 政务", byAffair[affairs.Government], 20},
		{"items of 便民服务", byAffair[affairs.Service], 12},
		{"villages with items of their own", len(villages), 4},
		{"tables in items", tables, 15},
		{"pictures in use", len(pictures), 4},
		{"pictures", len(town.Pictures), 6},
		{"slogans", len(town.Affairs.Slogans), 8},
	} {
		if c.got < c.want {
			t.Errorf("%s: %d, want at least %d", c.what, c.got, c.want)
		}
	}
}

// The seven regulations of the source are there by their names.
func TestSampleRegulations(t *testing.T) {
	want := []string{"首问负责制", "一次性告知制", "限时办结制", "联合办理制", "便民服务中心监督管理办法", "绩效考核制", "责任追究制"}
	var got []string
	for _, r := range town(t).Affairs.Regulations {
		if r.Kind == affairs.Open {
			got = append(got, r.Title)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("公开制度 = %v, want %v", got, want)
	}
}

// A resident gets from everything to everything: each queue has guides and each
// window a clerk, each column of the affairs has something in it, the person who
// answers for a guide is of its department, and every department that sits in
// the hall has people.
func TestSampleLeadsSomewhere(t *testing.T) {
	town := town(t)
	for _, l := range town.Hall.Lines {
		if len(town.Book.OfLine(l.ID)) == 0 {
			t.Errorf("no guide leads to the queue %s", l.Name)
		}
	}
	for _, w := range town.Hall.Windows {
		if !slices.ContainsFunc(town.Roster.People, func(p roster.Person) bool { return p.Window == w.ID }) {
			t.Errorf("nobody sits at window %s", w.ID)
		}
	}
	for _, g := range town.Book.Guides {
		p, _ := town.Roster.Person(g.Person)
		if p.Department != g.Department {
			t.Errorf("%s answers for %s but is of %s, not %s", p.Name, g.Name, p.Department, g.Department)
		}
		if d, _ := town.Book.Department(g.Department); g.Here() != (d.Presence == guide.Present) {
			t.Errorf("%s: begun here is %t, but %s is %s", g.Name, g.Here(), d.Name, d.Presence)
		}
	}
	for _, d := range town.Book.Departments {
		if d.Presence == guide.Present && len(town.Roster.Of(d.ID)) == 0 {
			t.Errorf("%s is in the hall without people", d.Name)
		}
	}
	for _, a := range affairs.Affairs() {
		for _, c := range a.Columns() {
			if !slices.ContainsFunc(town.Affairs.Items, func(i affairs.Item) bool { return i.Affair == a && i.Column == c }) {
				t.Errorf("nothing in %s, %s", a, c)
			}
		}
	}
	for _, words := range []string{"土管", "合疗", "计生", "工商", "劳动保障", "退耕还林", "低保", "房管"} {
		if len(town.Book.Search(words)) == 0 {
			t.Errorf("nothing is found under the old name %s", words)
		}
	}
	monday := calendar.DayOf(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	if days := town.Roster.Unled(monday, 5); len(days) > 0 {
		t.Errorf("no leader on %v", days)
	}
}

// The words are written as a good civil servant writes them: full-width
// punctuation between Chinese characters, nothing left open.
func TestSampleWords(t *testing.T) {
	half := regexp.MustCompile(`\p{Han}[,;:?!()"]|[,;:?!()"]\p{Han}`)
	open := regexp.MustCompile(`\{\{|TODO|XXX|待定|（略）|某某`)
	full := regexp.MustCompile(`(^|[^0-9-])1[3-9][0-9]{9}([^0-9]|$)|[0-9]{17}[0-9Xx]`)
	err := fs.WalkDir(assets.Hall, "hall", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".svg") {
			return err
		}
		b, err := fs.ReadFile(assets.Hall, name)
		if err != nil {
			return err
		}
		csv := strings.HasSuffix(name, ".csv")
		front := !csv
		for i, line := range strings.Split(string(b), "\n") {
			text := line
			switch {
			case csv:
				text = strings.ReplaceAll(line, ",", " ")
			case i > 0 && line == "---":
				front = false
			case front:
				_, text, _ = strings.Cut(line, ":")
			}
			for what, form := range map[string]*regexp.Regexp{"half-width punctuation": half, "something unfinished": open, "a whole mobile or identity number": full} {
				if form.MatchString(text) && !strings.HasPrefix(text, "![") {
					t.Errorf("%s:%d has %s: %s", name, i+1, what, line)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Reading the sample must not be felt when the lobby starts.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		town(b)
	}
}
