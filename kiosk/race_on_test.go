//go:build race

package kiosk

// racing says that the race detector watches: drawing every picture takes minutes
// then, and there is nothing in it to race.
const racing = true
