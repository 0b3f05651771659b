// Package queue holds the rules of waiting: lines, tickets, windows and calls.
// It knows no clock, no database and no screen: callers pass the time in and
// keep what comes back.
//
// Rules that read times of day take the time in the hall's zone.
package queue
