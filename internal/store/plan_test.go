package store

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// small are steps over what stays small, or is no table. Every table that they do
// not name grows for years and must be searched by an index.
var small = regexp.MustCompile(`^(SCAN|SEARCH) (m|meta|hall|l|line|a|account|d|desk|s|desk_line|printer|sqlite_master)\b|VIRTUAL TABLE|CONSTANT ROW|ticket_unsure`)

// bounded are queries that walk along the primary key as far as they are asked to.
var bounded = regexp.MustCompile(`ORDER BY (seq|j.id DESC) LIMIT \?$`)

// TestQueriesSearch asks SQLite how it would carry out every query in this
// package's sources: none may walk through the tickets, jobs or journal rows of
// years, nor sort more than a page of them.
func TestQueriesSearch(t *testing.T) {
	s, _ := opened(t)
	queries := sources(t)
	if len(queries) < 60 {
		t.Fatalf("found %d queries, want all of them", len(queries))
	}
	for _, q := range queries {
		steps := plan(t, s, q)
		for _, step := range steps {
			if walks(q, step) {
				t.Errorf("%s\nwalks through a table: %s", q, step)
			}
		}
		if strings.Contains(q, "state = 'waiting'") && !strings.Contains(strings.Join(steps, "\n"), "ticket_waiting") {
			t.Errorf("%s\nlooks at more tickets than those that wait: %q", q, steps)
		}
	}
}

// plan returns the steps in which SQLite would carry out a query.
func plan(t *testing.T, s *Store, query string) (steps []string) {
	t.Helper()
	rows, err := s.write.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
	defer func() { must(t, rows.Close()) }()
	for rows.Next() {
		var id, parent, unused int
		var step string
		must(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	must(t, rows.Err())
	return steps
}

// walks reports whether a step of a query's plan looks at all of a table that
// grows. For a max without an index SQLite says just SEARCH; that of a primary
// key is at its end.
func walks(query, step string) bool {
	switch {
	case small.MatchString(step), bounded.MatchString(query):
		return false
	case strings.HasPrefix(step, "SEARCH") && !strings.Contains(step, " USING "):
		return !strings.Contains(query, "max(seq)")
	}
	return strings.HasPrefix(step, "SCAN") || strings.Contains(step, "AUTOMATIC")
}

// TestPlansAreSeen makes sure that TestQueriesSearch would notice.
func TestPlansAreSeen(t *testing.T) {
	s, _ := opened(t)
	for _, q := range []string{
		`SELECT count(*) FROM ticket WHERE class = 'special'`,
		`SELECT 1 FROM ticket t WHERE t.no = 'A001'`,
		`SELECT max(at) FROM journal`,
		`SELECT id FROM job j WHERE j.subject = 'A001'`,
	} {
		if step := plan(t, s, q)[0]; !walks(q, step) {
			t.Errorf("%s\nplan %q passes", q, step)
		}
	}
}

// sources returns every query that the package's sources hold: string literals,
// put together with constants, that begin like one.
func sources(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	must(t, err)
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, 0)
		must(t, err)
		files = append(files, f)
	}
	constants := make(map[string]string)
	var text func(e ast.Expr) (string, bool)
	text = func(e ast.Expr) (string, bool) {
		switch e := e.(type) {
		case *ast.BasicLit:
			s, err := strconv.Unquote(e.Value)
			return s, e.Kind == gotoken.STRING && err == nil
		case *ast.Ident:
			s, ok := constants[e.Name]
			return s, ok
		case *ast.BinaryExpr:
			x, ok1 := text(e.X)
			y, ok2 := text(e.Y)
			return x + y, ok1 && ok2
		}
		return "", false
	}
	var queries []string
	verb := regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE)\b`)
	for range 2 { // the second time all constants are known
		queries = nil
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
					if s, ok := text(v.Values[0]); ok {
						constants[v.Names[0].Name] = s
					}
				}
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				s, ok := text(e)
				if ok && verb.MatchString(s) {
					if _, name := e.(*ast.Ident); !name {
						queries = append(queries, s)
					}
				}
				return !ok
			})
		}
	}
	return queries
}
