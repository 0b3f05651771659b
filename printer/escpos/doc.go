// Package escpos writes the bytes that receipt printers read, explains them and
// draws them.
//
// An [Encoder] writes ESC/POS for one [Profile]; [List] says in words what such
// bytes tell a printer, and [Render] draws the paper that comes out. The
// three check each other, so no printer is needed to see what a change does.
// Commands bear the names of Epson's reference: ESC a is 1B 61.
package escpos
