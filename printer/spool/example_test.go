package spool_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/printertest"
	"yidiantong.org/lobby/printer/spool"
)

// A shelf keeps one job, in memory: a real store writes to a file.
type shelf struct {
	job  printer.Job
	done func()
}

func (s *shelf) NextJob(context.Context) (printer.Job, error) {
	if s.job.State == printer.Queued || s.job.State == printer.Held {
		return s.job, nil
	}
	return printer.Job{}, printer.ErrNoJob
}

func (s *shelf) OpenJobs(context.Context) ([]printer.Job, error) { return nil, nil }

func (s *shelf) SavePrinter(_ context.Context, p printer.Status) error {
	says, do := p.Words()
	fmt.Println("打印机：" + says + do)
	return nil
}

func (s *shelf) SaveJob(_ context.Context, j printer.Job) error {
	s.job = j
	says, _ := j.Words()
	fmt.Println(j.Subject, says)
	if j.State == printer.Printed {
		s.done()
	}
	return nil
}

// A slip goes from the store to the paper.
func ExampleSpool() {
	p := printertest.New(printertest.Options{Profile: blade})
	ctx, cancel := context.WithCancel(context.Background())
	store := &shelf{job: printer.Job{ID: 1, Subject: "A001", State: printer.Queued}, done: cancel}
	s := spool.New(spool.Options{
		Store:   store,
		Port:    func(ctx context.Context) (spool.Port, error) { return p.Open(ctx) },
		Profile: blade,
		Render:  func(printer.Job) ([]byte, error) { return []byte("\x1B@A001\n\x1DV\x42\x00"), nil },
		Wake:    func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		Now:     time.Now,
		Log:     slog.New(slog.DiscardHandler),
	})
	if err := s.Run(ctx); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%q\n", p.Slips())
	// Output:
	// 打印机：打印机正常
	// A001 正在打印
	// A001 正在打印，等打印机回报
	// A001 已打印
	// ["\x1b@A001\n\x1dVB\x00"]
}
