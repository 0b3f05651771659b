package slip

// A Ticket is the slip that a villager holds while waiting. Times are as they are
// to be read: values are laid out, not looked up.
type Ticket struct {
	Hall   string // 青石镇便民服务中心
	Sample bool   // 示范数据
	No     string // A001
	Line   string // 社会保险
	Ahead  int    // people ahead when it was taken
	Taken  string // 2026-11-22 09:05, empty when the clock is not believed
	Advice string // what to do
	Code   string // what the QR code holds
	Public bool   // Code is a web address
	Copy   int    // n of 补打 n, 0 on the first
}
