//go:build !race

package kiosk

const racing = false
