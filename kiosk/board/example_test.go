package board_test

import (
	"context"
	"fmt"
	"time"

	"yidiantong.org/lobby/kiosk/board"
	"yidiantong.org/lobby/queue"
)

// The board asks for its value and for a sign when it may have changed; a window
// of any kind shows its content.
func ExampleNew() {
	b := board.New(board.Options{
		Board: func(context.Context) (queue.Board, error) {
			return queue.Board{Hall: "青石镇便民服务中心"}, nil
		},
		Now: time.Now,
	})
	ctx, stop := context.WithCancel(context.Background())
	stop()
	fmt.Println(b.Content().MinSize(), b.Run(ctx))
	// Output: {1 1} <nil>
}
