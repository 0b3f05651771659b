package store

import "testing"

func TestSmoke(t *testing.T) {
	s, _ := opened(t)
	ctx := t.Context()
	tk := take(t, s, "shebao")
	t.Log(tk)
	must(t, s.Sit(ctx, "wangfang", "1", false))
	c, err := s.Call(ctx, "wangfang", "1")
	must(t, err)
	t.Log(c)
	d, err := s.Desk(ctx, "1")
	must(t, err)
	t.Log(d)
	b, err := s.Board(ctx)
	must(t, err)
	t.Log(b)
	l, err := s.Lobby(ctx)
	must(t, err)
	t.Log(l)
	j, err := s.NextJob(ctx)
	must(t, err)
	t.Log(j)
	must(t, s.Verify(ctx))
	must(t, s.Backup(ctx, t.TempDir()+"/b.db"))
}
