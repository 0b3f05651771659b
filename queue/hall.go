package queue

import "time"

// A Hall is what a hall's files say about waiting in it.
type Hall struct {
	Name    string // 青石镇便民服务中心
	Motto   string // one line below the name
	Phone   string // the hall's own, shown beside 12345
	Base    string // public address of its ticket pages, HTTPS://… in upper case; empty when phones cannot reach it
	Advice  string // what to do with a slip: 请在大厅等候，听到叫号后到窗口办理
	Sample  bool   // 示范数据: shown wherever the hall is
	Lines   []Line // in the order in which they are offered
	Windows []Window
}

// A Lobby is what a resident is shown before choosing.
type Lobby struct {
	Name, Motto, Phone, Base string
	Sample                   bool
	Lines                    []LineStatus
	Waiting                  int  // people waiting in all lines
	Windows                  int  // windows with a clerk at them
	Printer                  bool // a slip can be printed now, as far as is known
	ClockSure                bool // the machine's clock is believed
}

// A LineStatus is a line as a resident sees it.
type LineStatus struct {
	ID, Letter, Name, About string
	Waiting                 int
	Closed                  *ClosedError // nil while it gives numbers
}

// A Desk is what a clerk sees at a window.
type Desk struct {
	Window  Window
	Clerk   string    // account name of who sits there, empty when nobody
	Since   time.Time // when they sat down
	Current *Ticket   // called to this window and not done with
	Waiting []Ticket  // those this window may call, in the order in which it would
	Done    int       // finished here today
	Absent  int       // marked absent here today
}

// A Board is what the room sees: numbers and windows only.
type Board struct {
	Hall   string
	Sample bool
	Calls  []BoardCall // the newest first
	Lines  []LineStatus
}

// A BoardCall is one line of the board: this number, to that window.
type BoardCall struct {
	No     string
	Window string // Window.ID
	Desk   string // Window.Name
	At     time.Time
	Times  int  // how often it was called
	Here   bool // still at the window
}
