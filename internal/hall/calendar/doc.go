// Package calendar knows days, opening hours and how far a clock may be
// believed. It is a leaf: every rule may import it.
//
// Times carry the hall's zone: a rule reads the weekday and the hour of the
// time it is given and never converts.
package calendar
