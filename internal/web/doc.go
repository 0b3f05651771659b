// Package web is the hall over HTTP: the console at which staff call and keep
// the hall, the public board, and the page on which a resident sees how far a
// ticket has come.
//
// Pages are drawn on the server and kept live by server-sent events: a listener
// waits for the journal to grow, reads again what it shows, and sends what
// changed. Nothing is buffered, so nothing can be lost, and a page that was cut
// off is whole again when it is back.
//
// The console is HTTPS only. Plain HTTP answers what carries numbers and
// windows and nothing else.
package web
