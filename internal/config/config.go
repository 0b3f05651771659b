// Package config reads and checks the one configuration file of the machine, and
// the printer profiles.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/BurntSushi/toml"

	"yidiantong.org/lobby/packaging"
	"yidiantong.org/lobby/printer/escpos"
)

// A Config is what packaging/lobby.toml explains line by line.
type Config struct {
	State   string  `toml:"state"`
	Hall    string  `toml:"hall"`
	Screen  Screen  `toml:"screen"`
	Printer Printer `toml:"printer"`
	Console Console `toml:"console"`
}

// A Screen is the glass: its visible size in millimetres, and the seconds after
// which an untouched screen goes home.
type Screen struct {
	Width  int `toml:"width"`
	Height int `toml:"height"`
	Idle   int `toml:"idle"`
	Number int `toml:"number"`
}

// A Printer is the slip printer; an empty Device means that there is none.
type Printer struct {
	Device  string `toml:"device"`
	Profile string `toml:"profile"`
}

// A Console is where staff and the board reach the hall.
type Console struct {
	HTTPS string   `toml:"https"`
	HTTP  string   `toml:"http"`
	Hosts []string `toml:"hosts"`
}

// Default returns what the shipped file says, which is what every line left out
// of another file means.
func Default() (Config, error) {
	var c Config
	return c, c.read(packaging.Lobby, "lobby.toml")
}

// Load reads the file at path over the defaults; an empty path means the
// defaults alone. The error says which line is wrong and what to write instead.
func Load(path string) (Config, error) {
	c, err := Default()
	if err != nil || path == "" {
		return c, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	return c, c.read(b, path)
}

func (c *Config) read(b []byte, name string) error {
	if err := decode(b, c); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := c.check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (c *Config) check() error {
	for _, bound := range []struct {
		key           string
		got, min, max int
	}{
		{"screen.width", c.Screen.Width, 100, 3000},
		{"screen.height", c.Screen.Height, 100, 3000},
		{"screen.idle", c.Screen.Idle, 10, 3600},
		{"screen.number", c.Screen.Number, 10, 3600},
	} {
		if bound.got < bound.min || bound.got > bound.max {
			return fmt.Errorf("%s = %d: 请填 %d 到 %d 之间的数", bound.key, bound.got, bound.min, bound.max)
		}
	}
	if c.State == "" {
		return errors.New("state 不能为空：请写数据文件夹，如 /var/lib/lobby")
	}
	return nil
}

// Profile returns the printer profile of that name: from override when it holds
// name.conf, else from those that are shipped. override may be nil.
func Profile(override fs.FS, name string) (escpos.Profile, error) {
	var p escpos.Profile
	b, err := fs.ReadFile(packaging.Printers, "printers/"+name+".conf")
	if override != nil {
		if own, ownErr := fs.ReadFile(override, name+".conf"); !errors.Is(ownErr, fs.ErrNotExist) {
			b, err = own, ownErr
		}
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return p, fmt.Errorf("没有打印机型号 %q：可用的有 %s", name, strings.Join(Profiles(), "、"))
	}
	if err != nil {
		return p, err
	}
	if err := decode(b, &p); err != nil {
		return p, fmt.Errorf("%s.conf: %w", name, err)
	}
	if err := checkProfile(p, name); err != nil {
		return p, fmt.Errorf("%s.conf: %w", name, err)
	}
	return p, nil
}

// Profiles names the shipped printer profiles.
func Profiles() []string {
	files, err := fs.Glob(packaging.Printers, "printers/*.conf")
	if err != nil {
		return nil
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(f, "printers/"), ".conf")
	}
	return files
}

func checkProfile(p escpos.Profile, name string) error {
	oneOf := func(key, got string, want ...string) error {
		for _, w := range want {
			if got == w {
				return nil
			}
		}
		return fmt.Errorf("%s = %q: 请填 %s", key, got, strings.Join(want, "、"))
	}
	within := func(key string, got, least, most int) error {
		if got < least || got > most {
			return fmt.Errorf("%s = %d: 请填 %d 到 %d 之间的数", key, got, least, most)
		}
		return nil
	}
	return errors.Join(
		oneOf("name", p.Name, name),
		oneOf("width", fmt.Sprint(p.Width), "384", "576"),
		oneOf("qr", p.QR, "native", "raster"),
		oneOf("charset", p.Charset, "gb2312", "gbk", "gb18030-2byte", "gb18030"),
		oneOf("sizes", p.Sizes, "any", "double"),
		oneOf("answers", p.Answers, "A", "B", "C"),
		oneOf("flow", p.Flow, "none", "xonxoff", "rtscts"),
		oneOf("baud", fmt.Sprint(p.Baud), "9600", "19200", "38400", "57600", "115200"),
		within("buffer", p.Buffer, 32, 1<<20),
		within("speed", p.Speed, 10, 500),
		within("head", p.Head, 0, 60),
	)
}

// decode reads TOML into v, refusing keys that v does not have: a key that was
// mistyped would otherwise be a setting that silently does nothing.
func decode(b []byte, v any) error {
	meta, err := toml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).Decode(v)
	if err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			return fmt.Errorf("第 %d 行写得不对: %s", parse.Position.Line, parse.Message)
		}
		return err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return fmt.Errorf("没有 %q 这项设置，请检查拼写", extra[0].String())
	}
	return nil
}
