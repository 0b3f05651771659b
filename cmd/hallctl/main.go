// Command hallctl is the operator's tool: it says how the hall's machine is, backs
// it up, exports the console's root certificate and lays out a slip.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"yidiantong.org/lobby/internal/config"
)

const usage = `hallctl 是一点通的维护工具。

  hallctl [-config 文件] [-state 文件夹] check        逐项检查：打印机、时钟、磁盘、记录，哪里坏了、该怎么办
  hallctl [-config 文件] [-state 文件夹] backup 文件   备份数据库，并核对备份
  hallctl [-config 文件] [-state 文件夹] root [-o 文件] 导出根证书，装到工作人员电脑上
  hallctl slip -profile 型号 [-ticket 文件.json] -o 文件   排一张小票，写成打印机的字节
`

// errBad says that a check found something bad, which it has printed already.
var errBad = errors.New("有需要处理的地方")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "hallctl：", err)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("hallctl", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() { fmt.Fprint(stderr, usage) }
	file := f.String("config", "", "")
	state := f.String("state", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	cfg, err := config.Load(*file)
	if err != nil {
		return err
	}
	if *state != "" {
		cfg.State = *state
	}
	command, rest := f.Arg(0), f.Args()
	if len(rest) > 0 {
		rest = rest[1:]
	}
	switch command {
	case "check":
		return check(ctx, cfg, stdout)
	case "backup":
		return backup(ctx, cfg, rest, stdout)
	case "root":
		return root(cfg, rest, stdout, stderr)
	case "slip":
		return printSlip(cfg, rest, stdout, stderr)
	}
	f.Usage()
	if command == "" {
		return flag.ErrHelp
	}
	return fmt.Errorf("没有 %q 这条命令", command)
}
