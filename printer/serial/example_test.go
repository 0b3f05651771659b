package serial_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/creack/pty"

	"yidiantong.org/lobby/printer/serial"
)

// A printer is asked whether it is online (DLE EOT 1) and answers with one byte.
func Example() {
	printer, tty, err := pty.Open() // a printer without paper
	if err != nil {
		fmt.Println(err)
		return
	}
	port, err := serial.Open(tty.Name(), 9600, "none")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()

	if _, err := port.Write(ctx, []byte{0x10, 0x04, 1}); err != nil {
		fmt.Println(err)
		return
	}
	question := make([]byte, 3)
	if _, err := io.ReadFull(printer, question); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the printer is asked % x\n", question)
	if _, err := printer.Write([]byte{0x12}); err != nil {
		fmt.Println(err)
		return
	}
	answer := make([]byte, 16)
	n, err := port.Read(ctx, answer)
	fmt.Printf("and answers % x, %v\n", answer[:n], err)
	if err := errors.Join(port.Close(), tty.Close(), printer.Close()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// the printer is asked 10 04 01
	// and answers 12, <nil>
}
