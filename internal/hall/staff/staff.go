// Package staff holds accounts, roles and who may do what.
package staff

import (
	"errors"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"
)

// Errors of signing in and of keeping accounts, told apart with errors.Is.
var (
	ErrRefused   = errors.New("name or PIN is wrong") // also for accounts that do not exist or are disabled
	ErrTaken     = errors.New("account name is taken")
	ErrNoAccount = errors.New("no such account")
	ErrLast      = errors.New("the last administrator cannot be disabled")
	ErrSeated    = errors.New("somebody else sits at that window")
)

// A LockedError says that too many PINs were wrong and when to try again.
type LockedError struct{ Until time.Time }

func (e *LockedError) Error() string { return "locked until " + e.Until.Format(time.TimeOnly) }

// A Role says what an account may do.
type Role string

// The roles.
const (
	Clerk         Role = "clerk"         // 窗口人员: calls at a window
	Administrator Role = "administrator" // 管理员: also keeps accounts, lines and the printer
)

// An Account is one named person of the staff: everything they do is written
// under this name.
type Account struct {
	Name     string // to sign in with: wangfang
	Person   string // as shown to colleagues: 王芳
	Role     Role
	Disabled bool
	PIN      string // argon2id hash in PHC form, never a PIN
	Change   bool   // the PIN was given by the administrator and must be changed at the next sign-in
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]{1,19}$`)

// Check returns what is wrong with an account that is to be made, in the words
// of the person who makes it.
func (a Account) Check() error {
	switch {
	case !nameForm.MatchString(a.Name):
		return errors.New("登录名用 2 到 20 个小写字母或数字，以字母开头")
	case utf8.RuneCountInString(a.Person) < 2 || utf8.RuneCountInString(a.Person) > 20:
		return errors.New("姓名用 2 到 20 个字")
	case a.Role != Clerk && a.Role != Administrator:
		return errors.New("请选择角色")
	}
	return nil
}

var pinForm = regexp.MustCompile(`^[0-9]{6,8}$`)

// CheckPIN returns what is wrong with a PIN that somebody chose, in their words.
func CheckPIN(pin string) error {
	if !pinForm.MatchString(pin) {
		return errors.New("密码用 6 到 8 位数字")
	}
	same, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		same = same && pin[i] == pin[i-1]
		up = up && pin[i] == pin[i-1]+1
		down = down && pin[i] == pin[i-1]-1
	}
	if same || up || down {
		return fmt.Errorf("%s 太容易猜到，请换一个", pin)
	}
	return nil
}

// Free is how many wrong PINs in a row cost nothing.
const Free = 4

// maxLock is the longest lock: long enough to stop guessing, short enough that a
// clerk who forgot is back before lunch.
const maxLock = 15 * time.Minute

// Lock returns how long sign-in stays refused after so many wrong PINs in a row
// from one source for one account: 1, 2, 4 … 15 minutes from the fifth on.
func Lock(wrong int) time.Duration {
	if wrong <= Free {
		return 0
	}
	if wrong > Free+4 {
		return maxLock
	}
	return time.Minute << (wrong - Free - 1)
}
