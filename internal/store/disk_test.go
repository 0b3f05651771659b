//go:build !race

// This file and the tests that stand on it, crash_test.go and commit_test.go, are
// left out under the race detector: each plays one goroutine's deeds and opens
// thousands of halls one after the other, where it finds nothing and takes
// twenty times as long. What runs at once is in crowd_test.go.

package store

import (
	"path/filepath"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A disk is a SQLite VFS between SQLite and the operating system. It writes down
// all that SQLite asks of the disk, so that a test can rebuild what a power cut
// would leave at any moment, and it fails on demand.
//
// SQLite here is C translated to Go: a struct is memory outside Go's heap, a
// function pointer is the address of a Go function value. So the methods are
// plain functions, and there is one disk in the process; its tests do not run in
// parallel.
type disk struct {
	once sync.Once
	sys  uintptr // the operating system's VFS

	mu      sync.Mutex
	methods map[uintptr]uintptr // the system's methods of a file → ours, which call them
	open    map[uintptr]*handle
	names   map[string]int // path → number of the file that has it now
	files   int            // numbers given
	ops     []op           // since record was called
	fault   func(kind kind, name string) (rc int32, after bool)
}

// A handle is an open file.
type handle struct {
	name   string // base name
	file   int
	sys    uintptr // the system's methods
	newLog bool    // a journal or WAL just created: its first sync syncs the folder too
}

// A kind is what SQLite asked for.
type kind byte

const (
	write    kind = 'w'
	truncate kind = 't'
	syncData kind = 's'
	create   kind = 'c'
	unlink   kind = 'u'
	syncDir  kind = 'd'
	syncFail kind = 'x' // a sync that was not done, and said so
	control  kind = 'f' // not recorded: the end of a commit, when its work is done
)

// An op is one thing that SQLite asked of the disk and was told is done.
type op struct {
	kind kind
	file int
	name string // base name
	off  int64
	data []byte
}

// theDisk is reached by functions that SQLite calls with nothing of ours.
var theDisk disk

// vfsName is the disk's name in a DSN.
const vfsName = "disk"

// memory reads memory of SQLite's as a T. Vet rightly suspects a number made into a
// pointer; that these numbers are addresses is the translation's whole idea.
func memory[T any](addr uintptr) *T { return *(**T)(unsafe.Pointer(&addr)) }

// pointer is a C function pointer to the top-level function f, and function is
// its inverse.
func pointer[F any](f F) uintptr  { return *(*uintptr)(unsafe.Pointer(&f)) }
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }
func dup[T any](t *libc.TLS, from uintptr) uintptr {
	to := libc.Xmalloc(t, libc.Tsize_t(unsafe.Sizeof(*new(T)))) // never freed: registered for good
	*memory[T](to) = *memory[T](from)
	return to
}

