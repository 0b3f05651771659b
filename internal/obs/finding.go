// Package obs looks at the health of a hall's machine, in words that somebody who
// does not know computers can act on, and answers the operator's tool over a
// socket.
package obs

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"yidiantong.org/lobby/internal/hall/calendar"
	"yidiantong.org/lobby/printer"
)

// A Finding is one thing that was looked at.
type Finding struct {
	What string // 打印机
	Bad  bool
	Says string // how it is
	Do   string // what to do; empty when it is well
}

// String writes the finding as hallctl check prints it.
func (f Finding) String() string {
	mark := "好"
	if f.Bad {
		mark = "坏"
	}
	s := fmt.Sprintf("[%s] %s：%s", mark, f.What, f.Says)
	if f.Do != "" {
		s += "\n      " + f.Do
	}
	return s
}

// Printer finds how the printer is. device is empty when none is configured.
func Printer(device string, s printer.Status) Finding {
	f := Finding{What: "打印机"}
	if device == "" {
		f.Bad = true
		f.Says = "没有设置打印机，号码只显示在屏幕上"
		f.Do = "接好打印机，在设置文件 [printer] 一节填写 device，如 /dev/lobby-printer，再重新启动"
		return f
	}
	f.Says, f.Do = s.Words()
	f.Says += "（" + device + "）"
	f.Bad = s.Fault != printer.OK || s.NearEnd
	return f
}

// Clock finds whether the machine's clock is believed.
func Clock(wall time.Time, r calendar.Reading) Finding {
	f := Finding{What: "时钟", Says: "准确，今天是 " + r.Day.String()}
	const form = "2006-01-02 15:04"
	switch r.Doubt {
	case calendar.Behind:
		f.Bad = true
		f.Says = fmt.Sprintf("机器时间是 %s，比最后一条记录（%s）还早，暂按 %s 继续发号", wall.Format(form), r.At.Format(form), r.Day)
		f.Do = "把机器时间调准即可，号码不会乱；常常这样，请换主板电池"
	case calendar.Ahead:
		f.Bad = true
		f.Says = fmt.Sprintf("机器时间是 %s，比最后一条记录（%s）晚了 30 天以上，暂按 %s 继续发号", wall.Format(form), r.At.Format(form), r.Day)
		f.Do = "时间不对就调准；时间没错（如长假后开门），请管理员在网页上点“确认时间”"
	case calendar.Sure:
	}
	return f
}

// Disk space below which somebody must act, as parts of the whole and in bytes.
const (
	lowPart  = 10      // a tenth
	lowBytes = 1 << 30 // on a large disk a gigabyte is enough for years of numbers
)

// Disk finds how much room there is where dir lies.
func Disk(dir string) Finding {
	f := Finding{What: "磁盘"}
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		f.Bad = true
		f.Says = fmt.Sprintf("读不出 %s 所在磁盘：%v", dir, err)
		f.Do = "请检查数据文件夹是否存在、磁盘是否接好"
		return f
	}
	return disk(f, s.Bavail*uint64(s.Bsize), s.Blocks*uint64(s.Bsize))
}

func disk(f Finding, free, total uint64) Finding {
	f.Says = fmt.Sprintf("还剩 %.1f GB，共 %.1f GB", float64(free)/1e9, float64(total)/1e9)
	if free < total/lowPart && free < lowBytes {
		f.Bad = true
		f.Do = "磁盘快满了：请把旧备份和照片移到 U 盘；满了以后将不能发号"
	}
	return f
}

// Journal finds whether the record is whole; err is what verifying it said.
func Journal(rows int64, err error) Finding {
	f := Finding{What: "记录", Says: fmt.Sprintf("完整，共 %d 条", rows)}
	if err != nil {
		f.Bad = true
		f.Says = fmt.Sprintf("不完整（%v）", err)
		f.Do = "请不要删除任何文件，把整个数据文件夹复制到 U 盘，联系维护人员；发号可以继续"
	}
	return f
}

// Files finds whether what residents read is what the hall's files say; err is what
// reading them said.
func Files(err error) Finding {
	f := Finding{What: "资料", Says: "没有错误"}
	if err != nil {
		f.Bad = true
		f.Says = fmt.Sprintf("有错误，没有采用：%v", err)
		f.Do = "请照上面说的改好文件，保存后自动生效；在这之前，屏幕上是改动以前的内容"
	}
	return f
}

// Synced reports whether the kernel calls the machine's clock synchronised, see
// adjtimex(2).
func Synced() bool {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	return err == nil && state != unix.TIME_ERROR && t.Status&unix.STA_UNSYNC == 0
}
