package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/internal/store"
	"yidiantong.org/lobby/queue"
)

// A number is taken, called and served; the journal keeps each step.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "hall")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	monday := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))
	s, err := store.Open(ctx, store.Options{
		Path:   filepath.Join(dir, "hall.db"),
		Now:    func() time.Time { return monday },
		Random: rand.Reader,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()

	hours, _ := calendar.ParseHours("周一至周五 8:30-12:00 14:00-17:30")
	if err := s.LoadHall(ctx, "setup", queue.Hall{
		Name:    "青石镇便民服务中心",
		Lines:   []queue.Line{{ID: "shebao", Letter: "A", Name: "社会保险", Hours: hours}},
		Windows: []queue.Window{{ID: "3", Name: "社保医保", Lines: []string{"shebao"}}},
	}); err != nil {
		log.Fatal(err)
	}

	taken, err := s.Take(ctx, "shebao", queue.Normal, "tap-1")
	if err != nil {
		log.Fatal(err)
	}
	again, err := s.Take(ctx, "shebao", queue.Normal, "tap-1") // the finger bounced
	if err != nil {
		log.Fatal(err)
	}
	called, err := s.Call(ctx, "wangfang", "3")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := s.Finish(ctx, "wangfang", "3", called.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(taken.No, again.No, called.No)

	events, err := s.Journal(ctx, 0, 10)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range events {
		fmt.Println(e.Seq, e.Actor, e.Verb, e.Subject)
	}
	// Output:
	// A001 A001 A001
	// 1 setup hall.loaded 青石镇便民服务中心
	// 2 kiosk ticket.taken A001
	// 3 wangfang ticket.called A001
	// 4 wangfang ticket.finished A001
}