type (
	openFunc     = func(t *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(t *libc.TLS, vfs, name uintptr, syncDir int32) int32
	writeFunc    = func(t *libc.TLS, file, buf uintptr, n int32, off int64) int32
	truncateFunc = func(t *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(t *libc.TLS, file uintptr, flags int32) int32
	controlFunc  = func(t *libc.TLS, file uintptr, op int32, arg uintptr) int32
)

// useDisk gives o the disk, which does what it is told and forgets the past.
func useDisk(t testing.TB, o *Options) *disk {
	t.Helper()
	d := &theDisk
	d.once.Do(func() {
		tls := libc.NewTLS()
		d.sys = sqlite3.Xsqlite3_vfs_find(tls, 0)
		name, err := libc.CString(vfsName)
		must(t, err)
		vfs := dup[sqlite3.Tsqlite3_vfs](tls, d.sys)
		v := memory[sqlite3.Tsqlite3_vfs](vfs)
		v.FpNext, v.FzName = 0, name
		v.FxOpen, v.FxDelete = pointer[openFunc](diskOpen), pointer[deleteFunc](diskDelete)
		if rc := sqlite3.Xsqlite3_vfs_register(tls, vfs, 0); rc != sqlite3.SQLITE_OK {
			t.Fatalf("register the disk: %d", rc)
		}
		d.methods, d.open = map[uintptr]uintptr{}, map[uintptr]*handle{}
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names, d.ops, d.fault = map[string]int{}, nil, nil
	o.vfs = vfsName
	return d
}

// fail makes the disk fail as fault says, until it is called with nil.
func (d *disk) fail(fault func(kind kind, name string) (rc int32, after bool)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = fault
}

// recorded returns what was asked of the disk until now.
func (d *disk) recorded() []op {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ops[:len(d.ops):len(d.ops)]
}

// do carries out one request on an open file and writes it down. A fault comes
// instead of the deed, or after it: then the deed was done and an error is all
// that SQLite hears.
func (d *disk) do(k kind, file uintptr, request func(h *handle) (int32, op)) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.open[file]
	failed, after := int32(sqlite3.SQLITE_OK), false
	if d.fault != nil {
		failed, after = d.fault(k, h.name)
	}
	if failed != sqlite3.SQLITE_OK && !after {
		if k == syncData {
			d.ops = append(d.ops, op{kind: syncFail, file: h.file, name: h.name})
		}
		return failed
	}
	rc, o := request(h)
	if failed == sqlite3.SQLITE_OK {
		failed = rc
	}
	if rc != sqlite3.SQLITE_OK || k == control {
		return failed
	}
	o.kind, o.file, o.name = k, h.file, h.name
	d.ops = append(d.ops, o)
	if k == syncData && h.newLog {
		h.newLog = false
		d.ops = append(d.ops, op{kind: syncDir})
	}
	return failed
}

func diskOpen(t *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	d := &theDisk
	d.mu.Lock()
	defer d.mu.Unlock()
	rc := function[openFunc](memory[sqlite3.Tsqlite3_vfs](d.sys).FxOpen)(t, d.sys, name, file, flags, out)
	f := memory[sqlite3.Tsqlite3_file](file)
	if rc != sqlite3.SQLITE_OK || f.FpMethods == 0 || name == 0 {
		return rc
	}
	path := libc.GoString(name)
	h := &handle{name: filepath.Base(path), sys: f.FpMethods}
	if n, ok := d.names[path]; ok {
		h.file = n
	} else {
		d.files++
		h.file = d.files
		h.newLog = flags&(sqlite3.SQLITE_OPEN_MAIN_JOURNAL|sqlite3.SQLITE_OPEN_WAL) != 0
		d.names[path] = h.file
		d.ops = append(d.ops, op{kind: create, file: h.file, name: h.name})
	}
	d.open[file] = h
	ours, ok := d.methods[h.sys]
	if !ok {
		ours = dup[sqlite3.Tsqlite3_io_methods](t, h.sys)
		m := memory[sqlite3.Tsqlite3_io_methods](ours)
		m.FxWrite, m.FxTruncate = pointer[writeFunc](diskWrite), pointer[truncateFunc](diskTruncate)
		m.FxSync, m.FxFileControl = pointer[syncFunc](diskSync), pointer[controlFunc](diskControl)
		d.methods[h.sys] = ours
	}
	f.FpMethods = ours
	return rc
}

func diskDelete(t *libc.TLS, _, name uintptr, sync int32) int32 {
	d := &theDisk
	d.mu.Lock()
	defer d.mu.Unlock()
	rc := function[deleteFunc](memory[sqlite3.Tsqlite3_vfs](d.sys).FxDelete)(t, d.sys, name, sync)
	path := libc.GoString(name)
	if n, ok := d.names[path]; ok && rc == sqlite3.SQLITE_OK {
		delete(d.names, path)
		d.ops = append(d.ops, op{kind: unlink, file: n, name: filepath.Base(path)})
		if sync != 0 {
			d.ops = append(d.ops, op{kind: syncDir})
		}
	}
	return rc
}

func diskWrite(t *libc.TLS, file, buf uintptr, n int32, off int64) int32 {
	return theDisk.do(write, file, func(h *handle) (int32, op) {
		rc := function[writeFunc](memory[sqlite3.Tsqlite3_io_methods](h.sys).FxWrite)(t, file, buf, n, off)
		return rc, op{off: off, data: append([]byte(nil), unsafe.Slice(memory[byte](buf), n)...)}
	})
}

func diskTruncate(t *libc.TLS, file uintptr, size int64) int32 {
	return theDisk.do(truncate, file, func(h *handle) (int32, op) {
		return function[truncateFunc](memory[sqlite3.Tsqlite3_io_methods](h.sys).FxTruncate)(t, file, size), op{off: size}
	})
}

func diskSync(t *libc.TLS, file uintptr, flags int32) int32 {
	return theDisk.do(syncData, file, func(h *handle) (int32, op) {
		return function[syncFunc](memory[sqlite3.Tsqlite3_io_methods](h.sys).FxSync)(t, file, flags), op{}
	})
}

func diskControl(t *libc.TLS, file uintptr, code int32, arg uintptr) int32 {
	sys := func(h *handle) (int32, op) {
		return function[controlFunc](memory[sqlite3.Tsqlite3_io_methods](h.sys).FxFileControl)(t, file, code, arg), op{}
	}
	if code == sqlite3.SQLITE_FCNTL_COMMIT_PHASETWO {
		return theDisk.do(control, file, sys)
	}
	d := &theDisk
	d.mu.Lock()
	h := d.open[file]
	d.mu.Unlock()
	rc, _ := sys(h)
	return rc
}
