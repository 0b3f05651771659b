package escpos_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yidiantong.org/lobby/assets"
	"yidiantong.org/lobby/printer/escpos"
)

// The two printers that the tests print on: one that can do everything, and one
// that can do next to nothing.
var (
	able  = escpos.Profile{Width: 576, QR: "native", Double: true, Charset: "gb18030", Cutter: true, Head: 15}
	plain = escpos.Profile{Width: 384, QR: "raster", Charset: "gb2312", Head: 12}
)

func loadFace(t testing.TB) *escpos.Face {
	t.Helper()
	f, err := escpos.LoadFace(assets.Regular)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// encode returns what write sends to a printer.
func encode(t testing.TB, p escpos.Profile, face *escpos.Face, write func(*escpos.Encoder)) []byte {
	t.Helper()
	var b bytes.Buffer
	e := escpos.NewEncoder(&b, p, face)
	write(e)
	if err := e.Err(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func draw(t testing.TB, b []byte, p escpos.Profile, face *escpos.Face) image.Image {
	t.Helper()
	m, err := escpos.Render(b, p, face)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// readCodes returns the QR codes that a scanner sees.
func readCodes(t testing.TB, m image.Image) string {
	t.Helper()
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("no zbarimg: apt-get install zbar-tools")
	}
	name := filepath.Join(t.TempDir(), "slip.png")
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), zbar, "-q", "--raw", name).Output()
	if err != nil && len(out) > 0 {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out)) // zbarimg fails when it sees nothing
}
