package web_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"yidiantong.org/lobby/internal/bus"
	"yidiantong.org/lobby/internal/store"
	"yidiantong.org/lobby/internal/web"
	"yidiantong.org/lobby/queue"
)

// A hall that has only just been installed sends whoever comes first to the
// page where the administrator's account is made.
func Example() {
	dir, err := os.MkdirTemp("", "hall")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	var news bus.Bus
	st, err := store.Open(ctx, store.Options{
		Path: filepath.Join(dir, "hall.db"), Now: time.Now, Random: rand.Reader, Committed: news.Announce,
	})
	if err != nil {
		panic(err)
	}
	defer func() { _ = st.Close() }()
	if err := st.LoadHall(ctx, "setup", queue.Hall{Name: "青石镇便民服务中心"}); err != nil {
		panic(err)
	}
	server, err := web.New(web.Options{
		Store: st, Sessions: st.Sessions(), Wait: news.Wait, Setup: rand.Text(), Pepper: []byte(rand.Text()),
	})
	if err != nil {
		panic(err)
	}

	for _, path := range []string{"/signin", "/board"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "https://localhost"+path, nil)
		server.Console().ServeHTTP(w, r)
		fmt.Println(path, w.Code, w.Header().Get("Location"))
	}
	// Output:
	// /signin 303 /setup
	// /board 200
}
