package board

import (
	"errors"
	"fmt"
	"image"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Open shows the board in a window of a without a frame, at a place of the X
// screen in pixels. It is called on the goroutine that draws, once the toolkit
// runs. The window takes the keyboard as any new window does: give it back to
// the one that reads the scanner.
func (b *Board) Open(a fyne.App, at image.Rectangle) error {
	d, ok := a.Driver().(desktop.Driver)
	if !ok {
		return errors.New("the board needs a desktop to open a window on")
	}
	w := d.CreateSplashWindow()
	w.SetTitle("一点通叫号大屏")
	w.SetCloseIntercept(func() {}) // it ends with the glass, not by itself
	w.SetContent(b.root)
	w.Resize(fyne.NewSize(float32(at.Dx()), float32(at.Dy())))
	w.Show()
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return errors.New("the board's window cannot be moved on this desktop")
	}
	err := errors.New("the board's window can only be moved under X11: start the hall there")
	native.RunNative(func(c any) {
		if x, ok := c.(driver.X11WindowContext); ok {
			err = place(xproto.Window(x.WindowHandle), at)
		}
	})
	return err
}

// place moves a window, which the toolkit has no way to ask for.
func place(id xproto.Window, at image.Rectangle) error {
	xgb.Logger.SetOutput(io.Discard) // it tells of every connection; what fails is returned as well
	conn, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("place the board: %w", err)
	}
	defer conn.Close()
	// A corner left of or above the screen's goes over the wire in two's complement.
	values := []uint32{uint32(int32(at.Min.X)), uint32(int32(at.Min.Y)), uint32(at.Dx()), uint32(at.Dy())}
	const mask = xproto.ConfigWindowX | xproto.ConfigWindowY | xproto.ConfigWindowWidth | xproto.ConfigWindowHeight
	if err := xproto.ConfigureWindowChecked(conn, id, mask, values).Check(); err != nil {
		return fmt.Errorf("place the board: %w", err)
	}
	return nil
}
