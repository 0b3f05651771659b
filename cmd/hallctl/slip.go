package main

import (
	"flag"
	"io"
	"os"
	"path/filepath"

	_ "embed"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/internal/config"
	"yidiantong.org/lobby/printer"
	"yidiantong.org/lobby/printer/escpos"
	"yidiantong.org/lobby/printer/slip"
)

// sampleTicket is the slip that is laid out when no other is given.
//
//go:embed testdata/ticket.json
var sampleTicket []byte

// printSlip lays out a ticket's slip for a printer and writes its bytes, so that
// a crew can try them with any other tool. It needs neither lobby nor database.
func printSlip(cfg config.Config, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("hallctl slip", flag.ContinueOnError)
	f.SetOutput(stderr)
	name := f.String("profile", cfg.Printer.Profile, "打印机型号")
	file := f.String("ticket", "", "小票内容，JSON 文件")
	out := f.String("o", "-", "写到哪个文件，- 是标准输出")
	if err := f.Parse(args); err != nil {
		return err
	}
	profile, err := config.Profile(os.DirFS(filepath.Join(cfg.State, "printers")), *name)
	if err != nil {
		return err
	}
	values := sampleTicket
	if *file != "" {
		if values, err = os.ReadFile(*file); err != nil {
			return err
		}
	}
	face, err := escpos.LoadFace(assets.Regular, assets.Rare)
	if err != nil {
		return err
	}
	b, err := slip.Render(profile, face, printer.TicketSlip, values, 0)
	if err != nil {
		return err
	}
	if *out == "-" {
		_, err = stdout.Write(b)
		return err
	}
	return os.WriteFile(*out, b, 0o644)
}
