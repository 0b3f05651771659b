// Command kiosk runs one lobby: screens, queue, printer, console and board. It is
// the whole hall in one process; the state directory holds all there is to keep.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"yidiantong.org/lobby/internal/config"
)

func main() {
	// GLFW draws on the thread that main started on, and nowhere else.
	runtime.LockOSThread()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "一点通：", err)
		os.Exit(1)
	}
}

// run parses the command line, starts the hall and shows its screen until ctx is
// done or the window is closed.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, v, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	h, err := openHall(ctx, cfg, stderr)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	err = h.start(ctx, stop, stdout)
	if err == nil {
		err = show(ctx, h, v)
	}
	stop()
	return errors.Join(err, h.close())
}

// A view is where the windows are, in pixels.
type view struct {
	w, h  int             // of the glass, 0 for the whole screen
	board image.Rectangle // on the X screen, empty for no board
}

// parse reads the flags, which stand above the configuration file.
func parse(args []string, stderr io.Writer) (cfg config.Config, v view, err error) {
	f := flag.NewFlagSet("kiosk", flag.ContinueOnError)
	f.SetOutput(stderr)
	file := f.String("config", "", "configuration `file` (see packaging/lobby.toml, which is its manual)")
	state := f.String("state", "", "state `directory`, in place of state")
	hall := f.String("files", "", "`directory` of the hall's files, in place of hall")
	device := f.String("printer", "", "serial `device` of the printer, in place of printer.device")
	profile := f.String("profile", "", "printer profile `name`, in place of printer.profile")
	https := f.String("https", "", "`address` of the console, in place of console.https")
	http := f.String("http", "", "`address` of the board, in place of console.http")
	size := f.String("size", "", "show a window of `WxH` pixels instead of filling the screen")
	board := f.String("board", "", "show the calling board at `x,y,w,h` pixels of the X screen, where the second monitor is")
	if err := f.Parse(args); err != nil {
		return cfg, v, err
	}
	if f.NArg() > 0 {
		return cfg, v, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if *size != "" {
		if _, err := fmt.Sscanf(*size, "%dx%d", &v.w, &v.h); err != nil || v.w < 200 || v.h < 200 {
			return cfg, v, fmt.Errorf("-size %s: want pixels such as 540x960", *size)
		}
	}
	if *board != "" {
		var x, y, w, h int
		if _, err := fmt.Sscanf(*board, "%d,%d,%d,%d", &x, &y, &w, &h); err != nil || w < 200 || h < 200 {
			return cfg, v, fmt.Errorf("-board %s: want pixels such as 1080,0,1920,1080", *board)
		}
		v.board = image.Rect(x, y, x+w, y+h)
	}
	if cfg, err = config.Load(*file); err != nil {
		return cfg, v, err
	}
	for _, over := range []struct{ from, to *string }{
		{state, &cfg.State},
		{hall, &cfg.Hall},
		{device, &cfg.Printer.Device},
		{profile, &cfg.Printer.Profile},
		{https, &cfg.Console.HTTPS},
		{http, &cfg.Console.HTTP},
	} {
		if *over.from != "" {
			*over.to = *over.from
		}
	}
	return cfg, v, nil
}
