package pack

import (
	"os"
	"path/filepath"
	"testing"
)

// The state of a folder changes with its files, not with what editors leave
// behind in it.
func TestState(t *testing.T) {
	dir := t.TempDir()
	touch := func(name string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	touch("guides/dibao.md")
	before := state(dir)
	for _, name := range []string{"~$lines.csv", "guides/.dibao.md.swp", ".git/HEAD", "guides/dibao.md~"} {
		touch(name)
		if state(dir) != before {
			t.Errorf("%s changed the state", name)
		}
	}
	for _, name := range []string{"lines.csv", "affairs/zhengwu/a.md"} {
		touch(name)
		after := state(dir)
		if after == before {
			t.Errorf("%s did not change the state", name)
		}
		before = after
	}
}
